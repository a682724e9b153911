//! The loop body of a campaign's object: release what is due, load, decide, apply.

use crate::draft::Draft;
use crate::{
    Clock, Command, Decision, EngineError, Newest, OnExhausted, Outcome, Storage, UnixMillis, View,
    decide, invariant,
};

/// How many due holds one step releases at most, unless the storage says otherwise.
pub const SWEEP_MAX: usize = 100;

/// Runs a command. Must be called inside one transaction, which is undone on an error.
///
/// Holds that are due are released first, up to [`Storage::sweep_max`] of them, and more before
/// anything is refused that they may stand in the way of. So correctness never waits for an alarm.
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
    let decision = preview(storage, command, clock)?;
    for write in decision.effects.writes() {
        storage.apply(write)?;
    }
    Ok(decision)
}

/// Decides a command without doing it. Holds that are due are released all the same, as whatever
/// comes next would do.
///
/// # Errors
/// As [`run`].
pub fn preview<S: Storage>(
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
        let at = Newest::no_earlier(view.newest, clock.now);
        let is_full_step = swept == storage.sweep_max();
        if !is_full_step || !may_suffer_from_due_holds(&view, command, &decision, at) {
            return Ok(decision);
        }
    }
}

/// Whether releasing more holds that are due could change the decision: what they stand in the way
/// of is refused, or its discount shrinks.
fn may_suffer_from_due_holds(
    view: &View,
    command: &Command,
    decision: &Decision,
    at: UnixMillis,
) -> bool {
    match &decision.outcome {
        Outcome::Refused(rejection) => rejection.may_be_for_due_holds(),
        Outcome::Done(_) if decision.replayed => false,
        Outcome::Valid(_) | Outcome::Done(_) => may_be_capped(view, command, at),
    }
}

/// Whether the command's discount shrinks where limits leave no room.
fn may_be_capped(view: &View, command: &Command, at: UnixMillis) -> bool {
    let running = view.holds.iter().filter(|hold| hold.is_running(at));
    let promises = running.map(|hold| hold.promise.on_exhausted);
    let mut terms = promises.chain([view.campaign.settings.on_exhausted]);
    match command {
        Command::Validate(_) | Command::Hold(_) | Command::Redeem(_) | Command::RedeemHold(_) => {
            terms.any(|on_exhausted| on_exhausted == OnExhausted::Cap)
        }
        Command::Issue(_) | Command::Assign(_) | Command::Revoke(_) => false,
        Command::Release(_) | Command::Rollback(_) => false,
        Command::Pause(_) | Command::Resume(_) | Command::End(_) => false,
        Command::Cancel(_) | Command::Change(_) => false,
    }
}

/// Releases holds that are due, the longest due first, up to [`Storage::sweep_max`] of them; says
/// how many. Must be called inside one transaction, which is undone on an error.
///
/// # Errors
/// Whatever the storage fails with, and [`EngineError`] for rows that contradict each other.
pub fn sweep<S: Storage>(storage: &mut S, now: UnixMillis) -> Result<usize, S::Error>
where
    S::Error: From<EngineError>,
{
    let Some(view) = View::load_due(storage, now, storage.sweep_max())? else {
        return Ok(0);
    };
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
