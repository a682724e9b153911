//! The campaign's time zone, and where calendar windows begin in it.

use core::fmt;

use chrono::{
    DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta,
    Timelike as _,
};
use chrono::{LocalResult, TimeZone as _};
use chrono_tz::Tz;

use crate::{UnixMillis, ValueError, Weekday, Window};

/// An IANA time zone, such as `Europe/Berlin`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TimeZone(Tz);

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// # Errors
    /// [`ValueError::TimeZone`] unless it is the name of an IANA time zone, letter for letter.
    pub fn parse(name: &str) -> Result<Self, ValueError> {
        name.parse().map(Self).map_err(|_| ValueError::TimeZone)
    }

    /// Its IANA name.
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The first instant of the window that `at` lies in; [`UnixMillis::EPOCH`] for a lifetime.
    ///
    /// A day begins at midnight: at the first of two midnights, and where a clock jumps over it, at
    /// the first instant after the jump.
    pub(crate) fn window_start(&self, window: Window, at: UnixMillis) -> UnixMillis {
        let start = self
            .local_date(at)
            .and_then(|date| first_date(window, date))
            .and_then(|first| self.first_instant(first));
        match window {
            Window::Lifetime => UnixMillis::EPOCH,
            // The fallback is for times some 260,000 years ahead, which no calendar here knows.
            Window::Day | Window::Week | Window::Month => start.unwrap_or(at).min(at),
        }
    }

    /// The first instant after the window that begins at `start`; `None` for a lifetime.
    pub(crate) fn window_end(&self, window: Window, start: UnixMillis) -> Option<UnixMillis> {
        let first = first_date(window, self.local_date(start)?)?;
        let next = match window {
            Window::Lifetime => None,
            Window::Day => first.checked_add_days(Days::new(1)),
            Window::Week => first.checked_add_days(Days::new(7)),
            // The first of a month and 31 days is always in the month after.
            Window::Month => first
                .checked_add_days(Days::new(31))
                .and_then(|date| date.with_day(1)),
        };
        self.first_instant(next?)
    }

    /// What the clock on the wall shows: the day of the week, and the minute of the day. `None` some
    /// 260,000 years ahead, which no calendar here knows.
    pub(crate) fn local_minute(&self, at: UnixMillis) -> Option<(Weekday, u16)> {
        let local = self.local(at)?;
        let minutes = local.num_seconds_from_midnight().wrapping_div(60);
        let mut days = Weekday::ALL.into_iter();
        let day = days.nth(local.weekday().num_days_from_monday().try_into().ok()?)?;
        Some((day, minutes.try_into().ok()?))
    }

    fn local_date(&self, at: UnixMillis) -> Option<NaiveDate> {
        self.local(at).map(|local| local.date())
    }

    fn local(&self, at: UnixMillis) -> Option<NaiveDateTime> {
        let utc = DateTime::from_timestamp_millis(i64::try_from(at.value()).ok()?)?.naive_utc();
        utc.checked_add_offset(self.0.offset_from_utc_datetime(&utc).fix())
    }

    /// The first instant of a local date. Jumps end within two days (a zone has changed sides of
    /// the date line), so it is searched for there, by bisection over the seconds after midnight.
    fn first_instant(&self, date: NaiveDate) -> Option<UnixMillis> {
        const SECONDS_MAX: i64 = 2 * 86_400;
        let midnight = date.and_time(NaiveTime::MIN);
        let mut missing = -1_i64;
        let mut present = SECONDS_MAX;
        if self.instant(midnight).is_some() {
            return self.instant(midnight);
        }
        while missing.saturating_add(1) < present {
            let middle = missing.midpoint(present);
            match self.instant(later(midnight, middle)?) {
                Some(_) => present = middle,
                None => missing = middle,
            }
        }
        self.instant(later(midnight, present)?)
    }

    /// The instant of a local time: the first of two, and none where clocks jump over it.
    fn instant(&self, local: NaiveDateTime) -> Option<UnixMillis> {
        let found = match self.0.from_local_datetime(&local) {
            LocalResult::Single(only) => only,
            LocalResult::Ambiguous(one, other) => one.min(other),
            LocalResult::None => return None,
        };
        // Before 1970 there are no times here, so a window that began there began with them.
        let millis = u64::try_from(found.timestamp_millis()).unwrap_or(0);
        UnixMillis::new(millis).ok()
    }
}

