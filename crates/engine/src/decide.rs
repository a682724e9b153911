//! One decision: the command's id first, then the command, then the invariants.

use crate::fingerprint::{Content, Keyed};
use crate::{
    Command, Decision, Done, EngineError, Newest, Outcome, Redemption, Rejection, UnixMillis, View,
    assign, cancel, hold, invariant, issue, lifecycle, redeem, release, revoke, rollback, validate,
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
        Command::Validate(asked) => validate::validate(view, asked, at),
        Command::Change(asked) => lifecycle::change(view, asked, at),
        Command::Issue(asked) => once(view, asked, || issue::issue(view, asked, at)),
        Command::Assign(asked) => once(view, asked, || assign::assign(view, asked, at)),
        Command::Hold(asked) => once(view, asked, || hold::hold(view, asked, at)),
        Command::Release(asked) => once(view, asked, || release::release(view, asked, at)),
        Command::Redeem(asked) => once(view, asked, || redeem::redeem(view, asked, at)),
        Command::RedeemHold(asked) => once(view, asked, || redeem::redeem_hold(view, asked, at)),
        Command::Rollback(asked) => once(view, asked, || rollback::rollback(view, asked, at)),
        Command::Revoke(asked) => once(view, asked, || revoke::revoke(view, asked, at)),
        Command::Pause(asked) => once(view, asked, || lifecycle::pause(view, asked, at)),
        Command::Resume(asked) => once(view, asked, || lifecycle::resume(view, asked, at)),
        Command::End(asked) => once(view, asked, || lifecycle::end(view, asked, at)),
        Command::Cancel(asked) => once(view, asked, || cancel::cancel(view, asked, at)),
    }?;
    invariant::check_decision(view, command, &decision)?;
    Ok(decision)
}

/// The first answer to this command id, if it was seen before with the same content; a conflict if
/// it was seen with other content; else the decision.
fn once<C: Content>(
    view: &View,
    keyed: &Keyed<C>,
    decide: impl FnOnce() -> Result<Decision, EngineError>,
) -> Result<Decision, EngineError> {
    let Some(command) = &view.command else {
        return decide();
    };
    if let Some(field) = keyed.conflict_with(&command.fingerprint) {
        return Ok(Decision::refused(Rejection::IdempotencyConflict { field }));
    }
    let row = view.answer.clone().filter(|row| row.seq == command.seq);
    let row = row.ok_or(EngineError::Contradiction("a command has no answer"))?;
    // What was given back since is no part of the first answer.
    let first = Redemption::from_row(row.clone()).map(|redemption| redemption.first_row());
    let row = first.unwrap_or(row);
    let existing = command.existing;
    Ok(Decision::replayed(Outcome::Done(Done { row, existing })))
}
