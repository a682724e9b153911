//! A checkout's Durable Object: asks campaigns what the machine says, and notes how far it has come.

#![allow(
    missing_docs,
    reason = "the macro writes methods that the runtime calls"
)]

use core::time::Duration;
use std::panic::AssertUnwindSafe;

use futures_util::{
    future::{Either, select},
    lock::Mutex,
};
use serde_json::Value;
use worker::{Delay, DurableObject, Env, Request, Response, State, console_error, durable_object};

use super::{
    Ask, CheckedOut, CheckoutFacts, CheckoutState, Intent,
    machine::{Call, Machine},
    phase::Phase,
    schema::MIGRATIONS,
    store,
};
use crate::{
    alarm::Alarm,
    clock,
    database::DatabaseError,
    object, panics,
    seam::{self, Point},
    shell::{self, Shell},
};

/// How long after a checkout has begun its alarm looks whether it was finished.
const LOOK_AFTER_MS: u64 = 5_000;

/// How long whoever asks waits for the end of a checkout. It goes on without them.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// An object named `checkout/{hash of the order's id}`.
#[durable_object(alarm)]
pub struct CheckoutObject {
    shell: Shell,
    alarm: Alarm,
    env: Env,
    /// Whoever drives the checkout has it: one at a time, so that nothing is redeemed while it is undone.
    /// It guards no data that a panic could leave half written.
    turn: AssertUnwindSafe<Mutex<()>>,
}

impl DurableObject for CheckoutObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            shell: Shell::new(state, MIGRATIONS),
            alarm: Alarm::new(),
            env,
            turn: AssertUnwindSafe(Mutex::new(())),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        seam::count_call(seam::Object::Checkout);
        let work = async {
            let answer = match shell::question(request).await? {
                Ask::CheckOut { key, intent } => json(&self.check_out(key, &intent).await?),
                Ask::Show { attempt } => json(&self.show(attempt)?),
            };
            answer.map_err(|error| error.to_string())
        };
        shell::reply(work).await
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.alarm.rang();
        if seam::are_alarms_off() {
            return Response::empty();
        }
        // Whatever happens from here on, it rings again while something is left to do.
        self.ring_again().await;
        match panics::caught(self.drive()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => console_error!("a checkout waits: {error}"),
            Err(panic) => console_error!("a checkout waits: {panic}"),
        }
        Response::empty()
    }
}

impl CheckoutObject {
    async fn check_out(&self, key: [u8; 16], intent: &Intent) -> Result<CheckedOut, String> {
        // The alarm is set first: a checkout that has begun is never without one, and one that finds
        // nothing to do does no harm.
        self.ring_by(clock::now_ms().saturating_add(LOOK_AFTER_MS))
            .await;
        let begin = |sql: &_| store::begin(sql, (key, intent), clock::now_ms());
        let begun = self.shell.transact::<_, DatabaseError>(begin)?;
        let (attempt, replayed, existing) = match begun {
            CheckedOut::Accepted {
                checkout:
                    CheckoutFacts {
                        attempt,
                        state: CheckoutState::Running | CheckoutState::Parked,
                    },
                replayed,
                existing,
            } => (attempt, replayed, existing),
            CheckedOut::Accepted { .. } | CheckedOut::Conflict { .. } => return Ok(begun),
        };
        self.shell.reach(Point::CheckoutBegun).await?;
        let driven = Box::pin(self.drive());
        match select(driven, Delay::from(ANSWER_WITHIN)).await {
            Either::Left((Ok(()), _)) | Either::Right(_) => {}
            // It goes on by its alarm; until then it is under way.
            Either::Left((Err(error), _)) => console_error!("a checkout waits: {error}"),
        }
        let checkout = self.show(attempt)?;
        let checkout = checkout.ok_or("a checkout is gone that was just begun")?;
        Ok(CheckedOut::Accepted {
            checkout,
            replayed,
            existing,
        })
    }

