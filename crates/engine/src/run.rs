//! The loop body of a campaign's object: release what is due, load, decide, apply.

use crate::draft::Draft;
use crate::{
    Clock, Command, Decision, EngineError, Newest, OnExhausted, Outcome, Storage, UnixMillis, View,
    decide, invariant,
};

/// How many due holds one step releases at most.
pub const SWEEP_MAX: usize = 100;

/// Runs a command. Must be called inside one transaction, which is undone on an error.
///
/// Holds that are due are released first, up to [`SWEEP_MAX`] of them, and more before anything is
/// refused that they may stand in the way of. So correctness never waits for an alarm.
///
/// # Errors
/// Whatever the storage fails with, and [`EngineError`] for rows that contradict each other.
pub fn run<S: Storage>(
    storage: &mut S,
    command: &Command,
    clock: Clock,
) -> Result<Decision, S::Error>
where
    S::Error: From<EngineError>,
{
    loop {
        let swept = sweep(storage, clock.now)?;
        let view = View::load(storage, command, clock)?;
        let decision = decide(&view, command, clock.now)?;
        if swept == SWEEP_MAX && may_suffer_from_due_holds(&view, &decision) {
            continue;
        }
        for write in decision.effects.writes() {
            storage.apply(write)?;
        }
        return Ok(decision);
    }
}

/// Whether more holds that are due would change the decision: what they stand in the way of is
/// refused, or its discount shrinks.
fn may_suffer_from_due_holds(view: &View, decision: &Decision) -> bool {
    let is_refused = matches!(&decision.outcome,
        Outcome::Refused(rejection) if rejection.may_be_for_due_holds());
    is_refused || view.campaign.settings.on_exhausted == OnExhausted::Cap
}

/// Releases holds that are due, the longest due first, up to [`SWEEP_MAX`] of them; says how many.
/// Must be called inside one transaction, which is undone on an error.
///
/// # Errors
/// Whatever the storage fails with, and [`EngineError`] for rows that contradict each other.
pub fn sweep<S: Storage>(storage: &mut S, now: UnixMillis) -> Result<usize, S::Error>
where
    S::Error: From<EngineError>,
{
    let view = View::load_due(storage, now, SWEEP_MAX)?;
    if view.holds.is_empty() {
        return Ok(0);
    }
    invariant::check_view(&view)?;
    let mut draft = Draft::new(&view, Newest::no_earlier(view.newest, now));
    for hold in &view.holds {
        draft.release(hold, hold.due)?;
    }
    let effects = draft.effects();
    invariant::check_effects(&view, &effects)?;
    for write in effects.writes() {
        storage.apply(write)?;
    }
    Ok(view.holds.len())
}
