//! Hours of the week on the campaign's wall clock.

use super::Truth;
use crate::{TimeZone, UnixMillis, ValueError};

/// The same hours on some days of the week, by the clock on the campaign's wall. Where that clock
/// repeats an hour it is these hours twice, and where it skips one, never.
///
/// Hours that end before they begin go on past midnight, and belong to the day on which they
/// began: Friday from 22:00 to 02:00 ends on Saturday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hours {
    days: Days,
    from_minute: u16,
    to_minute: u16,
}

impl Hours {
    /// The minutes of a day: the end of hours that last until midnight.
    pub const DAY_MINUTES: u16 = 24 * 60;

    /// Hours from the first of these minutes of the day to just before the last.
    ///
    /// # Errors
    /// [`ValueError::Hours`] if they begin after 23:59, end after 24:00, or end as they begin.
    pub const fn new(days: Days, from_minute: u16, to_minute: u16) -> Result<Self, ValueError> {
        let is_within = from_minute < Self::DAY_MINUTES && to_minute <= Self::DAY_MINUTES;
        if is_within && from_minute != to_minute {
            Ok(Self {
                days,
                from_minute,
                to_minute,
            })
        } else {
            Err(ValueError::Hours)
        }
    }

    /// The days on which they begin.
    pub const fn days(self) -> Days {
        self.days
    }

    /// The minute of the day at which they begin.
    pub const fn from_minute(self) -> u16 {
        self.from_minute
    }

    /// The minute of the day at which they are over.
    pub const fn to_minute(self) -> u16 {
        self.to_minute
    }

    /// Whether it is one of them; unknown in years that no calendar here knows.
    pub(super) fn judge(self, zone: &TimeZone, at: UnixMillis) -> Truth {
        let local = zone.local_minute(at);
        local.map(|(day, minute)| self.hold(day, minute)).into()
    }

    fn hold(self, day: Weekday, minute: u16) -> bool {
        let has_begun = minute >= self.from_minute;
        let is_over = minute >= self.to_minute;
        if self.from_minute < self.to_minute {
            return self.days.contain(day) && has_begun && !is_over;
        }
        let since_yesterday = self.days.contain(day.before()) && !is_over;
        self.days.contain(day) && has_begun || since_yesterday
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weekday {
    /// The first day of the week here (ISO 8601).
    Monday,
    /// The day after.
    Tuesday,
    /// The day after.
    Wednesday,
    /// The day after.
    Thursday,
    /// The day after.
    Friday,
    /// The day after.
    Saturday,
    /// The last.
    Sunday,
}

impl Weekday {
    /// All days, as a week has them.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    const fn before(self) -> Self {
        match self {
            Self::Monday => Self::Sunday,
            Self::Tuesday => Self::Monday,
            Self::Wednesday => Self::Tuesday,
            Self::Thursday => Self::Wednesday,
            Self::Friday => Self::Thursday,
            Self::Saturday => Self::Friday,
            Self::Sunday => Self::Saturday,
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Monday => 1,
            Self::Tuesday => 2,
            Self::Wednesday => 4,
            Self::Thursday => 8,
            Self::Friday => 16,
            Self::Saturday => 32,
            Self::Sunday => 64,
        }
    }
}

/// Days of the week: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days(u8);

impl Days {
    /// # Errors
    /// [`ValueError::Hours`] for no day.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> Result<Self, ValueError> {
        let days = days.into_iter().fold(0, |days, day| days | day.bit());
        (days != 0).then_some(Self(days)).ok_or(ValueError::Hours)
    }

    /// Whether the day is one of them.
    pub const fn contain(self, day: Weekday) -> bool {
        self.0 & day.bit() != 0
    }

    /// The days, as a week has them.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        let days = Weekday::ALL.into_iter();
        days.filter(move |day| self.contain(*day))
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn holds(hours: Hours, zone: &str, at: &str) -> bool {
        let time = DateTime::parse_from_rfc3339(at).unwrap();
        let at = UnixMillis::new(time.timestamp_millis() as u64).unwrap();
        hours.judge(&TimeZone::parse(zone).unwrap(), at) == Truth::True
    }

    fn hours(days: &[Weekday], from: u16, to: u16) -> Hours {
        Hours::new(Days::new(days.iter().copied()).unwrap(), from * 60, to * 60).unwrap()
    }

