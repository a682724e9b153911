//! A campaign's settings: periods, zones, modes.

use tessera_engine as engine;

use super::unix_millis;
use crate::{
    campaign::{OnExhausted, RollbackMode},
    convert::InvalidValue,
    time::Timestamp,
};

impl From<OnExhausted> for engine::OnExhausted {
    fn from(on_exhausted: OnExhausted) -> Self {
        match on_exhausted {
            OnExhausted::Reject => Self::Reject,
            OnExhausted::Cap => Self::Cap,
        }
    }
}

impl From<engine::OnExhausted> for OnExhausted {
    fn from(on_exhausted: engine::OnExhausted) -> Self {
        match on_exhausted {
            engine::OnExhausted::Reject => Self::Reject,
            engine::OnExhausted::Cap => Self::Cap,
        }
    }
}

impl From<RollbackMode> for engine::RollbackMode {
    fn from(mode: RollbackMode) -> Self {
        match mode {
            RollbackMode::Restore => Self::Restore,
            RollbackMode::Consume => Self::Consume,
        }
    }
}

impl From<engine::RollbackMode> for RollbackMode {
    fn from(mode: engine::RollbackMode) -> Self {
        match mode {
            engine::RollbackMode::Restore => Self::Restore,
            engine::RollbackMode::Consume => Self::Consume,
        }
    }
}

/// When a campaign runs, as the engine takes it.
///
/// # Errors
///
/// [`InvalidValue`] if it does not start before it ends.
pub fn period(
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
) -> Result<engine::Period, InvalidValue> {
    let start = starts_at
        .map(|instant| unix_millis("starts_at", instant))
        .transpose()?;
    let end = ends_at
        .map(|instant| unix_millis("ends_at", instant))
        .transpose()?;
    engine::Period::new(start, end).map_err(InvalidValue::of("ends_at"))
}

/// A campaign's currency, as the engine takes it.
///
/// # Errors
///
/// [`InvalidValue`] if it is not three capital letters.
pub fn currency(field: &str, currency: &str) -> Result<engine::Currency, InvalidValue> {
    engine::Currency::parse(currency).map_err(InvalidValue::of(field))
}

/// The time zone that a campaign's days, weeks and months follow.
///
/// # Errors
///
/// [`InvalidValue`] if it is not the name of an IANA time zone.
pub fn time_zone(name: &str) -> Result<engine::TimeZone, InvalidValue> {
    engine::TimeZone::parse(name).map_err(InvalidValue::of("time_zone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_zone_is_an_iana_name() {
        assert_eq!(
            time_zone("Europe/Berlin").expect("a zone").name(),
            "Europe/Berlin"
        );
        assert_eq!(time_zone("CEST").expect_err("no zone").field, "time_zone");
    }
}
