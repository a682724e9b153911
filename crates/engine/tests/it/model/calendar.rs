//! Days, weeks and months of a time zone.

use jiff::civil::{Date, time};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _};

use super::Window;

#[derive(Clone, Debug)]
pub(crate) struct Calendar(TimeZone);

impl Calendar {
    pub(crate) fn new(zone: &str) -> Self {
        // What is bundled, so that no machine's own tables decide.
        let zones = TimeZoneDatabase::bundled();
        Self(zones.get(zone).expect("a zone that exists"))
    }

    /// When the window began that this moment lies in.
    pub(crate) fn start(&self, window: Window, at: u64) -> u64 {
        match self.dates(window, at) {
            None => 0,
            Some((first, _)) => self.first_instant(first),
        }
    }

    /// When the window ends that this moment lies in; a lifetime has no end.
    pub(crate) fn end(&self, window: Window, at: u64) -> Option<u64> {
        let (_, next) = self.dates(window, at)?;
        Some(self.first_instant(next))
    }

    /// A moment of this zone at which its clocks are put forward or back, after another moment.
    pub(crate) fn next_change(&self, after: u64) -> Option<u64> {
        let change = self.0.following(timestamp(after)).next()?;
        u64::try_from(change.timestamp().as_millisecond()).ok()
    }

    /// The window's first date, and the first that belongs to it no more.
    fn dates(&self, window: Window, at: u64) -> Option<(Date, Date)> {
        let date = self.0.to_datetime(timestamp(at)).date();
        match window {
            Window::Lifetime => None,
            Window::Day => Some((date, date + 1.day())),
            Window::Week => {
                let monday = date - i64::from(date.weekday().to_monday_zero_offset()).days();
                Some((monday, monday + 7.days()))
            }
            Window::Month => {
                let first = date.first_of_month();
                Some((first, first + 1.month()))
            }
        }
    }

    /// The first moment of a date: of two midnights the first; where there is none, what comes
    /// right after the gap.
    fn first_instant(&self, date: Date) -> u64 {
        let midnight = self
            .0
            .to_ambiguous_timestamp(date.to_datetime(time(0, 0, 0, 0)));
        let instant = match midnight.offset() {
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                midnight.earlier().expect("a time that exists")
            }
            AmbiguousOffset::Gap { .. } => {
                // The clocks were put forward at the last change up to then.
                let beyond = midnight.later().expect("a time that exists");
                let just_after = beyond + 1.millisecond();
                let change = self.0.preceding(just_after).next();
                change.expect("a gap has a change").timestamp()
            }
        };
        instant.as_millisecond().max(0) as u64
    }
}

fn timestamp(millis: u64) -> Timestamp {
    Timestamp::from_millisecond(millis as i64).expect("a time in the years up to 9999")
}
