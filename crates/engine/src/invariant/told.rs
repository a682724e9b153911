//! The journal and the other rows tell one story: each event has the rows that make it true, and no
//! row changes without an event.

use super::{hold, journal};
use crate::{
    Effects, EngineError, Event, HoldRow, HoldState, JournalRow, Redemption, Revoked, RolledBack,
    Serial, SerialRange, Uses, View, Write,
};

pub(super) fn check(view: &View, effects: &Effects) -> Result<(), EngineError> {
    for row in journal(effects) {
        check_event(view, effects, row)?;
    }
    effects
        .writes()
        .iter()
        .try_for_each(|write| check_write(view, effects, write))
}

/// The event has its rows.
fn check_event(view: &View, effects: &Effects, row: &JournalRow) -> Result<(), EngineError> {
    let written = |is_it: &dyn Fn(&Write) -> bool| effects.writes().iter().any(is_it);
    let held = |is_it: &dyn Fn(&HoldRow) -> bool| {
        written(&|write| matches!(write, Write::Hold(after) if is_it(after)))
    };
    let campaign = || written(&|write| matches!(write, Write::Campaign(_)));
    let holds_due = || written(&|write| matches!(write, Write::HoldsDue { .. }));
    match &row.event {
        Event::Issued(issued) => {
            let is_it =
                |write: &Write| matches!(write, Write::Batch(b) if b.serials == issued.serials);
            hold(written(&is_it), "a batch is told and not added")
        }
        Event::Entered(_) => Ok(()),
        Event::Held(told) => {
            let is_kept = held(&|after| after.id == told.hold && after.is_open());
            hold(is_kept, "a hold is told and not kept")?;
            let is_new = view.hold(told.hold).is_none();
            let is_use = |write: &Write| {
                matches!(write, Write::OrderUse(of) if of.serial == told.serial
                    && of.order == told.order && of.hold == Some(told.hold))
            };
            hold(
                !(is_new && has_several(view, told.serial)) || written(&is_use),
                "an order forgets its hold",
            )
        }
        Event::HoldReleased(told) => hold(
            held(&|after| {
                let HoldState::Released { seq, .. } = after.state else {
                    return false;
                };
                after.id == told.hold && seq == row.seq
            }),
            "a hold's end is told and not kept",
        ),
        Event::Redeemed(told) => {
            let points = |write: &Write| {
                matches!(write, Write::Code(code)
                    if code.serial == told.serial && code.redemption == Some(row.seq))
            };
            hold(written(&points), "a redemption is not counted on its code")?;
            let resolved = HoldState::Redeemed(row.seq);
            let is_resolved =
                |id| held(&|after: &HoldRow| after.id == id && after.state == resolved);
            hold(
                told.hold.is_none_or(is_resolved),
                "a hold is redeemed and goes on",
            )?;
            let is_use = |write: &Write| {
                matches!(write, Write::OrderUse(of) if of.serial == told.serial
                    && of.order == told.order && of.redemption == Some(row.seq))
            };
            hold(
                !has_several(view, told.serial) || written(&is_use),
                "an order forgets its redemption",
            )
        }
        Event::RolledBack(told) => check_rolled_back(view, effects, told),
        Event::Revoked(revoked) => {
            let covers = |serials: &SerialRange, written: SerialRange| {
                written.first() <= serials.first() && serials.end() <= written.end()
            };
            let is_withdrawn = match revoked {
                Revoked::Code(serial) => written(
                    &|write| matches!(write, Write::Code(code) if code.serial == *serial && code.revoked),
                ),
                Revoked::Batch(serials) | Revoked::Range(serials) => written(&|write| {
                    matches!(write, Write::RevokedRange { range, .. }
                        if covers(serials, range.serials))
                }),
            };
            hold(is_withdrawn, "codes are told to be withdrawn")?;
            hold(holds_due(), "holds outlive their codes")
        }
        Event::Paused | Event::Resumed | Event::Changed { .. } => {
            hold(campaign(), "the campaign is told to change")
        }
        Event::Ended { void_holds } => {
            hold(campaign(), "the campaign is told to change")?;
            hold(*void_holds == holds_due(), "holds outlive their campaign")
        }
        Event::OrderClosed(told) => {
            let is_it = |write: &Write| {
                matches!(write, Write::OrderClosed { order, seq }
                    if *order == told.order && *seq == row.seq)
            };
            hold(written(&is_it), "an order is told to be closed")
        }
    }
}

