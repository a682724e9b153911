//! Time, which is always an argument.

use crate::ValueError;
use crate::money::EXACT_MAX;

/// Milliseconds since 1970-01-01T00:00:00Z, from 0 to 2^53 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(u64);

impl UnixMillis {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(0);

    /// 2^53 − 1.
    pub const MAX: Self = Self(EXACT_MAX);

    /// # Errors
    /// [`ValueError::Time`] above 2^53 − 1.
    pub const fn new(millis: u64) -> Result<Self, ValueError> {
        if millis > EXACT_MAX {
            Err(ValueError::Time)
        } else {
            Ok(Self(millis))
        }
    }

    /// The number of milliseconds.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// So many milliseconds later, or the end of time.
    pub(crate) fn later(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis)).min(Self::MAX)
    }
}

/// When a campaign runs: from `start` (included) to `end` (excluded); either may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    start: Option<UnixMillis>,
    end: Option<UnixMillis>,
}

impl Period {
    /// Open at both ends.
    pub const ALWAYS: Self = Self {
        start: None,
        end: None,
    };

    /// # Errors
    /// [`ValueError::Period`] unless `start` is before `end`.
    pub fn new(start: Option<UnixMillis>, end: Option<UnixMillis>) -> Result<Self, ValueError> {
        match (start, end) {
            (Some(start), Some(end)) if start >= end => Err(ValueError::Period),
            _ => Ok(Self { start, end }),
        }
    }

    /// The first moment.
    pub const fn start(&self) -> Option<UnixMillis> {
        self.start
    }

    /// The first moment after it.
    pub const fn end(&self) -> Option<UnixMillis> {
        self.end
    }

    /// The period, ended now unless it has ended before. One that had not started yet ends where it
    /// would have begun: it never runs.
    pub(crate) fn ended_at(&self, now: UnixMillis) -> Self {
        let end = self.end.map_or(now, |end| end.min(now));
        Self {
            start: self.start.filter(|start| *start < end),
            end: Some(end),
        }
    }

    /// Whether `now` is at or after the end.
    pub(crate) fn has_ended(&self, now: UnixMillis) -> bool {
        self.end.is_some_and(|end| end <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_end_at_the_last_exact_integer() {
        assert_eq!(
            UnixMillis::new(EXACT_MAX).map(UnixMillis::value),
            Ok(EXACT_MAX)
        );
        assert_eq!(UnixMillis::new(EXACT_MAX + 1), Err(ValueError::Time));
    }

    #[test]
    fn later_than_the_end_of_time_is_its_end() {
        assert_eq!(UnixMillis(5).later(7), UnixMillis(12));
        assert_eq!(UnixMillis::MAX.later(1), UnixMillis::MAX);
        assert_eq!(UnixMillis(1).later(u64::MAX), UnixMillis::MAX);
    }

    #[test]
    fn a_period_starts_before_it_ends() {
        let at = |millis| Some(UnixMillis(millis));
        assert!(Period::new(at(1), at(2)).is_ok());
        assert_eq!(Period::new(at(2), at(2)), Err(ValueError::Period));
        assert_eq!(Period::new(at(3), at(2)), Err(ValueError::Period));
        assert!(Period::new(at(3), None).is_ok());
        assert_eq!(Period::new(None, None), Ok(Period::ALWAYS));
    }
}
