//! The clock, and the unit of expiries as an argument.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::ValueEnum;
use tessera_api::campaign::ExpiryUnit;
use tessera_api::time::Timestamp;

/// What one step of the expiry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Unit {
    /// 3,600 seconds: expiries up to 7 years after the epoch
    Hour,
    /// 86,400 seconds: expiries up to 179 years after the epoch
    Day,
}

impl From<Unit> for ExpiryUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Hour => Self::Hour,
            Unit::Day => Self::Day,
        }
    }
}

/// What the machine's clock says; 1970 if it is set to before that.
pub(crate) fn now() -> Timestamp {
    let since_1970 = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let unix_ms = u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX);
    Timestamp::saturating_from_unix_ms(unix_ms)
}
