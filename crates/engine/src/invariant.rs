//! What must hold whatever a command asked: checked after reading and before writing, from the
//! rows themselves and not from the reasoning that led to them. A row that fails here is worth an
//! alarm, never an answer.

mod accounts;
mod assigned;
mod codes;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
mod told;
mod written;

use alloc::collections::BTreeMap;

use written::Written;

use crate::{Command, Decision, Effects, EngineError, Newest, Outcome, Redeemed, View};

/// The rows agree with each other.
pub(crate) fn check_view(view: &View) -> Result<(), EngineError> {
    let newest = view.newest.map(|newest| newest.seq);
    for code in view.codes.values() {
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
    for account in view.accounts.values() {
        agree(
            account.used.plus(&account.held).is_ok(),
            "an account passes 2^53 - 1",
        )?;
    }
    for redemption in view.redemptions.values() {
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
    assigned::check_view(view)
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
pub(crate) fn check_decision(
    view: &View,
    command: &Command,
    decision: &Decision,
) -> Result<(), EngineError> {
    let effects = &decision.effects;
    let answer = match &decision.outcome {
        Outcome::Done(done) => Some(done.row.seq),
        Outcome::Valid(_) | Outcome::Refused(_) => None,
    };
    let is_refused = matches!(decision.outcome, Outcome::Refused(_));
    hold(
        !(is_refused || decision.replayed) || effects.writes().is_empty(),
        "a refusal or a replay writes",
    )?;
    let written = Written::read(effects)?;
    let kept = written.command.map(|row| (&row.id, row.seq));
    let due = answer.filter(|_| !decision.replayed);
    hold(
        kept == command.id().zip(due),
        "an answer is kept under another id, or not at all",
    )?;
    check_written(view, &written)
}

/// The rows to write keep every promise.
pub(crate) fn check_effects(view: &View, effects: &Effects) -> Result<(), EngineError> {
    check_written(view, &Written::read(effects)?)
}

fn check_written(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    check_journal(view, written)?;
    told::check(view, written)?;
    codes::check(view, written)?;
    assigned::check(view, written)?;
    accounts::check(view, written)
}

/// The journal goes on without a gap, in time, and each code's timeline with it.
fn check_journal(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    let mut newest = view.newest;
    let mut last = BTreeMap::new();
    for row in &written.journal {
        let (seq, at) = (row.seq, row.at);
        hold(seq == Newest::next_seq(newest)?, "the journal has a gap")?;
        hold(Newest::no_earlier(newest, at) == at, "time goes back")?;
        let serial = row.event.serial();
        let before = serial.and_then(|serial| {
            let stored = view.code(serial).map(|code| code.last_seq);
            last.insert(serial, seq).or(stored)
        });
        hold(row.prev_seq == before, "a code's timeline is torn")?;
        newest = Some(Newest { seq, at });
    }
    Ok(())
}
