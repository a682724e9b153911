//! Telling the merchant that a campaign is being guessed at.
//!
//! There is no budget for a whole campaign: whoever spent it would lock honest holders out. There is a
//! line in the log instead.

use std::collections::HashMap;

use serde::Serialize;
use tessera_code::Prefix;

/// How long failures are added up, and the least time between two alerts of one isolate.
const PERIOD_MS: u64 = 60_000;

/// So many failures of one campaign, in one isolate and minute, are no accident.
const FAILURES_MIN: u32 = 20;

/// What one isolate has seen in this minute.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    since_ms: u64,
    failures: HashMap<Prefix, u32>,
    has_alerted: bool,
}

/// A line in the log, as JSON. It names no code and no address.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Alert {
    alert: &'static str,
    campaign: String,
    /// How many codes looked right and were not genuine, in this isolate.
    failures: u32,
    /// Within this time.
    within_ms: u64,
}

impl Watch {
    /// Counts a failure, and gives the alert that it is time for.
    pub(crate) fn note(&mut self, campaign: Prefix, now_ms: u64) -> Option<Alert> {
        if now_ms.abs_diff(self.since_ms) >= PERIOD_MS {
            *self = Self {
                since_ms: now_ms,
                ..Self::default()
            };
        }
        let failures = self.failures.entry(campaign).or_default();
        *failures = failures.saturating_add(1);
        if self.has_alerted || *failures < FAILURES_MIN {
            return None;
        }
        self.has_alerted = true;
        Some(Alert {
            alert: "codes_guessed",
            campaign: campaign.as_str().to_owned(),
            failures: *failures,
            within_ms: now_ms.abs_diff(self.since_ms),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alerts(watch: &mut Watch, campaign: &str, count: u32, now_ms: u64) -> Vec<Alert> {
        let campaign = campaign.parse().expect("a prefix");
        (0..count)
            .filter_map(|_| watch.note(campaign, now_ms))
            .collect()
    }

    #[test]
    fn a_campaign_that_is_guessed_at_alerts_once_a_minute() {
        let mut watch = Watch::default();
        assert_eq!(alerts(&mut watch, "SUM", FAILURES_MIN - 1, 100_000), []);
        let [alert] = &alerts(&mut watch, "SUM", 1000, 101_500)[..] else {
            panic!("one alert");
        };
        assert_eq!(
            serde_json::to_string(alert).expect("serialisable"),
            r#"{"alert":"codes_guessed","campaign":"SUM","failures":20,"within_ms":1500}"#
        );
        assert_eq!(
            alerts(&mut watch, "WIN", 1000, 159_999),
            [],
            "one isolate, one alert"
        );
        assert_eq!(alerts(&mut watch, "WIN", 1000, 160_000).len(), 1);
    }

    #[test]
    fn a_few_in_every_minute_are_no_reason() {
        let mut watch = Watch::default();
        for minute in 1..100 {
            assert_eq!(
                alerts(&mut watch, "SUM", FAILURES_MIN - 1, minute * PERIOD_MS),
                []
            );
        }
    }
}
