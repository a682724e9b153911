//! The journal and the other rows tell one story: each event has the rows that make it true, and no
//! row changes without an event.

use super::hold;
use super::written::{Due, Written};
use crate::{
    Campaign, EngineError, Event, HoldState, JournalRow, MinorUnits, OrderId, ReleaseReason,
    Revoked, RolledBack, Serial, SerialRange, View,
};

pub(super) fn check(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    for row in &written.journal {
        check_event(view, written, row)?;
    }
    check_rows(view, written)
}

/// The event has its rows.
fn check_event(view: &View, written: &Written<'_>, row: &JournalRow) -> Result<(), EngineError> {
    let order_use = |serial: Serial, order: &OrderId| {
        let of = written.order_use;
        of.filter(|of| of.serial == serial && of.order == *order)
    };
    match &row.event {
        Event::Issued(told) => {
            let added = written.batch.map(|batch| batch.serials);
            hold(added == Some(told.serials), "a batch is told and not added")
        }
        // Assignments are checked where they are held against batches and holders.
        Event::Assigned(_) | Event::Entered(_) => Ok(()),
        Event::Held(told) => {
            let kept = written.holds.get(&told.hold);
            let is_kept = kept.is_some_and(|kept| kept.is_open() && kept.until == told.until);
            hold(is_kept, "a hold is told and not kept")?;
            let is_old = view.hold(told.hold).is_some();
            let found = order_use(told.serial, &told.order).and_then(|of| of.hold);
            hold(
                is_old || !view.has_several_uses(told.serial) || found == Some(told.hold),
                "an order forgets its hold",
            )
        }
        Event::HoldReleased(told) => {
            let (seq, reason) = (row.seq, told.reason);
            let state = written.holds.get(&told.hold).map(|hold| hold.state);
            hold(
                state == Some(HoldState::Released { seq, reason }),
                "a hold's end is told and not kept",
            )
        }
        Event::Redeemed(told) => {
            let code = written.codes.get(&told.serial);
            hold(
                code.and_then(|code| code.redemption) == Some(row.seq),
                "a redemption is not counted on its code",
            )?;
            let resolved = |id| {
                let state = written.holds.get(&id).map(|hold| hold.state);
                state == Some(HoldState::Redeemed(row.seq))
            };
            hold(
                told.hold.is_none_or(resolved),
                "a hold is redeemed and goes on",
            )?;
            let found = order_use(told.serial, &told.order).and_then(|of| of.redemption);
            hold(
                !view.has_several_uses(told.serial) || found == Some(row.seq),
                "an order forgets its redemption",
            )
        }
        Event::RolledBack(told) => check_rolled_back(view, written, told),
        Event::Revoked(told) => check_revoked(written, row, *told),
        Event::Paused | Event::Resumed | Event::Changed { .. } => {
            check_campaign(view, written, &row.event)
        }
        Event::Ended { void_holds } => {
            check_campaign(view, written, &row.event)?;
            let due = Due {
                serials: None,
                at: row.at,
                reason: ReleaseReason::CampaignEnded,
            };
            hold(
                written.due == void_holds.then_some(due),
                "holds outlive their campaign, or die without need",
            )
        }
        Event::OrderClosed(told) => hold(
            written.closed == Some((&told.order, row.seq)),
            "an order is told to be closed",
        ),
    }
}

/// What was given back is added up on the redemption, and never passes it.
fn check_rolled_back(
    view: &View,
    written: &Written<'_>,
    told: &RolledBack,
) -> Result<(), EngineError> {
    let redemption = view.redemption(told.redemption);
    let kept = written.returned.get(&told.redemption);
    let is_kept = redemption.zip(kept).is_some_and(|(redemption, kept)| {
        let before = &redemption.redeemed;
        let sum = |a: MinorUnits, b: MinorUnits| a.value().checked_add(b.value());
        sum(before.returned.discount, told.discount) == Some(kept.discount.value())
            && sum(before.returned.order_value, told.order_value) == Some(kept.order_value.value())
            && kept.discount <= before.discount
            && kept.order_value <= before.order_value
            && kept.in_full == told.in_full
            && before.is_live()
    });
    hold(is_kept, "what was given back is not kept on its redemption")
}

/// The codes are withdrawn, and just the holds on them die.
fn check_revoked(
    written: &Written<'_>,
    row: &JournalRow,
    told: Revoked,
) -> Result<(), EngineError> {
    let (serials, is_withdrawn) = match told {
        Revoked::Code(serial) => {
            let code = written.codes.get(&serial);
            let is_withdrawn = code.is_some_and(|code| code.revoked);
            (SerialRange::one(serial), is_withdrawn)
        }
        Revoked::Batch(serials) | Revoked::Range(serials) => {
            let range = written.revoked.map(|range| range.serials);
            let is_withdrawn = range.is_some_and(|range| covers(range, serials));
            (serials, is_withdrawn)
        }
    };
    hold(is_withdrawn, "codes are told to be withdrawn")?;
    let due = Due {
        serials: Some(serials),
        at: row.at,
        reason: ReleaseReason::Revoked,
    };
    hold(
        written.due == Some(due),
        "holds outlive their codes, or die without need",
    )
}

