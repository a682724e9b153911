//! A campaign for tests of what must never happen.

use crate::*;

/// A campaign that gives one cent, for ever.
pub(crate) fn campaign() -> Campaign {
    Campaign {
        currency: Currency::parse("EUR").unwrap(),
        time_zone: TimeZone::UTC,
        serial_count: 1 << 20,
        settings: Settings {
            period: Period::ALWAYS,
            offer: Offer::Amount(MinorUnits::new(1).unwrap()),
            limits: Limits::default(),
            on_exhausted: OnExhausted::Reject,
            rollback: RollbackMode::Restore,
        },
        paused: false,
        version: 0,
    }
}
