//! Accounts: what is used and what is held, for each scope, entity and window.

use alloc::{format, string::String};

use crate::money::EXACT_MAX;
use crate::{
    AttributeName, Entity, Limit, Metric, MinorUnits, Per, UnixMillis, ValueError, Window,
};

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

    /// What remains without the other.
    ///
    /// # Errors
    /// The first metric that would go below nothing.
    pub fn minus(&self, other: &Self) -> Result<Self, Metric> {
        let rest = |metric| self.of(metric).checked_sub(other.of(metric)).ok_or(metric);
        Self::of_each(rest)
    }

    /// Both together.
    ///
    /// # Errors
    /// The first metric whose sum passes 2^53 − 1.
    pub fn plus(&self, other: &Self) -> Result<Self, Metric> {
        // Each term is below 2^53, so that adding them cannot leave 64 bits.
        Self::of_each(|metric| Ok(self.of(metric).saturating_add(other.of(metric))))
    }

    /// Made metric by metric, in their order; one that would not be exact is named.
    fn of_each(amount: impl Fn(Metric) -> Result<u64, Metric>) -> Result<Self, Metric> {
        let money = |metric| MinorUnits::new(amount(metric)?).map_err(|_| metric);
        let redemptions = Count::new(amount(Metric::Redemptions)?);
        Ok(Self {
            redemptions: redemptions.map_err(|_| Metric::Redemptions)?,
            discount: money(Metric::Discount)?,
            order_value: money(Metric::OrderValue)?,
        })
    }
}

/// Which account: its scope (per whom, and for how long), its entity, and its window's start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey {
    /// Whose accounts these are.
    pub per: Per,
    /// How long they count.
    pub window: Window,
    /// Whose account it is.
    pub entity: Entity,
    /// Where its window begins; [`UnixMillis::EPOCH`] for a lifetime.
    pub window_start: UnixMillis,
}

impl AccountKey {
    /// The campaign's account over its whole life. It is kept whether or not a limit reads it, so
    /// that a limit that is added later finds what was used before.
    pub fn campaign() -> Self {
        Self {
            per: Per::Campaign,
            window: Window::Lifetime,
            entity: Entity::default(),
            window_start: UnixMillis::EPOCH,
        }
    }

    /// The stored name of (per, window), such as `campaign/lifetime` and `attribute:ip/day`.
    pub fn scope(&self) -> String {
        format!("{}/{}", self.per, self.window.slug())
    }

    /// Reads back (per, window) from what [`AccountKey::scope`] wrote.
    ///
    /// # Errors
    /// [`ValueError::Scope`] for any other text.
    pub fn parse_scope(scope: &str) -> Result<(Per, Window), ValueError> {
        let (per, window) = scope.split_once('/').ok_or(ValueError::Scope)?;
        let per = match per {
            "campaign" => Per::Campaign,
            "customer" => Per::Customer,
            "channel" => Per::Channel,
            other => {
                let name = other.strip_prefix("attribute:").ok_or(ValueError::Scope)?;
                Per::Attribute(AttributeName::parse(name)?)
            }
        };
        let mut windows = Window::ALL.into_iter();
        let window = windows.find(|known| known.slug() == window);
        Ok((per, window.ok_or(ValueError::Scope)?))
    }

    /// Whether the limit counts in this account.
    pub fn is_read_by(&self, limit: &Limit) -> bool {
        self.per == limit.per && self.window == limit.window
    }
}

/// One account row.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// What is used and what is held of a metric. Both are below 2^53, so nothing saturates.
    pub(crate) fn committed(&self, metric: Metric) -> u64 {
        self.used.of(metric).saturating_add(self.held.of(metric))
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
    fn scopes_are_pinned_and_read_back() {
        let ip = Per::Attribute(AttributeName::parse("ip").unwrap());
        let cases = [
            (Per::Campaign, Window::Lifetime, "campaign/lifetime"),
            (Per::Customer, Window::Day, "customer/day"),
            (Per::Channel, Window::Week, "channel/week"),
            (ip, Window::Month, "attribute:ip/month"),
        ];
        for (per, window, scope) in cases {
            let key = AccountKey {
                per,
                window,
                ..AccountKey::campaign()
            };
            assert_eq!(key.scope(), scope);
            assert_eq!(AccountKey::parse_scope(scope), Ok((per, window)));
        }
        for wrong in [
            "",
            "campaign",
            "campaign/year",
            "person/day",
            "attribute:/day",
        ] {
            assert!(AccountKey::parse_scope(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn giving_back_more_than_there_is_names_its_metric() {
        let one = Amounts {
            redemptions: Count::ONE,
            ..Amounts::default()
        };
        assert_eq!(one.minus(&one), Ok(Amounts::default()));
        assert_eq!(Amounts::default().minus(&one), Err(Metric::Redemptions));
    }
}
