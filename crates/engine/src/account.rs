//! Accounts: what is used and what is held, for each scope, entity and window.

use crate::money::EXACT_MAX;
use crate::{Limit, Limits, Metric, MinorUnits, Per, UnixMillis, ValueError, Window};

/// How many, from 0 to 2^53 − 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(u64);

impl Count {
    /// One.
    pub const ONE: Self = Self(1);

    /// # Errors
    /// [`ValueError::Count`] above 2^53 − 1.
    pub const fn new(count: u64) -> Result<Self, ValueError> {
        if count > EXACT_MAX {
            Err(ValueError::Count)
        } else {
            Ok(Self(count))
        }
    }

    /// The number.
    pub const fn value(self) -> u64 {
        self.0
    }
}

/// The three metrics side by side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// How many redemptions.
    pub redemptions: Count,
    /// The discount given.
    pub discount: MinorUnits,
    /// The orders' subtotals before the discount.
    pub order_value: MinorUnits,
}

impl Amounts {
    /// The amount of one metric: a count, or minor units.
    pub const fn of(&self, metric: Metric) -> u64 {
        match metric {
            Metric::Redemptions => self.redemptions.value(),
            Metric::Discount => self.discount.value(),
            Metric::OrderValue => self.order_value.value(),
        }
    }

    /// Both together.
    ///
    /// # Errors
    /// The first metric whose sum passes 2^53 − 1.
    pub fn plus(&self, other: &Self) -> Result<Self, Metric> {
        // Each term is below 2^53, so that adding them cannot leave 64 bits.
        let sum = |metric| self.of(metric).saturating_add(other.of(metric));
        let money = |metric| MinorUnits::new(sum(metric)).map_err(|_| metric);
        let redemptions = Count::new(sum(Metric::Redemptions)).map_err(|_| Metric::Redemptions)?;
        let discount = money(Metric::Discount)?;
        let order_value = money(Metric::OrderValue)?;
        Ok(Self {
            redemptions,
            discount,
            order_value,
        })
    }
}

/// Which account: its scope (per whom, and for how long), its entity, and its window's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountKey {
    per: Per,
    window: Window,
    window_start: UnixMillis,
}

impl AccountKey {
    /// The campaign's account over its whole life. It is kept whether or not a limit reads it, so
    /// that a limit that is added later finds what was used before.
    pub const CAMPAIGN: Self = Self {
        per: Per::Campaign,
        window: Window::Lifetime,
        window_start: UnixMillis::EPOCH,
    };

    /// The stored name of (per, window).
    pub const fn scope(&self) -> &'static str {
        match (self.per, self.window) {
            (Per::Campaign, Window::Lifetime) => "campaign/lifetime",
        }
    }

    /// Whose account it is within its scope; empty for the campaign's own.
    pub const fn entity(&self) -> &[u8] {
        match self.per {
            Per::Campaign => &[],
        }
    }

    /// Whether the limit counts in this account.
    pub(crate) fn is_read_by(&self, limit: &Limit) -> bool {
        self.per == limit.per && self.window == limit.window
    }

    /// Where the window begins; [`UnixMillis::EPOCH`] for a lifetime.
    pub const fn window_start(&self) -> UnixMillis {
        self.window_start
    }
}

/// One account row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Which account.
    pub key: AccountKey,
    /// What redemptions used.
    pub used: Amounts,
    /// What open holds reserve.
    pub held: Amounts,
}

impl Account {
    /// An account that nothing was charged to: what a missing row means.
    pub fn empty(key: AccountKey) -> Self {
        Self {
            key,
            used: Amounts::default(),
            held: Amounts::default(),
        }
    }

    /// The account after this use: a grant of capacity, given out or refused.
    ///
    /// Only an increase must end at or under a limit's `max`, so that lowering a limit under what
    /// is used stops use and takes nothing back.
    ///
    /// # Errors
    /// The metric that does not fit: of the first limit in the merchant's order, or else the first
    /// whose sum would no longer be exact (2^53 − 1 is everybody's limit).
    pub fn charge(&self, increase: &Amounts, limits: &Limits) -> Result<Self, Metric> {
        let exceeded = limits.iter().find(|limit| self.passes(limit, increase));
        if let Some(limit) = exceeded {
            return Err(limit.metric);
        }
        let used = self.used.plus(increase)?;
        used.plus(&self.held)?;
        Ok(Self { used, ..*self })
    }

    /// Whether the limit reads this account and the increase would end above its `max`.
    fn passes(&self, limit: &Limit, increase: &Amounts) -> bool {
        let increase = increase.of(limit.metric);
        // Three terms below 2^53 cannot leave 64 bits.
        let committed = self
            .used
            .of(limit.metric)
            .saturating_add(self.held.of(limit.metric));
        self.key.is_read_by(limit) && increase > 0 && committed.saturating_add(increase) > limit.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_end_at_the_last_exact_integer() {
        assert_eq!(Count::new(EXACT_MAX).map(Count::value), Ok(EXACT_MAX));
        assert_eq!(Count::new(EXACT_MAX + 1), Err(ValueError::Count));
    }

    #[test]
    fn sums_that_would_not_be_exact_name_their_metric() {
        let one = Amounts {
            redemptions: Count::ONE,
            discount: MinorUnits::new(1).unwrap(),
            order_value: MinorUnits::new(1).unwrap(),
        };
        let full = Count::new(EXACT_MAX).unwrap();
        let cases = [
            (
                Amounts {
                    redemptions: full,
                    ..one
                },
                Metric::Redemptions,
            ),
            (
                Amounts {
                    discount: MinorUnits::MAX,
                    ..one
                },
                Metric::Discount,
            ),
            (
                Amounts {
                    order_value: MinorUnits::MAX,
                    ..one
                },
                Metric::OrderValue,
            ),
        ];
        for (amounts, metric) in cases {
            assert_eq!(amounts.plus(&one), Err(metric));
            assert_eq!(amounts.plus(&Amounts::default()), Ok(amounts));
        }
    }

    #[test]
    fn used_and_held_together_stay_exact() {
        let all = Amounts {
            discount: MinorUnits::MAX,
            ..Amounts::default()
        };
        let account = Account {
            held: all,
            ..Account::empty(AccountKey::CAMPAIGN)
        };
        let one = Amounts {
            discount: MinorUnits::new(1).unwrap(),
            ..Amounts::default()
        };
        assert_eq!(
            account.charge(&one, &Limits::default()),
            Err(Metric::Discount)
        );
    }
}
