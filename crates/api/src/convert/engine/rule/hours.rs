//! Hours of the week, and the day's times as people write them.

use tessera_engine as engine;

use crate::{
    convert::InvalidValue,
    rule::{Day, HoursRule},
};

impl HoursRule {
    /// What the engine asks the clock.
    pub(super) fn to_engine(&self, field: &str) -> Result<engine::Hours, InvalidValue> {
        let days = self.days.iter().copied().map(engine::Weekday::from);
        let days = engine::Days::new(days);
        let days = days.map_err(InvalidValue::of(&format!("{field}.days")))?;
        let from = minute(&self.from, &format!("{field}.from"))?;
        let to = minute(&self.to, &format!("{field}.to"))?;
        engine::Hours::new(days, from, to).map_err(InvalidValue::of(field))
    }
}

/// The minute of the day that `HH:MM` stands for, up to the end of the day.
fn minute(text: &str, field: &str) -> Result<u16, InvalidValue> {
    let read = || {
        let (hours, minutes) = text.split_once(':')?;
        let number = |digits: &str| {
            let is_two_digits =
                digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
            digits.parse::<u16>().ok().filter(|_| is_two_digits)
        };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        let minute = hours.checked_mul(60)?.checked_add(minutes)?;
        (minutes < 60 && minute <= engine::Hours::DAY_MINUTES).then_some(minute)
    };
    let detail = "must be a time of the day from 00:00 to 24:00";
    read().ok_or_else(|| InvalidValue::new(field, detail))
}

impl From<engine::Hours> for HoursRule {
    fn from(hours: engine::Hours) -> Self {
        Self {
            days: hours.days().iter().map(Day::from).collect(),
            from: time_of_day(hours.from_minute()),
            to: time_of_day(hours.to_minute()),
        }
    }
}

fn time_of_day(minute: u16) -> String {
    let (hours, minutes) = (minute.wrapping_div(60), minute.wrapping_rem(60));
    format!("{hours:02}:{minutes:02}")
}

impl From<Day> for engine::Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Monday => Self::Monday,
            Day::Tuesday => Self::Tuesday,
            Day::Wednesday => Self::Wednesday,
            Day::Thursday => Self::Thursday,
            Day::Friday => Self::Friday,
            Day::Saturday => Self::Saturday,
            Day::Sunday => Self::Sunday,
        }
    }
}

impl From<engine::Weekday> for Day {
    fn from(day: engine::Weekday) -> Self {
        match day {
            engine::Weekday::Monday => Self::Monday,
            engine::Weekday::Tuesday => Self::Tuesday,
            engine::Weekday::Wednesday => Self::Wednesday,
            engine::Weekday::Thursday => Self::Thursday,
            engine::Weekday::Friday => Self::Friday,
            engine::Weekday::Saturday => Self::Saturday,
            engine::Weekday::Sunday => Self::Sunday,
        }
    }
}
