//! Where tests take hold of the running worker: its clock, its points of failure, its calls.
//!
//! In release builds every function here is empty: the feature `testing` builds a separate Wasm,
//! and a test proves that the release has nothing of it.

/// A place in the code where a test can make a request fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "testing",
    derive(serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub(crate) enum Point {
    /// A caller was let in, in the worker.
    AfterAuthorise,
    /// A question reached a campaign's object, whose transaction has not begun.
    BeforeTransaction,
    /// A question reached a customer's object, whose transaction has not begun.
    BeforeCustomer,
    /// A campaign's prefix is reserved, its object not yet initialised.
    AfterReserve,
    /// A campaign's object is initialised, the directory does not list it yet.
    AfterInitialise,
    /// Inside a command's transaction, after its rows were written.
    BeforeCommit,
    /// A command's rows are committed, its reply is not sent yet.
    AfterCommit,
    /// An alarm's work is done, and not yet committed.
    InAlarm,
    /// A campaign was changed, the directory's copy is still the old one.
    BeforePublish,
    /// A key is revoked in the directory, the worker that asked for it does not know yet.
    AfterRevoke,
    /// A checkout's intent is stored.
    CheckoutBegun,
    /// A campaign has said what its code gives.
    CheckoutPlanned,
    /// All codes apply, which is not yet noted.
    CheckoutBeforeHolds,
    /// It is noted what each code is to be held for.
    CheckoutAfterPlan,
    /// A code is held.
    CheckoutHeld,
    /// All codes are held, which is not yet noted.
    CheckoutBeforeCommit,
    /// It is noted that all holds are to be redeemed.
    CheckoutAfterCommit,
    /// A hold is redeemed.
    CheckoutRedeemed,
    /// A refusal is not yet noted.
    CheckoutBeforeUndo,
    /// It is noted that everything is to be given back.
    CheckoutAfterUndo,
    /// A question about what is given back was answered.
    CheckoutUndone,
    /// All is done, or undone, which is not yet noted.
    CheckoutBeforeEnd,
    /// That is noted, and nobody was told.
    CheckoutAfterEnd,
}

/// The kinds of objects whose calls are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Directory,
    Campaign,
    /// A campaign that its alarm woke.
    CampaignAlarm,
    Customers,
    Checkout,
}

#[cfg(not(feature = "testing"))]
mod imp {
    use worker::State;

    use super::{Object, Point};

    pub(crate) const fn reach(_: Point) -> Result<(), String> {
        Ok(())
    }

    pub(crate) const fn resets(_: &State, _: Point) -> bool {
        false
    }

    pub(crate) const fn stalls(_: Point) -> bool {
        false
    }

    pub(crate) const fn has_stalled(_: Point) -> bool {
        false
    }

    pub(crate) const fn count_call(_: Object) {}

    pub(crate) fn count_rows_written(_: impl FnOnce() -> usize) {}

    pub(crate) const fn are_alarms_off() -> bool {
        false
    }
    pub(crate) const fn count_start() {}

    pub(crate) const fn now_ms() -> Option<u64> {
        None
    }
}

#[cfg(feature = "testing")]
pub(crate) mod imp {
    //! State of the seam. Worker and objects run in one isolate when they run locally, so a
    //! thread's memory reaches all of them.

    use std::cell::RefCell;

    use serde::{Deserialize, Serialize};
    use tessera_api::{json, time::Timestamp};
    use wasm_bindgen::prelude::wasm_bindgen;
    use worker::{State, worker_sys::DurableObjectState};

    use super::{Object, Point};
    use crate::failure::Failure;

    /// Stands in every build that has the seam, and in no other.
    const MARKER: &str = "tessera-test-seam";

    thread_local! {
        static SEAM: RefCell<Seam> = const {
            RefCell::new(Seam { now: None, armed: None, alarms_off: false, counts: Counts::NONE })
        };
    }

    struct Seam {
        now: Option<Timestamp>,
        armed: Option<Armed>,
        alarms_off: bool,
        counts: Counts,
    }

    /// Calls that reached an object, campaigns' objects that were made in memory, and what all
    /// objects did.
    #[derive(Debug, Clone, Copy, Serialize)]
    struct Counts {
        directory: u64,
        campaign: u64,
        campaign_starts: u64,
        customers: u64,
        alarms: u64,
        rows_written: u64,
        checkouts: u64,
        stalls: u64,
    }

    impl Counts {
        const NONE: Self = Self {
            directory: 0,
            campaign: 0,
            campaign_starts: 0,
            customers: 0,
            alarms: 0,
            rows_written: 0,
            checkouts: 0,
            stalls: 0,
        };
    }