/// The campaign changes as it is told, and in nothing else.
fn check_campaign(view: &View, written: &Written<'_>, event: &Event) -> Result<(), EngineError> {
    let before = &view.campaign;
    let after = written.campaign.ok_or(EngineError::Invariant(
        "the campaign is told to change and does not",
    ))?;
    let mut settings = before.settings.clone();
    let mut paused = before.paused;
    if let Event::Changed { settings: told, .. } = event {
        settings = (**told).clone();
    } else if let Event::Ended { .. } = event {
        settings.period = after.settings.period;
    } else {
        paused = matches!(event, Event::Paused);
    }
    let expected = Campaign {
        version: before.version.saturating_add(1),
        settings,
        paused,
        ..before.clone()
    };
    hold(
        *after == expected,
        "the campaign changes otherwise than it is told",
    )
}

fn covers(range: SerialRange, serials: SerialRange) -> bool {
    range.first() <= serials.first() && serials.end() <= range.end()
}

/// The rows have their events.
fn check_rows(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    let told = |tells: &dyn Fn(&JournalRow) -> bool| written.journal.iter().any(|row| tells(row));
    if written.campaign.is_some() {
        let tells = |row: &JournalRow| {
            matches!(row.event, Event::Paused | Event::Resumed)
                || matches!(row.event, Event::Ended { .. } | Event::Changed { .. })
        };
        hold(told(&tells), "the campaign changes untold")?;
    }
    if let Some(batch) = written.batch {
        let tells = |row: &JournalRow| matches!(row.event, Event::Issued(_));
        hold(told(&tells), "a batch is added untold")?;
        let free = view.batch.as_ref().map_or(0, |last| last.serials.end());
        hold(batch.serials.first().value() >= free, "two batches overlap")?;
        hold(
            batch.serials.end() <= view.campaign.serial_count,
            "a batch passes the last serial",
        )?;
        let is_free = |least: Serial| batch.serials.end() <= least.value();
        hold(
            view.fresh_least.is_none_or(is_free),
            "a batch takes what is assigned",
        )?;
    }
    if written.closed.is_some() {
        let tells = |row: &JournalRow| matches!(row.event, Event::OrderClosed(_));
        hold(told(&tells), "an order is closed untold")?;
    }
    if written.due.is_some() {
        let tells = |row: &JournalRow| matches!(row.event, Event::Revoked(_) | Event::Ended { .. });
        hold(told(&tells), "holds die untold")?;
    }
    if let Some(of) = written.order_use {
        hold(
            view.has_several_uses(of.serial),
            "a code with one use needs no use by order",
        )?;
        let tells = |row: &JournalRow| match &row.event {
            Event::Held(held) => of.hold == Some(held.hold),
            Event::Redeemed(_) => of.redemption == Some(row.seq),
            Event::Issued(_) | Event::Assigned(_) | Event::Entered(_) => false,
            Event::HoldReleased(_) => false,
            Event::RolledBack(_) | Event::Revoked(_) | Event::OrderClosed(_) => false,
            Event::Paused | Event::Resumed => false,
            Event::Ended { .. } | Event::Changed { .. } => false,
        };
        hold(told(&tells), "a use by order points elsewhere")?;
    }
    for redemption in written.returned.keys() {
        let tells = |row: &JournalRow| matches!(&row.event, Event::RolledBack(told) if told.redemption == *redemption);
        hold(told(&tells), "something is given back untold")?;
    }
    check_range(view, written)
}

/// A withdrawn range is what the journal withdraws, and all that it touches.
fn check_range(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    let Some(range) = written.revoked else {
        return Ok(());
    };
    let before = view.revoked.iter().map(|before| before.serials);
    hold(
        before.clone().all(|before| covers(range.serials, before)),
        "a withdrawn code comes back",
    )?;
    let withdrawn = written.journal.iter().find_map(|row| {
        if let Event::Revoked(Revoked::Batch(serials) | Revoked::Range(serials)) = row.event {
            Some(serials)
        } else {
            None
        }
    });
    let all = || before.clone().chain(withdrawn);
    let first = all().map(|serials| serials.first()).min();
    let end = all().map(|serials| serials.end()).max();
    hold(
        withdrawn.is_some()
            && first == Some(range.serials.first())
            && end == Some(range.serials.end()),
        "codes are withdrawn untold",
    )
}
