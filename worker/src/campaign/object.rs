//! A campaign's Durable Object: a shell around its store.

#![allow(
    missing_docs,
    reason = "the macro writes methods that the runtime calls"
)]

use tessera_engine::{Clock, Retention, ValueError};
use worker::{DurableObject, Env, Request, Response, State, console_error, durable_object};

use super::{error::StoreError, jobs, schema::MIGRATIONS, store};
use crate::{
    alarm::Alarm,
    clock, panics,
    seam::{self, Point},
    shell::{self, Shell},
};

/// How long after a failed alarm the next try is made.
const RETRY_AFTER_MS: u64 = 10_000;

/// An object named `campaign/{PREFIX}`.
#[durable_object(alarm)]
pub struct CampaignObject {
    shell: Shell,
    alarm: Alarm,
    retention: Retention,
}

impl DurableObject for CampaignObject {
    fn new(state: State, env: Env) -> Self {
        seam::count_start();
        let shell = Shell::new(state, MIGRATIONS);
        Self {
            shell,
            alarm: Alarm::new(),
            retention: retention(&env),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        seam::count_call(seam::Object::Campaign);
        let mut due_ms = None;
        let work = async {
            self.shell.reach(Point::BeforeTransaction).await?;
            let answer = self.shell.answer(request, |sql, ask| {
                let clock = self.clock()?;
                let answer = store::answer(sql, ask, clock)?;
                due_ms = jobs::next_due(sql, clock.now)?;
                Ok::<_, StoreError>(answer)
            });
            let answer = answer.await?;
            self.ring_by(due_ms).await;
            self.shell.reach(Point::AfterCommit).await?;
            Ok(answer)
        };
        shell::reply(work).await
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.alarm.rang();
        if seam::are_alarms_off() {
            return Response::empty();
        }
        seam::count_call(seam::Object::CampaignAlarm);
        let work = async {
            self.shell.transact(|sql| {
                let clock = self.clock()?;
                jobs::run_due(sql, clock)?;
                seam::reach(Point::InAlarm).map_err(StoreError::Message)?;
                Ok::<_, StoreError>(jobs::next_due(sql, clock.now)?)
            })
        };
        let done = panics::caught(work).await;
        let due_ms = done.unwrap_or_else(|panic| Err(panic.to_string()));
        // The runtime gives up after a few failures: whatever happened, it rings again.
        let due_ms = due_ms.unwrap_or_else(|error| {
            console_error!("a campaign's alarm failed: {error}");
            Some(clock::now_ms().saturating_add(RETRY_AFTER_MS))
        });
        self.ring_by(due_ms).await;
        Response::empty()
    }
}

impl CampaignObject {
    fn clock(&self) -> Result<Clock, ValueError> {
        Ok(Clock {
            now: clock::now_engine()?,
            retention: self.retention,
        })
    }

    /// Sets the alarm. What it does can wait, so that a failure here is no command's failure: the
    /// next command tries again.
    async fn ring_by(&self, due_ms: Option<u64>) {
        let Some(due_ms) = due_ms else { return };
        if let Err(error) = self.alarm.ring_by(&self.shell.storage(), due_ms).await {
            console_error!("a campaign's alarm could not be set: {error}");
        }
    }
}

/// How long command ids are kept.
fn retention(env: &Env) -> Retention {
    let days = env.var("TESSERA_COMMAND_RETENTION_DAYS");
    retention_of(days.ok().map(|days| days.to_string()).as_deref())
}

/// So many days; the engine's default if there is no number of days.
fn retention_of(days: Option<&str>) -> Retention {
    const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
    let days = days.and_then(|days| days.trim().parse::<u32>().ok());
    days.filter(|days| *days > 0)
        .map_or(Retention::DEFAULT, |days| Retention {
            millis: u64::from(days).saturating_mul(DAY_MS),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kept_for_as_many_days_as_are_configured() {
        let days = |text| retention_of(text).millis / 86_400_000;
        assert_eq!(days(Some("7")), 7);
        for text in [None, Some(""), Some("0"), Some("-1"), Some("x")] {
            assert_eq!(days(text), 30, "{text:?}");
        }
    }
}