    fn show(&self, attempt: u64) -> Result<Option<CheckoutFacts>, String> {
        let show = |sql: &_| store::show(sql, attempt, clock::now_ms());
        self.shell.transact::<_, DatabaseError>(show)
    }

    /// Goes on with what is under way until it is over.
    async fn drive(&self) -> Result<(), String> {
        let _turn = self.turn.lock().await;
        let resumed = self.shell.transact::<_, DatabaseError>(store::running)?;
        let Some(resumed) = resumed else {
            return Ok(());
        };
        let attempt = resumed.attempt;
        let was_over = resumed.phase.is_over();
        let machine = Machine::new(resumed, clock::now_ms());
        let mut machine = machine.map_err(|error| error.to_string())?;
        if machine.phase().is_over() && !was_over {
            // It came too late to hold anything.
            return self.note(attempt, machine.phase()).await;
        }
        while let Some(call) = machine.next().map_err(|error| error.to_string())? {
            let answer = self.ask(&call).await?;
            self.shell.reach(answered(machine.phase())).await?;
            let answered = machine.answered(answer, clock::now_ms());
            if answered.map_err(|error| error.to_string())? {
                self.note(attempt, machine.phase()).await?;
            }
        }
        Ok(())
    }

    async fn note(&self, attempt: u64, phase: &Phase) -> Result<(), String> {
        self.shell.reach(before(phase)).await?;
        let note = |sql: &_| store::note(sql, attempt, phase);
        self.shell.transact::<_, DatabaseError>(note)?;
        self.shell.reach(after(phase)).await
    }

    async fn ask(&self, call: &Call<'_>) -> Result<Value, String> {
        let namespace = self.env.durable_object("CAMPAIGNS");
        let namespace = namespace.map_err(|error| error.to_string())?;
        let name = format!("campaign/{}", call.prefix);
        let answer = object::call(|| namespace.get_by_name(&name), &call.ask).await;
        answer.map_err(|failure| {
            let detail = failure.log_line().unwrap_or("a campaign did not answer");
            detail.to_owned()
        })
    }

    async fn ring_again(&self) {
        let next = |sql: &_| store::next_try(sql, clock::now_ms());
        match self.shell.transact::<_, DatabaseError>(next) {
            Ok(Some(due_ms)) => self.ring_by(due_ms).await,
            Ok(None) => {}
            Err(error) => console_error!("a checkout's alarm failed: {error}"),
        }
    }

    async fn ring_by(&self, due_ms: u64) {
        if let Err(error) = self.alarm.ring_by(&self.shell.storage(), due_ms).await {
            console_error!("a checkout's alarm could not be set: {error}");
        }
    }
}

/// Where a test can stop a checkout once a question of this phase was answered.
fn answered(phase: &Phase) -> Point {
    match phase {
        Phase::Planning => Point::CheckoutPlanned,
        Phase::Holding(_) => Point::CheckoutHeld,
        Phase::Redeeming(_) => Point::CheckoutRedeemed,
        Phase::Undoing { .. } | Phase::Redeemed(_) | Phase::Refused(_) => Point::CheckoutUndone,
    }
}

/// Where a test can stop a checkout just before it notes this.
fn before(phase: &Phase) -> Point {
    match phase {
        Phase::Planning | Phase::Holding(_) => Point::CheckoutBeforeHolds,
        Phase::Redeeming(_) => Point::CheckoutBeforeCommit,
        Phase::Undoing { .. } => Point::CheckoutBeforeUndo,
        Phase::Redeemed(_) | Phase::Refused(_) => Point::CheckoutBeforeEnd,
    }
}

/// Where a test can stop a checkout just after it noted this.
fn after(phase: &Phase) -> Point {
    match phase {
        Phase::Planning | Phase::Holding(_) => Point::CheckoutAfterPlan,
        Phase::Redeeming(_) => Point::CheckoutAfterCommit,
        Phase::Undoing { .. } => Point::CheckoutAfterUndo,
        Phase::Redeemed(_) | Phase::Refused(_) => Point::CheckoutAfterEnd,
    }
}

fn json<T: serde::Serialize>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(value)
}
