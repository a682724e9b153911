//! Codes and holds: nothing is spent twice, and what the journal tells is what the rows say.

use alloc::collections::{BTreeMap, BTreeSet};

use super::hold;
use super::written::Written;
use crate::{
    AccountKey, CodeRow, EngineError, Event, HoldRow, HoldState, Redeemed, Revoked, RollbackMode,
    Seq, Serial, View,
};

pub(super) fn check(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    let told = tell(written);
    for after in written.holds.values() {
        check_hold(view, &told, after)?;
    }
    let opened = opened(view, written);
    for (serial, code) in &written.codes {
        let Some(of_code) = told.codes.get(serial) else {
            return Err(EngineError::Invariant("a code changes untold"));
        };
        hold(of_code.last == Some(code.last_seq), "a code changes untold")?;
        let opened = opened.get(serial).copied().unwrap_or_default();
        check_counts(view, code, (of_code.uses, opened))?;
        check_marks(view, &told, of_code, code)?;
    }
    let are_kept = told
        .codes
        .keys()
        .all(|serial| written.codes.contains_key(serial));
    hold(are_kept, "a code is told and not kept")?;
    for row in &written.journal {
        if let Event::Redeemed(redeemed) = &row.event {
            check_redeemed(view, redeemed)?;
        }
    }
    Ok(())
}

/// What the journal rows tell of codes and holds.
#[derive(Default)]
struct Told {
    codes: BTreeMap<Serial, OfCode>,
    /// Holds that are made, renewed, released or redeemed.
    holds: BTreeSet<Seq>,
    redemptions: BTreeSet<Seq>,
}

/// What the journal rows tell of one code.
#[derive(Default)]
struct OfCode {
    last: Option<Seq>,
    /// By how much its uses grow.
    uses: i64,
    is_revoked: bool,
}

fn tell(written: &Written<'_>) -> Told {
    let mut told = Told::default();
    for row in &written.journal {
        let Some(serial) = row.event.serial() else {
            continue;
        };
        let code = told.codes.entry(serial).or_default();
        code.last = Some(row.seq);
        match &row.event {
            Event::Redeemed(redeemed) => {
                code.uses = code.uses.saturating_add(1);
                told.redemptions.insert(row.seq);
                told.holds.extend(redeemed.hold);
            }
            Event::RolledBack(given_back) => match given_back.in_full {
                Some(RollbackMode::Restore) => code.uses = code.uses.saturating_sub(1),
                Some(RollbackMode::Consume) | None => {}
            },
            Event::Held(held) => drop(told.holds.insert(held.hold)),
            Event::HoldReleased(released) => drop(told.holds.insert(released.hold)),
            Event::Revoked(Revoked::Code(_)) => code.is_revoked = true,
            Event::Revoked(Revoked::Batch(_) | Revoked::Range(_)) => {}
            Event::Issued(_) | Event::Assigned(_) | Event::Entered(_) => {}
            Event::Paused | Event::Resumed => {}
            Event::Ended { .. } | Event::Changed { .. } | Event::OrderClosed(_) => {}
        }
    }
    told
}

/// By how much the open holds on each code grow in number.
fn opened(view: &View, written: &Written<'_>) -> BTreeMap<Serial, i64> {
    let mut opened = BTreeMap::<_, i64>::new();
    for (id, after) in &written.holds {
        let before = view.hold(*id).is_some_and(HoldRow::is_open);
        let change = i64::from(after.is_open()).saturating_sub(i64::from(before));
        let sum = opened.entry(after.serial).or_default();
        *sum = sum.saturating_add(change);
    }
    opened
}

/// Uses and holds move as the journal and the holds' rows say, and stay under its issue's.
fn check_counts(view: &View, code: &CodeRow, (used, held): (i64, i64)) -> Result<(), EngineError> {
    let before = view.code(code.serial);
    let (uses, holds) = before.map_or((0, 0), |code| (code.uses, code.holds));
    hold(
        i64::from(uses).checked_add(used) == Some(i64::from(code.uses)),
        "a code's uses differ from the journal",
    )?;
    hold(
        i64::from(holds).checked_add(held) == Some(i64::from(code.holds)),
        "a code's holds differ from its holds' rows",
    )?;
    let spoken_for = code.uses.saturating_add(code.holds);
    let grew = spoken_for > uses.saturating_add(holds);
    let issuance = view.issuance(code.serial);
    let allowed = issuance.map_or(0, |issuance| issuance.uses.value());
    hold(
        !grew || spoken_for <= allowed,
        "a code is used more often than it may be",
    )
}

/// What a code's row says beside its counts is what it said before, or what the journal tells.
fn check_marks(
    view: &View,
    told: &Told,
    of_code: &OfCode,
    code: &CodeRow,
) -> Result<(), EngineError> {
    let before = view.code(code.serial);
    let is_old = |new: Option<Seq>, old: Option<Seq>| new == old;
    let holds = is_old(code.hold, before.and_then(|code| code.hold))
        || code.hold.is_some_and(|hold| told.holds.contains(&hold));
    let redemptions = is_old(code.redemption, before.and_then(|code| code.redemption))
        || code
            .redemption
            .is_some_and(|seq| told.redemptions.contains(&seq));
    let was_revoked = before.is_some_and(|code| code.revoked);
    hold(
        holds && redemptions && code.revoked == (was_revoked || of_code.is_revoked),
        "a code's row says what nobody tells",
    )
}

/// A hold resolves at most once, keeps what it promised, and reserves in the campaign's account.
fn check_hold(view: &View, told: &Told, after: &HoldRow) -> Result<(), EngineError> {
    hold(told.holds.contains(&after.id), "a hold changes untold")?;
    hold(
        after.accounts.contains(&AccountKey::campaign()),
        "a hold is reserved nowhere",
    )?;
    let Some(before) = view.hold(after.id) else {
        return hold(
            after.state == HoldState::Open,
            "a hold is over before it begins",
        );
    };
    hold(before.is_open(), "a hold resolves twice")?;
    let kept = before.promise == after.promise
        && before.serial == after.serial
        && before.order == after.order
        && before.customer.joined(&after.customer) == Some(after.customer)
        && includes(&after.accounts, &before.accounts);
    hold(kept, "a hold's promise is broken")?;
    hold(before.until <= after.until, "a hold is cut short")
}

fn check_redeemed(view: &View, redeemed: &Redeemed) -> Result<(), EngineError> {
    hold(
        redeemed.discount <= redeemed.order_value,
        "a discount passes its order",
    )?;
    let again = view.redemptions.values().any(|earlier| {
        let earlier = &earlier.redeemed;
        earlier.is_live() && earlier.serial == redeemed.serial && earlier.order == redeemed.order
    });
    hold(!again, "an order redeems a code twice")?;
    let own = redeemed.hold.and_then(|id| view.hold(id));
    hold(
        redeemed.accounts.contains(&AccountKey::campaign())
            && own.is_none_or(|own| includes(&redeemed.accounts, &own.accounts)),
        "a redemption is charged to fewer accounts than it must be",
    )
}

fn includes(all: &[AccountKey], some: &[AccountKey]) -> bool {
    some.iter().all(|key| all.contains(key))
}
