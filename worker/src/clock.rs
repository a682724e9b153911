//! The one place that asks what time it is.

use tessera_api::time::Timestamp;
use tessera_engine::{UnixMillis, ValueError};

use crate::seam;

/// Milliseconds since 1970. Workers freeze it while they compute.
pub(crate) fn now_ms() -> u64 {
    seam::now_ms().unwrap_or_else(|| worker::Date::now().as_millis())
}

/// Milliseconds since 1970 on the clock that alarms ring by, which no test can set.
pub(crate) fn alarm_now_ms() -> u64 {
    worker::Date::now().as_millis()
}

/// Now, as it crosses the wire.
pub(crate) fn now() -> Timestamp {
    Timestamp::saturating_from_unix_ms(now_ms())
}

/// Now, as the engine takes it.
pub(crate) fn now_engine() -> Result<UnixMillis, ValueError> {
    UnixMillis::new(now_ms())
}