    /// A failure that waits for its point to be reached.
    #[derive(Debug, Clone, Copy, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Armed {
        point: Point,
        action: Action,
        /// How many requests pass the point unharmed before.
        #[serde(default)]
        skip: u32,
        times: u32,
    }

    /// What happens at an armed point.
    #[derive(Debug, Clone, Copy, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Action {
        /// The request ends there, as if its worker had been stopped.
        Fail,
        /// The code panics there.
        Panic,
        /// The object is torn down, as the runtime does when it moves one: its memory is gone, and
        /// the request has no answer.
        Reset,
        /// The request waits there until another point is armed.
        Stall,
    }

    #[wasm_bindgen(inline_js = "
        // Not from within Wasm: what is on the stack then would never be unwound.
        export const resetSoon = (state) => setTimeout(() => state.abort('reset by a test'), 0);
    ")]
    extern "C" {
        #[wasm_bindgen(js_name = resetSoon)]
        fn reset_soon(state: &DurableObjectState);
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct SetAlarms {
        off: bool,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct SetClock {
        now: Option<Timestamp>,
    }

    pub(crate) fn reach(point: Point) -> Result<(), String> {
        if has_stalled(point) {
            // It was counted when it was asked whether to wait.
            return Ok(());
        }
        match due(point) {
            None | Some(Action::Stall) => Ok(()),
            Some(Action::Fail | Action::Reset) => Err(format!("{MARKER}: stopped at {point:?}")),
            #[allow(clippy::panic)]
            Some(Action::Panic) => panic!("{MARKER}: panicked at {point:?}"),
        }
    }

    /// Whether a test asked for the object to be reset here. It will be, in a moment.
    pub(crate) fn resets(object: &State, point: Point) -> bool {
        let is_armed = SEAM.with_borrow(|seam| {
            let action = seam.armed.map(|armed| armed.action);
            matches!(action, Some(Action::Reset))
        });
        let resets = is_armed && due(point).is_some();
        if resets {
            reset_soon(object.as_raw());
        }
        resets
    }

    /// Whether a test asked for a wait here.
    pub(crate) fn stalls(point: Point) -> bool {
        let stalls = has_stalled(point) && due(point).is_some();
        if stalls {
            SEAM.with_borrow_mut(|seam| {
                seam.counts.stalls = seam.counts.stalls.saturating_add(1);
            });
        }
        stalls
    }

    /// Whether a wait here, if there is one, goes on.
    pub(crate) fn has_stalled(point: Point) -> bool {
        SEAM.with_borrow(|seam| {
            let armed = seam.armed.filter(|armed| armed.point == point);
            armed.is_some_and(|armed| matches!(armed.action, Action::Stall))
        })
    }

    /// What shall happen at a point that is reached now.
    fn due(point: Point) -> Option<Action> {
        SEAM.with_borrow_mut(|seam| {
            let armed = seam.armed.as_mut().filter(|armed| armed.point == point)?;
            if let Some(left) = armed.skip.checked_sub(1) {
                armed.skip = left;
                return None;
            }
            armed.times = armed.times.checked_sub(1)?;
            Some(armed.action)
        })
    }

    pub(crate) fn count_call(object: Object) {
        SEAM.with_borrow_mut(|seam| {
            let count = match object {
                Object::Directory => &mut seam.counts.directory,
                Object::Campaign => &mut seam.counts.campaign,
                Object::CampaignAlarm => &mut seam.counts.alarms,
                Object::Checkout => &mut seam.counts.checkouts,
                Object::Customers => &mut seam.counts.customers,
            };
            *count = count.saturating_add(1);
        });
    }

    pub(crate) fn count_rows_written(rows: impl FnOnce() -> usize) {
        SEAM.with_borrow_mut(|seam| {
            let rows = u64::try_from(rows()).unwrap_or(u64::MAX);
            seam.counts.rows_written = seam.counts.rows_written.saturating_add(rows);
        });
    }

    pub(crate) fn are_alarms_off() -> bool {
        SEAM.with_borrow(|seam| seam.alarms_off)
    }

    pub(crate) fn count_start() {
        SEAM.with_borrow_mut(|seam| {
            let starts = &mut seam.counts.campaign_starts;
            *starts = starts.saturating_add(1);
        });
    }

    pub(crate) fn now_ms() -> Option<u64> {
        SEAM.with_borrow(|seam| seam.now.map(Timestamp::unix_ms))
    }

    /// Serves `/__test/{name}`: `clock`, `arm`, `alarms`, `calls`, `forget`, `marker`. The answer is
    /// JSON.
    pub(crate) fn serve(name: &str, body: &[u8]) -> Result<String, Failure> {
        match name {
            "clock" => {
                let SetClock { now } = json::parse(body)?;
                SEAM.with_borrow_mut(|seam| seam.now = now);
            }
            "arm" => {
                let armed: Armed = json::parse(body)?;
                SEAM.with_borrow_mut(|seam| seam.armed = Some(armed));
            }
            "alarms" => {
                let SetAlarms { off } = json::parse(body)?;
                SEAM.with_borrow_mut(|seam| seam.alarms_off = off);
            }
            "calls" => {
                let counts = SEAM.with_borrow(|seam| seam.counts);
                return serde_json::to_string(&counts).map_err(Failure::internal);
            }
            "forget" => crate::edge::forget(),
            "marker" => return Ok(format!("\"{MARKER}\"")),
            _ => return Err(Failure::NotFound),
        }
        Ok("{}".into())
    }
}

pub(crate) use imp::{
    are_alarms_off, count_call, count_rows_written, count_start, has_stalled, now_ms, reach,
    resets, stalls,
};
