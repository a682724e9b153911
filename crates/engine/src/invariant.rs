//! What must hold whatever a command asked: checked after reading and before writing, from the
//! rows themselves and not from the reasoning that led to them. A row that fails here is worth an
//! alarm, never an answer.

mod accounts;
mod codes;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
mod told;

use core::mem::discriminant;

use crate::{
    Command, Decision, Effects, EngineError, JournalRow, Newest, Outcome, Redeemed, View, Write,
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
    let kept = effects.writes().iter().filter_map(|write| {
        if let Write::Command(row) = write {
            Some((row.id, row.seq))
        } else {
            None
        }
    });
    let due = answer.filter(|_| !decision.replayed).zip(command.id());
    hold(
        kept.eq(due.map(|(seq, id)| (*id, seq))),
        "an answer is kept under another id, or not at all",
    )?;
    check_effects(view, effects)
}

/// The rows to write keep every promise.
pub(crate) fn check_effects(view: &View, effects: &Effects) -> Result<(), EngineError> {
    check_journal(view, effects)?;
    check_keys(effects.writes())?;
    told::check(view, effects)?;
    codes::check(view, effects)?;
    accounts::check(view, effects)
}

/// No row is written twice, where the second would hide the first.
fn check_keys(writes: &[Write]) -> Result<(), EngineError> {
    let is_same = |one: &Write, other: &Write| match (one, other) {
        (Write::Code(one), Write::Code(other)) => one.serial == other.serial,
        (Write::Hold(one), Write::Hold(other)) => one.id == other.id,
        (Write::Account(one), Write::Account(other)) => one.key == other.key,
        (
            Write::Returned { redemption, .. },
            Write::Returned {
                redemption: other, ..
            },
        ) => redemption == other,
        (one, other) => discriminant(one) == discriminant(other) && is_only(one),
    };
    let twice = |(place, write): (usize, &Write)| {
        let mut earlier = writes.iter().take(place);
        earlier.any(|other| is_same(write, other))
    };
    hold(
        !writes.iter().enumerate().any(twice),
        "a row is written twice",
    )
}

/// Whether a decision has one such row at most.
const fn is_only(write: &Write) -> bool {
    match write {
        Write::Campaign(_) | Write::Batch(_) | Write::Command(_) | Write::OrderUse(_) => true,
        Write::OrderClosed { .. } | Write::RevokedRange { .. } | Write::HoldsDue { .. } => true,
        Write::Code(_) | Write::Hold(_) | Write::Account(_) | Write::Journal(_) => false,
        Write::Returned { .. } => false,
    }
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
