//! Expiries: instants counted in hours or days from a campaign's epoch.

use core::fmt;

/// What the expiry field counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpiryUnit {
    /// 3,600 seconds.
    Hour,
    /// 86,400 seconds.
    Day,
}

impl ExpiryUnit {
    /// The unit in seconds.
    pub fn seconds(self) -> u64 {
        match self {
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }

    fn milliseconds(self) -> u64 {
        self.seconds().saturating_mul(1_000)
    }
}

/// How a campaign counts time: from which instant, in which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Calendar {
    unit: ExpiryUnit,
    epoch_ms: u64,
}

impl Calendar {
    /// A calendar that begins at `epoch_s`, in Unix seconds: a multiple of the unit, before the
    /// year 10000.
    ///
    /// # Errors
    ///
    /// If the epoch is no multiple of the unit, or too late.
    pub fn new(unit: ExpiryUnit, epoch_s: u64) -> Result<Self, CalendarError> {
        const YEAR_10000_S: u64 = 253_402_300_800;
        if epoch_s.checked_rem(unit.seconds()) != Some(0) || epoch_s >= YEAR_10000_S {
            return Err(CalendarError { unit });
        }
        Ok(Self {
            unit,
            epoch_ms: epoch_s.saturating_mul(1_000),
        })
    }

    /// What the calendar counts.
    pub fn unit(&self) -> ExpiryUnit {
        self.unit
    }

    /// Where it begins, in Unix seconds.
    pub fn epoch_s(&self) -> u64 {
        self.epoch_ms.wrapping_div(1_000)
    }

    /// How many units lie between the epoch and an instant, in Unix milliseconds, rounded up; `None`
    /// if the instant is not after the epoch.
    pub(crate) fn units_until(&self, instant_ms: u64) -> Option<u64> {
        let since_epoch_ms = instant_ms.checked_sub(self.epoch_ms)?;
        Some(since_epoch_ms.div_ceil(self.unit.milliseconds())).filter(|&units| units > 0)
    }

    /// The instant that many units after the epoch, in Unix milliseconds.
    pub(crate) fn instant_ms(&self, units: u32) -> u64 {
        self.unit
            .milliseconds()
            .saturating_mul(u64::from(units))
            .saturating_add(self.epoch_ms)
    }
}

/// Why an epoch is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CalendarError {
    unit: ExpiryUnit,
}

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, rule) = match self.unit {
            ExpiryUnit::Hour => ("hour", "on the full hour"),
            ExpiryUnit::Day => ("day", "at midnight UTC"),
        };
        write!(
            f,
            "the epoch of expiries counted by the {unit} must be {rule}, from 1970 to 9999"
        )
    }
}

impl core::error::Error for CalendarError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minting_rounds_up() {
        let calendar = Calendar::new(ExpiryUnit::Hour, 7_200).unwrap();
        assert_eq!(calendar.units_until(7_200_000), None);
        assert_eq!(calendar.units_until(0), None);
        assert_eq!(calendar.units_until(7_200_001), Some(1));
        assert_eq!(calendar.units_until(10_800_000), Some(1));
        assert_eq!(calendar.units_until(10_800_001), Some(2));
        assert_eq!(calendar.instant_ms(1), 10_800_000);
        assert!(calendar.units_until(u64::MAX).is_some());
    }

    #[test]
    fn an_epoch_is_a_multiple_of_its_unit() {
        assert!(Calendar::new(ExpiryUnit::Day, 86_400 * 365).is_ok());
        let message = |unit, epoch_s| Calendar::new(unit, epoch_s).unwrap_err().to_string();
        assert_eq!(
            message(ExpiryUnit::Day, 3_600),
            "the epoch of expiries counted by the day must be at midnight UTC, from 1970 to 9999"
        );
        assert_eq!(
            message(ExpiryUnit::Hour, 3_600 * 100_000_000),
            "the epoch of expiries counted by the hour must be on the full hour, from 1970 to 9999"
        );
    }
}
