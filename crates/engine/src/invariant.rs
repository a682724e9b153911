//! What must hold whatever a command asked: checked after reading and before writing, from the
//! rows themselves and not from the reasoning that led to them. A row that fails here is worth an
//! alarm, never an answer.

mod accounts;
mod codes;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;

use crate::{
    Decision, Effects, EngineError, Event, JournalRow, Newest, Outcome, Redeemed, View, Write,
};

/// The rows agree with each other.
pub(crate) fn check_view(view: &View) -> Result<(), EngineError> {
    let newest = view.newest.map(|newest| newest.seq);
    for code in &view.codes {
        agree(
            Some(code.last_seq) <= newest,
            "a code's last event is not in the journal",
        )?;
        agree(
            code.uses == 0 || code.redemption.is_some(),
            "a code's uses lack a redemption",
        )?;
        agree(
            code.holds == 0 || code.hold.is_some(),
            "a code's holds lack a hold",
        )?;
    }
    for account in &view.accounts {
        agree(
            account.used.plus(&account.held).is_ok(),
            "an account passes 2^53 - 1",
        )?;
    }
    for redemption in &view.redemptions {
        let Redeemed {
            discount,
            order_value,
            returned,
            ..
        } = &redemption.redeemed;
        agree(
            returned.discount <= *discount && returned.order_value <= *order_value,
            "more was given back than given",
        )?;
    }
    Ok(())
}

fn agree(holds: bool, what: &'static str) -> Result<(), EngineError> {
    if holds {
        Ok(())
    } else {
        Err(EngineError::Contradiction(what))
    }
}

fn hold(holds: bool, what: &'static str) -> Result<(), EngineError> {
    if holds {
        Ok(())
    } else {
        Err(EngineError::Invariant(what))
    }
}

/// The decision keeps every promise.
pub(crate) fn check_decision(view: &View, decision: &Decision) -> Result<(), EngineError> {
    let effects = &decision.effects;
    let answer = match &decision.outcome {
        Outcome::Refused(_) => None,
        Outcome::Valid(_) => return check_effects(view, effects),
        Outcome::Done(done) => Some(done.row.seq),
    };
    let silent = decision.replayed || answer.is_none();
    hold(
        !silent || effects.writes().is_empty(),
        "a refusal or a replay writes",
    )?;
    for write in effects.writes() {
        if let Write::Command(command) = write {
            hold(
                Some(command.seq) == answer,
                "a command row points elsewhere",
            )?;
        }
    }
    check_effects(view, effects)
}

/// The rows to write keep every promise.
pub(crate) fn check_effects(view: &View, effects: &Effects) -> Result<(), EngineError> {
    check_journal(view, effects)?;
    codes::check(view, effects)?;
    accounts::check(view, effects)?;
    let told = |tells: &dyn Fn(&Event) -> bool| journal(effects).any(|row| tells(&row.event));
    for write in effects.writes() {
        match write {
            Write::Journal(_) | Write::Code(_) | Write::Hold(_) | Write::Account(_) => {}
            Write::Returned { .. } | Write::Command(_) | Write::OrderUse(_) => {}
            Write::Campaign(_) => hold(
                told(&|event| {
                    matches!(event, Event::Paused | Event::Resumed)
                        || matches!(event, Event::Ended { .. } | Event::Changed { .. })
                }),
                "the campaign changes untold",
            )?,
            Write::Batch(batch) => {
                let issued = |event: &Event| matches!(event, Event::Issued(issued) if issued.serials == batch.serials);
                hold(told(&issued), "a batch is added untold")?;
                let free = view.batch.as_ref().map_or(0, |last| last.serials.end());
                hold(batch.serials.first().value() >= free, "two batches overlap")?;
                hold(
                    batch.serials.end() <= view.campaign.serial_count,
                    "a batch passes the last serial",
                )?;
            }
            Write::OrderClosed { .. } => hold(
                told(&|event| matches!(event, Event::OrderClosed(_))),
                "an order is closed untold",
            )?,
            Write::RevokedRange { range, .. } => {
                let within = view.revoked.iter().all(|before| {
                    range.serials.first() <= before.serials.first()
                        && before.serials.end() <= range.serials.end()
                });
                hold(within, "a withdrawn code comes back")?;
                hold(
                    told(&|event| matches!(event, Event::Revoked(_))),
                    "codes are withdrawn untold",
                )?;
            }
            Write::HoldsDue { .. } => hold(
                told(&|event| matches!(event, Event::Revoked(_) | Event::Ended { .. })),
                "holds die untold",
            )?,
        }
    }
    Ok(())
}

/// The journal rows among the writes, in their order.
fn journal(effects: &Effects) -> impl Iterator<Item = &JournalRow> {
    effects.writes().iter().filter_map(|write| {
        if let Write::Journal(row) = write {
            Some(row)
        } else {
            None
        }
    })
}

fn check_journal(view: &View, effects: &Effects) -> Result<(), EngineError> {
    let mut newest = view.newest;
    for (place, row) in journal(effects).enumerate() {
        hold(
            row.seq == Newest::next_seq(newest)?,
            "the journal has a gap",
        )?;
        hold(
            Newest::no_earlier(newest, row.at) == row.at,
            "time goes back",
        )?;
        let serial = row.event.serial();
        let earlier = journal(effects).take(place);
        let before = earlier.filter(|other| serial.is_some() && other.event.serial() == serial);
        let before = before.last().map(|other| other.seq);
        let stored = serial.and_then(|serial| view.code(serial));
        let before = before.or(stored.map(|code| code.last_seq));
        hold(row.prev_seq == before, "a code's timeline is torn")?;
        newest = Some(Newest {
            seq: row.seq,
            at: row.at,
        });
    }
    Ok(())
}
