//! One decision.

use crate::{Command, Decision, EngineError, UnixMillis, View};

/// Decides what a command does. Refusing is a decision; only contradictions fail.
///
/// # Errors
/// [`EngineError`] if stored rows contradict each other, or if the decision would break an
/// invariant. Nothing may be written then.
pub fn decide(view: &View, command: &Command, now: UnixMillis) -> Result<Decision, EngineError> {
    let _ = (view, command, now);
    Err(EngineError::Contradiction("not written yet"))
}
