//! Codes and holds: nothing is spent twice, and what the journal tells is what the rows say.

use super::{hold, journal};
use crate::{
    CodeRow, Effects, EngineError, Event, HoldRow, JournalRow, Redeemed, Revoked, RollbackMode,
    Serial, View, Write,
};

pub(super) fn check(view: &View, effects: &Effects) -> Result<(), EngineError> {
    for write in effects.writes() {
        if let Write::Hold(after) = write {
            check_hold(view, after)?;
        }
    }
    for write in effects.writes() {
        if let Write::Code(code) = write {
            let told = journal(effects).filter(|row| row.event.serial() == Some(code.serial));
            let last = told.last().map(|row| row.seq);
            hold(last == Some(code.last_seq), "a code changes untold")?;
            check_counts(view, effects, code.serial, (code.uses, code.holds))?;
            check_marks(view, effects, code)?;
        }
    }
    for row in journal(effects) {
        if let Some(serial) = row.event.serial() {
            let is_kept =
                |write: &Write| matches!(write, Write::Code(code) if code.serial == serial);
            hold(
                effects.writes().iter().any(is_kept),
                "a code is told and not kept",
            )?;
        }
        if let Event::Redeemed(redeemed) = &row.event {
            check_redeemed(view, redeemed)?;
        }
    }
    Ok(())
}

/// Uses and holds move as the journal and the holds' rows say, and stay under the batch's uses.
fn check_counts(
    view: &View,
    effects: &Effects,
    serial: Serial,
    (uses, holds): (u32, u32),
) -> Result<(), EngineError> {
    let before = view.code(serial);
    let (uses_before, holds_before) = before.map_or((0, 0), |code| (code.uses, code.holds));
    let change = |row: &JournalRow| match &row.event {
        Event::Redeemed(redeemed) if redeemed.serial == serial => 1,
        Event::RolledBack(given_back)
            if given_back.serial == serial && given_back.in_full == Some(RollbackMode::Restore) =>
        {
            -1
        }
        Event::Redeemed(_) | Event::RolledBack(_) => 0,
        Event::Issued(_) | Event::Entered(_) | Event::Held(_) | Event::HoldReleased(_) => 0,
        Event::Revoked(_) | Event::Paused | Event::Resumed | Event::Ended { .. } => 0,
        Event::Changed { .. } | Event::OrderClosed(_) => 0,
    };
    let told: i64 = journal(effects).map(change).sum();
    hold(
        i64::from(uses_before).checked_add(told) == Some(i64::from(uses)),
        "a code's uses differ from the journal",
    )?;
    let is_open = |row: Option<&HoldRow>| {
        i64::from(row.is_some_and(|row| row.serial == serial && row.is_open()))
    };
    let opened = effects.writes().iter().map(|write| {
        if let Write::Hold(after) = write {
            is_open(Some(after)).saturating_sub(is_open(view.hold(after.id)))
        } else {
            0
        }
    });
    hold(
        i64::from(holds_before).checked_add(opened.sum()) == Some(i64::from(holds)),
        "a code's holds differ from its holds' rows",
    )?;
    let spoken_for = uses.saturating_add(holds);
    let grew = spoken_for > uses_before.saturating_add(holds_before);
    let allowed = view.batch_of(serial).map_or(0, |batch| batch.uses.value());
    hold(
        !grew || spoken_for <= allowed,
        "a code is used more often than it may be",
    )
}

/// What a code's row says beside its counts is what it said before, or what the journal tells.
fn check_marks(view: &View, effects: &Effects, code: &CodeRow) -> Result<(), EngineError> {
    let before = view.code(code.serial);
    let told = |tells: &dyn Fn(&JournalRow) -> bool| journal(effects).any(tells);
    let is_hold =
        |row: &JournalRow| matches!(&row.event, Event::Held(held) if Some(held.hold) == code.hold);
    let is_redemption = |row: &JournalRow| {
        matches!(row.event, Event::Redeemed(_)) && Some(row.seq) == code.redemption
    };
    let is_revocation = |row: &JournalRow| matches!(&row.event, Event::Revoked(Revoked::Code(serial)) if *serial == code.serial);
    let holds = code.hold == before.and_then(|code| code.hold) || told(&is_hold);
    let redemption =
        code.redemption == before.and_then(|code| code.redemption) || told(&is_redemption);
    let revoked = code.revoked == before.is_some_and(|code| code.revoked)
        || (code.revoked && told(&is_revocation));
    hold(
        holds && redemption && revoked,
        "a code's row says what nobody tells",
    )
}

/// A hold resolves at most once, and keeps what it promised.
fn check_hold(view: &View, after: &HoldRow) -> Result<(), EngineError> {
    let Some(before) = view.hold(after.id) else {
        return hold(after.is_open(), "a hold is over before it begins");
    };
    hold(before.is_open(), "a hold resolves twice")?;
    let kept = before.promise == after.promise
        && before.serial == after.serial
        && before.order == after.order;
    hold(kept, "a hold's promise is broken")?;
    hold(before.until <= after.until, "a hold is cut short")
}

fn check_redeemed(view: &View, redeemed: &Redeemed) -> Result<(), EngineError> {
    hold(
        redeemed.discount <= redeemed.order_value,
        "a discount passes its order",
    )?;
    let again = view.redemptions.iter().any(|earlier| {
        let earlier = &earlier.redeemed;
        earlier.is_live() && earlier.serial == redeemed.serial && earlier.order == redeemed.order
    });
    hold(!again, "an order redeems a code twice")
}
