//! Limits: one idea for budgets, velocity caps and per-customer caps.

use alloc::vec::Vec;

use core::fmt;

use crate::{AttributeName, Count, ValueError};

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// How many redemptions.
    Redemptions,
    /// The discount given, in minor units.
    Discount,
    /// The orders' subtotals before the discount, in minor units.
    OrderValue,
}

impl Metric {
    /// Every metric, in the order in which sums are looked at.
    pub const ALL: [Self; 3] = [Self::Redemptions, Self::Discount, Self::OrderValue];

    /// As it reads on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Redemptions => "redemptions",
            Self::Discount => "discount",
            Self::OrderValue => "order_value",
        }
    }
}

/// Whose account a limit reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    /// Everybody's together.
    Campaign,
    /// Each customer's own: by id, and by e-mail address.
    Customer,
    /// Each sales channel's.
    Channel,
    /// Each value's of an attribute of the request.
    Attribute(AttributeName),
}

impl fmt::Display for Per {
    /// As it reads on the wire: `campaign`, `customer`, `channel`, `attribute:ip`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Campaign => f.write_str("campaign"),
            Self::Customer => f.write_str("customer"),
            Self::Channel => f.write_str("channel"),
            Self::Attribute(name) => write!(f, "attribute:{}", name.as_str()),
        }
    }
}

/// How long an account counts before it starts anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    /// Never anew.
    Lifetime,
    /// From midnight to midnight in the campaign's time zone.
    Day,
    /// From Monday to Monday.
    Week,
    /// From the first to the first.
    Month,
}

impl Window {
    /// Every window, from the longest on.
    pub const ALL: [Self; 4] = [Self::Lifetime, Self::Month, Self::Week, Self::Day];

    /// As it reads on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Lifetime => "lifetime",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}

/// At most `max` of `metric`, `per` whom, within each `window`.
///
/// `max` is what *this* engine may give out: a campaign that is spread over shards hands each of
/// them a part of its budget as that shard's `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    /// What is counted.
    pub metric: Metric,
    /// Whose account.
    pub per: Per,
    /// For how long.
    pub window: Window,
    /// The account may reach it and not pass it. A count, or minor units.
    pub max: u64,
}

impl Limit {
    /// Whether it is the campaign's budget: what everybody may have for ever, which does not free
    /// itself by waiting.
    pub fn is_budget(&self) -> bool {
        self.per == Per::Campaign && self.window == Window::Lifetime
    }
}

/// The limits of a campaign, in the merchant's order: at most 16, each (metric, per, window) once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(Vec<Limit>);

impl Limits {
    /// How many limits a campaign can have.
    pub const COUNT_MAX: usize = 16;

    /// # Errors
    /// [`ValueError::TooManyLimits`], [`ValueError::RepeatedLimit`], and [`ValueError::Count`] for a
    /// `max` above 2^53 − 1.
    pub fn new(limits: Vec<Limit>) -> Result<Self, ValueError> {
        if limits.len() > Self::COUNT_MAX {
            return Err(ValueError::TooManyLimits);
        }
        let key = |limit: &Limit| (limit.metric, limit.per, limit.window);
        let mut seen = Vec::with_capacity(limits.len());
        for limit in &limits {
            Count::new(limit.max)?;
            if seen.contains(&key(limit)) {
                return Err(ValueError::RepeatedLimit);
            }
            seen.push(key(limit));
        }
        Ok(Self(limits))
    }

    /// One after the other, in the merchant's order.
    pub fn iter(&self) -> impl Iterator<Item = &Limit> + Clone {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(metric: Metric, max: u64) -> Limit {
        Limit {
            metric,
            per: Per::Campaign,
            window: Window::Lifetime,
            max,
        }
    }

    #[test]
    fn one_limit_for_each_metric_per_and_window() {
        let both = alloc::vec![budget(Metric::Discount, 5), budget(Metric::Redemptions, 5)];
        assert_eq!(Limits::new(both.clone()).map(|limits| limits.0), Ok(both));
        let twice = alloc::vec![budget(Metric::Discount, 5), budget(Metric::Discount, 6)];
        assert_eq!(Limits::new(twice), Err(ValueError::RepeatedLimit));
    }

    #[test]
    fn there_are_at_most_sixteen() {
        let many = alloc::vec![budget(Metric::Discount, 5); 17];
        assert_eq!(Limits::new(many), Err(ValueError::TooManyLimits));
    }
}
