//! What a request may still ask for, as Cloudflare's counters say.

use std::cell::{Cell, RefCell};

use futures_util::future::join_all;
use worker::console_warn;

use super::Edge;
use crate::{
    clock,
    failure::Failure,
    snapshot::LoadedCampaign,
    throttle::{
        alert::Watch,
        budget::Budgets,
        quota::{self, Quota},
    },
};

thread_local! {
    /// The failures that this isolate has seen.
    static BUDGETS: RefCell<Budgets> = RefCell::default();

    /// The same, for each campaign.
    static WATCH: RefCell<Watch> = RefCell::default();

    /// Whether this isolate has said that it cannot count.
    static HAS_WARNED: Cell<bool> = const { Cell::new(false) };
}

/// What a failure in one campaign costs, and whom.
struct Charge {
    quota: Quota,
    /// The name of who pays.
    client: String,
    units: u32,
}

impl Edge {
    /// Whether a server asks.
    pub(super) fn is_server(&self) -> bool {
        self.secret_key.is_some()
    }

    /// The budget that whoever asks has spent by failures in a campaign, if it has.
    pub(super) fn spent_quota(&self, campaign: &LoadedCampaign) -> Option<Quota> {
        let Charge { quota, client, .. } = self.charge(campaign);
        let now_ms = clock::now_ms();
        let is_spent = BUDGETS.with_borrow(|budgets| budgets.is_spent(&client, quota, now_ms));
        is_spent.then_some(quota)
    }

    /// Counts a code that looked right and is not, as whoever asks must not know, genuine.
    ///
    /// This isolate knows at once; the counter that it shares with others at this location is asked
    /// after the answer, which must not take longer than other answers.
    pub(crate) fn count_failure(&self, campaign: &LoadedCampaign) {
        let Charge {
            quota,
            client,
            units,
        } = self.charge(campaign);
        let now_ms = clock::now_ms();
        BUDGETS.with_borrow_mut(|budgets| budgets.charge(&client, units, quota, now_ms));
        let alert = WATCH.with_borrow_mut(|watch| watch.note(campaign.prefix, now_ms));
        if let Some(Ok(alert)) = alert.as_ref().map(serde_json::to_string) {
            console_warn!("{alert}");
        }
        let edge = self.clone();
        self.after_answer(async move {
            if !edge.is_within(quota, &client, units).await {
                let now_ms = clock::now_ms();
                BUDGETS.with_borrow_mut(|budgets| budgets.spend(&client, quota, now_ms));
            }
        });
    }

    fn charge(&self, campaign: &LoadedCampaign) -> Charge {
        match &self.secret_key {
            Some(key) => Charge {
                quota: quota::FAILURES_BY_KEY,
                client: key.to_string(),
                units: 1,
            },
            None => Charge {
                quota: quota::FAILURES_BY_ADDRESS,
                client: format!("{}/{}", campaign.prefix, self.address),
                units: quota::failure_cost(campaign.parity_symbols),
            },
        }
    }

    /// Counts the codes that a page has validated.
    ///
    /// # Errors
    ///
    /// [`Failure::TooManyRequests`] if the page's address has asked for too many.
    pub(crate) async fn admit_validations(&self, codes: u32) -> Result<(), Failure> {
        let quota = quota::VALIDATIONS;
        if self.is_within(quota, &self.address, codes).await {
            Ok(())
        } else {
            Err(Failure::TooManyRequests(quota))
        }
    }

    /// Counts `units` for `key`, and says whether all of them were within the quota.
    ///
    /// Where there is nothing to count with, everything is: shoppers must not pay for a deployment
    /// that lacks a binding. The log says so.
    async fn is_within(&self, quota: Quota, key: &str, units: u32) -> bool {
        let limiter = match self.env.rate_limiter(quota.binding) {
            Ok(limiter) => limiter,
            Err(error) => {
                warn_once(&format!("{} limits nothing: {error}", quota.binding));
                return true;
            }
        };
        // One call counts one unit.
        let calls = (0..units).map(|_| limiter.limit(key.to_owned()));
        let outcomes = join_all(calls).await;
        outcomes.into_iter().all(|outcome| match outcome {
            Ok(outcome) => outcome.success,
            Err(error) => {
                warn_once(&format!("{} did not count: {error}", quota.binding));
                true
            }
        })
    }
}

/// Forgets what this isolate has counted.
#[cfg(feature = "testing")]
pub(super) fn forget() {
    BUDGETS.take();
    WATCH.take();
}

fn warn_once(text: &str) {
    if !HAS_WARNED.replace(true) {
        console_warn!("{text}");
    }
}