fn first_date(window: Window, date: NaiveDate) -> Option<NaiveDate> {
    match window {
        Window::Lifetime => None,
        Window::Day => Some(date),
        Window::Week => {
            let days = u64::from(date.weekday().num_days_from_monday());
            date.checked_sub_days(Days::new(days))
        }
        Window::Month => date.with_day(1),
    }
}

fn later(time: NaiveDateTime, seconds: i64) -> Option<NaiveDateTime> {
    time.checked_add_signed(TimeDelta::try_seconds(seconds)?)
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> UnixMillis {
        let time = DateTime::parse_from_rfc3339(text).unwrap();
        UnixMillis::new(time.timestamp_millis() as u64).unwrap()
    }

    #[test]
    fn windows_follow_the_zones_clock() {
        // (zone, now, window, its start, its end)
        let cases = [
            (
                "UTC",
                "2026-11-22T10:00:00Z",
                Window::Day,
                "2026-11-22T00:00:00Z",
                "2026-11-23T00:00:00Z",
            ),
            (
                "UTC",
                "2026-11-22T10:00:00Z",
                Window::Week,
                "2026-11-16T00:00:00Z",
                "2026-11-23T00:00:00Z",
            ),
            (
                "UTC",
                "2026-02-28T10:00:00Z",
                Window::Month,
                "2026-02-01T00:00:00Z",
                "2026-03-01T00:00:00Z",
            ),
            // 23 and 25 hours in Berlin.
            (
                "Europe/Berlin",
                "2026-03-29T12:00:00Z",
                Window::Day,
                "2026-03-28T23:00:00Z",
                "2026-03-29T22:00:00Z",
            ),
            (
                "Europe/Berlin",
                "2026-10-25T12:00:00Z",
                Window::Day,
                "2026-10-24T22:00:00Z",
                "2026-10-25T23:00:00Z",
            ),
            // Cairo springs forward at midnight, so that its day begins at one o'clock.
            (
                "Africa/Cairo",
                "2026-04-24T12:00:00Z",
                Window::Day,
                "2026-04-23T22:00:00Z",
                "2026-04-24T21:00:00Z",
            ),
            // Havana falls back from one o'clock to a second midnight.
            (
                "America/Havana",
                "2026-11-01T12:00:00Z",
                Window::Day,
                "2026-11-01T04:00:00Z",
                "2026-11-02T05:00:00Z",
            ),
            // Half an hour of summer time.
            (
                "Australia/Lord_Howe",
                "2026-10-04T12:00:00Z",
                Window::Month,
                "2026-09-30T13:30:00Z",
                "2026-10-31T13:00:00Z",
            ),
        ];
        for (zone, now, window, start, end) in cases {
            let zone = TimeZone::parse(zone).unwrap();
            let now = millis(now);
            assert_eq!(
                zone.window_start(window, now),
                millis(start),
                "{zone:?} {window:?}"
            );
            assert_eq!(
                zone.window_end(window, millis(start)),
                Some(millis(end)),
                "{zone:?}"
            );
            // Its first and last instants are in it.
            assert_eq!(zone.window_start(window, millis(start)), millis(start));
            let last = UnixMillis::new(millis(end).value() - 1).unwrap();
            assert_eq!(zone.window_start(window, last), millis(start));
            assert_eq!(zone.window_start(window, millis(end)), millis(end));
        }
    }

    #[test]
    fn a_lifetime_has_one_window_without_an_end() {
        let now = millis("2026-11-22T10:00:00Z");
        assert_eq!(
            TimeZone::UTC.window_start(Window::Lifetime, now),
            UnixMillis::EPOCH
        );
        assert_eq!(
            TimeZone::UTC.window_end(Window::Lifetime, UnixMillis::EPOCH),
            None
        );
    }

    #[test]
    fn times_at_both_ends_have_windows() {
        for zone in ["America/New_York", "Pacific/Kiritimati"] {
            let zone = TimeZone::parse(zone).unwrap();
            for at in [UnixMillis::EPOCH, UnixMillis::new((1 << 53) - 1).unwrap()] {
                assert!(zone.window_start(Window::Month, at) <= at);
            }
        }
    }

    #[test]
    fn a_zone_is_named_letter_for_letter() {
        assert_eq!(
            TimeZone::parse("Europe/Berlin").unwrap().name(),
            "Europe/Berlin"
        );
        for wrong in ["", "europe/berlin", "CEST", "Mars/Olympus"] {
            assert_eq!(
                TimeZone::parse(wrong),
                Err(ValueError::TimeZone),
                "{wrong:?}"
            );
        }
    }
}