/// Whether orders need rows of their own to find what they have of the code.
fn has_several(view: &View, serial: Serial) -> bool {
    let batch = view.batch_of(serial);
    batch.is_some_and(|batch| batch.uses != Uses::SINGLE)
}

/// What was given back is added up on the redemption, and never passes it.
fn check_rolled_back(view: &View, effects: &Effects, told: &RolledBack) -> Result<(), EngineError> {
    let is_kept = |redemption: &Redemption| {
        let before = &redemption.redeemed;
        effects.writes().iter().any(|write| {
            let Write::Returned {
                redemption,
                returned,
            } = write
            else {
                return false;
            };
            let sum = |a: crate::MinorUnits, b: crate::MinorUnits| a.value().checked_add(b.value());
            *redemption == told.redemption
                && sum(before.returned.discount, told.discount) == Some(returned.discount.value())
                && sum(before.returned.order_value, told.order_value)
                    == Some(returned.order_value.value())
                && returned.discount <= before.discount
                && returned.order_value <= before.order_value
                && returned.in_full == told.in_full
                && before.is_live()
        })
    };
    let redemption = view.redemption(told.redemption);
    hold(
        redemption.is_some_and(is_kept),
        "what was given back is not kept on its redemption",
    )
}

/// The row has its event.
fn check_write(view: &View, effects: &Effects, write: &Write) -> Result<(), EngineError> {
    let told = |tells: &dyn Fn(&Event) -> bool| journal(effects).any(|row| tells(&row.event));
    match write {
        // Held against the journal, and each other, where codes and accounts are checked.
        Write::Journal(_) | Write::Code(_) | Write::Account(_) | Write::Command(_) => Ok(()),
        Write::Campaign(_) => hold(
            told(&|event| {
                matches!(event, Event::Paused | Event::Resumed)
                    || matches!(event, Event::Ended { .. } | Event::Changed { .. })
            }),
            "the campaign changes untold",
        ),
        Write::Batch(batch) => {
            let is_it =
                |event: &Event| matches!(event, Event::Issued(i) if i.serials == batch.serials);
            hold(told(&is_it), "a batch is added untold")?;
            let free = view.batch.as_ref().map_or(0, |last| last.serials.end());
            hold(batch.serials.first().value() >= free, "two batches overlap")?;
            hold(
                batch.serials.end() <= view.campaign.serial_count,
                "a batch passes the last serial",
            )
        }
        Write::Hold(after) => {
            let is_it = |event: &Event| {
                matches!(event, Event::Held(held) if held.hold == after.id)
                    || matches!(event, Event::HoldReleased(told) if told.hold == after.id)
                    || matches!(event, Event::Redeemed(told) if told.hold == Some(after.id))
            };
            hold(told(&is_it), "a hold changes untold")
        }
        Write::Returned { redemption, .. } => hold(
            told(&|event| matches!(event, Event::RolledBack(of) if of.redemption == *redemption)),
            "something is given back untold",
        ),
        Write::OrderUse(of) => {
            let is_it = |row: &JournalRow| match &row.event {
                Event::Held(told) => {
                    told.serial == of.serial && told.order == of.order && of.hold == Some(told.hold)
                }
                Event::Redeemed(told) => {
                    told.serial == of.serial
                        && told.order == of.order
                        && of.redemption == Some(row.seq)
                }
                Event::Issued(_) | Event::Entered(_) | Event::HoldReleased(_) => false,
                Event::RolledBack(_) | Event::Revoked(_) | Event::OrderClosed(_) => false,
                Event::Paused | Event::Resumed => false,
                Event::Ended { .. } | Event::Changed { .. } => false,
            };
            hold(
                has_several(view, of.serial),
                "a code with one use needs no use by order",
            )?;
            hold(
                journal(effects).any(is_it),
                "a use by order points elsewhere",
            )
        }
        Write::OrderClosed { .. } => hold(
            told(&|event| matches!(event, Event::OrderClosed(_))),
            "an order is closed untold",
        ),
        Write::RevokedRange { range, .. } => {
            let before = view.revoked.iter().map(|before| before.serials);
            let covers = |serials: SerialRange| {
                range.serials.first() <= serials.first() && serials.end() <= range.serials.end()
            };
            hold(before.clone().all(covers), "a withdrawn code comes back")?;
            let withdrawn = journal(effects).find_map(|row| {
                if let Event::Revoked(Revoked::Batch(serials) | Revoked::Range(serials)) = row.event
                {
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
        Write::HoldsDue { .. } => hold(
            told(&|event| matches!(event, Event::Revoked(_) | Event::Ended { .. })),
            "holds die untold",
        ),
    }
}
