//! Small worlds, in which things collide: few serials, few orders, few keys, tight budgets.

use crate::model::{Ask, Facts, MAX, Model, Settings, Wish};

pub(crate) const START: u64 = 1_000_000;

/// Each of these must be seen in a run.
pub(crate) const ANSWERS: &[&str] = &[
    "issued at",
    "valid",
    "valid existing",
    "redeemed at",
    "existing at",
    "replay issued",
    "replay redeemed",
    "replay existing",
    "refused idempotency_conflict",
    "refused invalid_code",
    "refused campaign_paused",
    "refused campaign_not_started",
    "refused campaign_ended",
    "refused not_issued",
    "refused revoked",
    "refused already_redeemed",
    "refused expired",
    "refused currency_mismatch",
    "refused budget_exhausted",
    "refused expiry_passed",
    "refused campaign_full",
];

/// SplitMix64: small, seedable, good enough to throw dice.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    fn sometimes<T>(&mut self, once_in: u64, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.once_in(once_in) {
            Some(value(self))
        } else {
            None
        }
    }
}

pub(crate) fn settings(random: &mut Random) -> Settings {
    let start = random.sometimes(3, |random| START + random.below(30));
    let rate = random.pick(&[1, 333, 1000, 3333, 9999, 10_000]);
    Settings {
        paused: random.once_in(12),
        start,
        end: random.sometimes(2, |random| START + 31 + random.below(200)),
        percent: random.sometimes(2, |random| {
            (
                rate,
                random.sometimes(2, |random| random.pick(&[1, 99, 400])),
            )
        }),
        amount: random.pick(&[1, 100, 250, MAX]),
        budgets: budgets(random),
        serials: random.pick(&[2, 8, 12]),
    }
}

pub(crate) fn budgets(random: &mut Random) -> Vec<(&'static str, u64)> {
    let mut budgets = Vec::new();
    for metric in ["order_value", "redemptions", "discount"] {
        let max = match metric {
            "redemptions" => random.below(6),
            _ => random.pick(&[0, 99, 100, 500, 1234, MAX - 1]),
        };
        if random.once_in(4) {
            budgets.insert(
                random.below(budgets.len() as u64 + 1) as usize,
                (metric, max),
            );
        }
    }
    budgets
}

/// Mostly forward in small steps; sometimes far, sometimes back.
pub(crate) fn clock(random: &mut Random, now: u64) -> u64 {
    match random.below(16) {
        0 => now + random.below(60),
        1 => now.saturating_sub(random.below(100)),
        2 => now,
        _ => now + random.below(4),
    }
}

pub(crate) fn ask(random: &mut Random, model: &Model, sent: &[Ask]) -> Ask {
    // A lost reply, a torn retry: the very same command again.
    if !sent.is_empty() && random.once_in(5) {
        return random.pick(sent);
    }
    let issue = model.batches.is_empty() || random.once_in(12);
    let key = random.below(24) as u8;
    if issue && !random.once_in(8) {
        let wish = Wish {
            count: 1 + random.below(5),
            expires: expiry(random),
            uses: random.pick(&[1, 1, 1, 2, 3]),
            note: random.pick(&["", "", "spring"]),
        };
        return Ask::Issue(key, wish);
    }
    let serial = random.below(model.settings.serials.min(6));
    let mut expires = None;
    for batch in &model.batches {
        if serial >= batch.first && serial - batch.first < batch.count {
            expires = batch.expires;
        }
    }
    if random.once_in(30) {
        expires = expiry(random);
    }
    let validate = random.once_in(3);
    let order = format!("o{}", random.below(4));
    let facts = Facts {
        serial,
        expires,
        order: if validate && random.once_in(2) {
            None
        } else {
            Some(order)
        },
        usd: random.once_in(20),
        value: random.pick(&[
            0,
            1,
            4,
            5,
            99,
            100,
            333,
            400,
            1000,
            1000,
            5000,
            MAX / 2,
            MAX,
        ]),
    };
    if validate {
        Ask::Validate(facts)
    } else {
        Ask::Redeem(key, facts)
    }
}

fn expiry(random: &mut Random) -> Option<u64> {
    random.sometimes(2, |random| START - 2 + random.below(120))
}
