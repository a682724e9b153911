//! One decision: the command's id first, then the command, then the invariants.

use crate::fingerprint::{Content, Keyed};
use crate::{
    Command, Decision, EngineError, Event, IssuedBatch, Newest, Outcome, Redemption, Rejection,
    UnixMillis, View, invariant, issue, redeem,
};

/// Decides what a command does. Refusing is a decision; only contradictions fail.
///
/// # Errors
/// [`EngineError`] if stored rows contradict each other, or if the decision would break an
/// invariant. Nothing may be written then.
pub fn decide(view: &View, command: &Command, now: UnixMillis) -> Result<Decision, EngineError> {
    invariant::check_view(view)?;
    let at = Newest::no_earlier(view.newest, now);
    let decision = match command {
        Command::Issue(keyed) => match answered(view, keyed)? {
            Some(decision) => decision,
            None => issue::issue(view, keyed, at)?,
        },
        Command::Validate(validate) => redeem::validate(view, validate, at)?,
        Command::Redeem(keyed) => match answered(view, keyed)? {
            Some(decision) => decision,
            None => redeem::redeem(view, keyed, at)?,
        },
    };
    invariant::check_decision(view, &decision)?;
    Ok(decision)
}

/// The first answer to this command id, if it was seen before with the same content; a conflict if
/// it was seen with other content.
fn answered<C: Content>(view: &View, keyed: &Keyed<C>) -> Result<Option<Decision>, EngineError> {
    let Some(row) = &view.command else {
        return Ok(None);
    };
    if let Some(field) = keyed.conflict_with(&row.fingerprint) {
        return Ok(Some(Decision::refused(Rejection::IdempotencyConflict {
            field,
        })));
    }
    let Some(answer) = &view.answer else {
        return Err(EngineError::Contradiction("a command has no answer"));
    };
    let answer = answer.row()?;
    let outcome = match &answer.event {
        Event::Issued(issued) => Outcome::Issued(IssuedBatch {
            seq: answer.seq,
            at: answer.at,
            issued: *issued,
        }),
        Event::Redeemed(redeemed) => Outcome::Redeemed(Redemption {
            seq: answer.seq,
            at: answer.at,
            redeemed: redeemed.clone(),
            existing: row.existing,
        }),
        Event::Entered(_) => {
            return Err(EngineError::Contradiction(
                "a command's answer is a code being entered",
            ));
        }
    };
    Ok(Some(Decision::replayed(outcome)))
}