    #[test]
    fn hours_begin_with_their_first_minute_and_end_before_their_last() {
        let monday = hours(&[Weekday::Monday], 9, 17);
        for (at, is_within) in [
            ("2026-11-23T08:59:59.999Z", false),
            ("2026-11-23T09:00:00Z", true),
            ("2026-11-23T16:59:59.999Z", true),
            ("2026-11-23T17:00:00Z", false),
            ("2026-11-24T10:00:00Z", false),
        ] {
            assert_eq!(holds(monday, "UTC", at), is_within, "{at}");
        }
        let whole = hours(&[Weekday::Sunday], 0, 24);
        assert!(holds(whole, "UTC", "2026-11-22T23:59:59.999Z"));
        assert!(!holds(whole, "UTC", "2026-11-23T00:00:00Z"));
    }

    #[test]
    fn hours_past_midnight_belong_to_the_day_that_they_began_on() {
        let friday = hours(&[Weekday::Friday], 22, 2);
        for (at, is_within) in [
            ("2026-11-27T01:00:00Z", false),
            ("2026-11-27T21:59:59Z", false),
            ("2026-11-27T22:00:00Z", true),
            ("2026-11-28T01:59:59Z", true),
            ("2026-11-28T02:00:00Z", false),
            ("2026-11-28T22:30:00Z", false),
        ] {
            assert_eq!(holds(friday, "UTC", at), is_within, "{at}");
        }
        let sunday = hours(&[Weekday::Sunday], 23, 1);
        assert!(holds(sunday, "UTC", "2026-11-23T00:30:00Z"), "a Monday");
        let until_midnight = hours(&[Weekday::Sunday], 23, 0);
        assert!(!holds(until_midnight, "UTC", "2026-11-23T00:00:00Z"));
    }

    #[test]
    fn hours_follow_the_clock_on_the_wall() {
        let sunday = hours(&[Weekday::Sunday], 2, 3);
        // Berlin skips this hour in March, and has it twice in October.
        for (at, is_within) in [
            ("2026-03-29T00:59:59Z", false),
            ("2026-03-29T01:00:00Z", false),
            ("2026-10-25T00:00:00Z", true),
            ("2026-10-25T01:30:00Z", true),
            ("2026-10-25T02:00:00Z", false),
        ] {
            assert_eq!(holds(sunday, "Europe/Berlin", at), is_within, "{at}");
        }
        // Half past five hours ahead: a Sunday in Kolkata begins on a Saturday in UTC.
        let morning = hours(&[Weekday::Sunday], 0, 1);
        assert!(holds(morning, "Asia/Kolkata", "2026-11-21T18:30:00Z"));
        assert!(!holds(morning, "Asia/Kolkata", "2026-11-21T18:29:59Z"));
    }

    #[test]
    fn only_hours_of_a_day_are_hours() {
        let days = Days::new([Weekday::Monday]).unwrap();
        for (from, to) in [(0, 1440), (1439, 0), (600, 599)] {
            assert!(Hours::new(days, from, to).is_ok(), "{from} {to}");
        }
        for (from, to) in [(1440, 0), (0, 1441), (60, 60), (0, 0)] {
            assert_eq!(Hours::new(days, from, to), Err(ValueError::Hours));
        }
        assert_eq!(Days::new([]), Err(ValueError::Hours));
        assert!(Days::new(Weekday::ALL).unwrap().iter().eq(Weekday::ALL));
    }

    #[test]
    fn hours_that_no_calendar_knows_are_unknown() {
        let all = hours(&Weekday::ALL, 0, 24);
        let latest = UnixMillis::new((1 << 53) - 1).unwrap();
        assert_eq!(all.judge(&TimeZone::UTC, latest), Truth::Unknown);
        // The last day of the calendar, where another zone has the day after already.
        let last = chrono::NaiveDate::MAX.and_hms_opt(23, 0, 0).unwrap();
        let last = UnixMillis::new(last.and_utc().timestamp_millis() as u64).unwrap();
        assert_eq!(all.judge(&TimeZone::UTC, last), Truth::True);
        let kolkata = TimeZone::parse("Asia/Kolkata").unwrap();
        assert_eq!(all.judge(&kolkata, last), Truth::Unknown);
    }
}
