//! Small worlds, in which things collide: few serials, few orders, few ids, tight limits.

use super::random::Random;
use crate::model::{Calendar, Fixed, Limit, MAX, Metric, Mode, Offer, Per, Terms, Window};

pub(crate) const SECOND: u64 = 1000;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;
pub(crate) const DAY: u64 = 24 * HOUR;

/// Long after every history.
pub(crate) const END: u64 = 2_000_000_000_000;

const Y2007: u64 = 1_167_609_600_000;
const NOVEMBER_2011: u64 = 1_320_105_600_000;
// Not the future: two copies of the time zone database may tell different ones.
const Y2023: u64 = 1_672_531_200_000;

/// Zones with days that are short, long, begin at one o'clock, have two midnights or do not exist;
/// and from when on to look for one.
const ZONES: [(&str, u64); 9] = [
    ("Europe/Berlin", Y2023),
    ("America/New_York", Y2023),
    // Half an hour.
    ("Australia/Lord_Howe", Y2023),
    // No midnight in spring.
    ("Africa/Cairo", Y2023),
    ("Asia/Beirut", Y2023),
    // Two midnights in autumn.
    ("America/Havana", Y2023),
    // Back from 00:01 to the day before.
    ("America/St_Johns", Y2007),
    // 30 December 2011 does not exist.
    ("Pacific/Apia", NOVEMBER_2011),
    ("UTC", Y2023),
];

pub(crate) struct World {
    pub(crate) fixed: Fixed,
    pub(crate) terms: Terms,
    /// When the history begins.
    pub(crate) start: u64,
    /// Whether more holds are made than one command releases.
    pub(crate) is_crowded: bool,
}

pub(crate) fn world(random: &mut Random) -> World {
    let is_crowded = random.once_in(100);
    let (zone, from) = random.pick(&ZONES);
    let day = from + random.below(300) * DAY;
    let change = Calendar::new(zone).next_change(day).unwrap_or(day);
    let start = change - random.below(3 * DAY);
    let fixed = Fixed {
        currency: "EUR".into(),
        zone: zone.into(),
        serials: if is_crowded {
            256
        } else {
            random.pick(&[2, 8, 12])
        },
        retention: random.pick(&[10 * MINUTE, DAY, 30 * DAY]),
        sweep: if is_crowded {
            100
        } else {
            random.pick(&[1, 2, 100])
        },
    };
    World {
        fixed,
        terms: terms(random, start, is_crowded),
        start,
        is_crowded,
    }
}

/// What a campaign begins with, or is changed to.
pub(crate) fn terms(random: &mut Random, now: u64, is_crowded: bool) -> Terms {
    let start = random.maybe(5, |random| now + random.below(2 * HOUR));
    let begin = start.unwrap_or(now);
    Terms {
        start,
        end: random.maybe(4, |random| {
            begin + random.pick(&[1, HOUR, DAY, 5 * DAY, 20 * DAY])
        }),
        offer: offer(random),
        limits: limits(random, is_crowded),
        cap: random.once_in(2),
        rollback: if random.once_in(3) {
            Mode::Consume
        } else {
            Mode::Restore
        },
    }
}

/// Changes one thing.
pub(crate) fn vary(random: &mut Random, terms: &mut Terms) {
    match random.below(8) {
        0..2 => terms.cap = !terms.cap,
        2 => terms.offer = offer(random),
        3 => terms.limits.push(limit(random, false)),
        _ if terms.limits.is_empty() => terms.limits = limits(random, false),
        4 => {
            let index = random.below(terms.limits.len() as u64) as usize;
            terms.limits.remove(index);
        }
        _ => {
            let index = random.below(terms.limits.len() as u64) as usize;
            let max = &mut terms.limits[index].max;
            *max = match random.below(4) {
                0 => *max / 2,
                1 => max.saturating_sub(1),
                2 => (*max + 1).min(MAX),
                _ => (*max * 2 + 1).min(MAX),
            };
        }
    }
    once_each(&mut terms.limits);
}

fn offer(random: &mut Random) -> Offer {
    let rate = random.pick(&[1, 333, 1000, 3333, 9999, 10_000]);
    if random.once_in(2) {
        let most = random.maybe(2, |random| random.pick(&[1, 99, 400]));
        Offer::Percent(rate, most)
    } else {
        Offer::Amount(random.pick(&[1, 100, 100, 250, MAX]))
    }
}

fn limits(random: &mut Random, is_crowded: bool) -> Vec<Limit> {
    let count = random.pick(&[0, 1, 1, 2, 2, 3, 4]);
    let mut limits = (0..count).map(|_| limit(random, is_crowded)).collect();
    once_each(&mut limits);
    limits
}

/// A campaign has a limit on the same only once.
fn once_each(limits: &mut Vec<Limit>) {
    let mut seen = Vec::new();
    limits.retain(|limit| {
        let what = (limit.metric, limit.per.clone(), limit.window);
        let is_new = !seen.contains(&what);
        seen.push(what);
        is_new
    });
}

fn limit(random: &mut Random, is_crowded: bool) -> Limit {
    let metric = random.pick(&[Metric::Redemptions, Metric::Discount, Metric::OrderValue]);
    let ip = || Per::Attribute("ip".into());
    let per = match random.below(10) {
        0..4 => Per::Campaign,
        4..7 => Per::Customer,
        7..9 => Per::Channel,
        _ => ip(),
    };
    let max = match metric {
        Metric::Redemptions if is_crowded => 100 + random.below(20),
        Metric::Discount | Metric::OrderValue if is_crowded => random.pick(&[5_000, 12_000, MAX]),
        Metric::Redemptions => random.pick(&[0, 1, 1, 2, 2, 3, 4]),
        Metric::Discount => random.pick(&[0, 50, 99, 100, 150, 250, 333, 1000, MAX - 1]),
        Metric::OrderValue => random.pick(&[0, 100, 999, 1000, 2000, 3500, MAX - 1]),
    };
    Limit {
        metric,
        per,
        window: random.pick(&[
            Window::Lifetime,
            Window::Lifetime,
            Window::Lifetime,
            Window::Day,
            Window::Day,
            Window::Week,
            Window::Month,
        ]),
        max,
    }
}
