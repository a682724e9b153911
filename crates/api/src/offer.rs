//! What a code is worth, and what a campaign may spend.

mod read;

use core::fmt;

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::selection::Selection;

/// What a code takes off an order. It is never more than other codes of the order have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(try_from = "read::Fields")]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Offer {
    /// A share of what the goods cost, rounded half-up once.
    Percent {
        /// In basis points: 2000 is 20 %; 1 to 10000.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10_000))]
        basis_points: u32,
        /// Which goods; all of them if left out.
        #[serde(skip_serializing_if = "Target::is_order")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        on: Target,
        /// The most it takes off, in minor units.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<value::PositiveAmount>))]
        max_discount: Option<u64>,
    },
    /// A fixed sum, once for all these goods together and never more than they cost.
    Amount {
        /// In minor units, at least 1.
        #[cfg_attr(feature = "openapi", schema(value_type = value::PositiveAmount))]
        amount: u64,
        /// Which goods; all of them if left out.
        #[serde(skip_serializing_if = "Target::is_order")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        on: Target,
    },
    /// What shipping costs. It is never given in part where a budget has too little left.
    FreeShipping {
        /// What must be bought for it; anything if left out.
        #[serde(skip_serializing_if = "Target::is_order")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        on: Target,
        /// The most it takes off, in minor units.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<value::PositiveAmount>))]
        max_discount: Option<u64>,
    },
    /// An item of the order as a gift. It is never given in part where a budget has too little left.
    #[serde(rename = "item")]
    Gift {
        /// Which item.
        gift: Gift,
        /// What must be bought for it, besides the gift itself; nothing else if left out.
        #[serde(skip_serializing_if = "Target::is_order")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        on: Target,
        /// The most it takes off, in minor units.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<value::PositiveAmount>))]
        max_discount: Option<u64>,
    },
    /// A share off the cheapest items of the order, rounded half-up once. What another code has taken
    /// off a line counts evenly for its pieces, in their disfavour where it does not go up.
    #[serde(rename = "item")]
    Cheapest {
        /// Which of them.
        cheapest: Cheapest,
        /// Among which goods; all of them if left out.
        #[serde(skip_serializing_if = "Target::is_order")]
        #[cfg_attr(feature = "openapi", schema(required = false))]
        on: Target,
        /// The most it takes off, in minor units.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<value::PositiveAmount>))]
        max_discount: Option<u64>,
    },
}

/// Which goods of an order an offer is about: `order` for all of them, or some of the items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// All goods.
    #[default]
    Order,
    /// Those that are selected. The order must tell its lines.
    Items(Selection),
}

/// An item that is free where it is in the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Gift {
    /// Its SKU.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Label))]
    pub sku: String,
    /// How many of it are free at most, those that cost least first.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Quantity))]
    pub quantity: u32,
}

/// The items of an order that cost least, before any discount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Cheapest {
    /// How many.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Quantity))]
    pub count: u32,
    /// How much of their price, in basis points: 10000 is all of it.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10_000))]
    pub basis_points: u32,
    /// `count` for every so many that are bought: 1 of every 3 is "buy two, get the third". Once for
    /// the order if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Quantity>))]
    pub every: Option<u32>,
}

impl Target {
    fn is_order(&self) -> bool {
        *self == Self::Order
    }
}

/// One cap on what a campaign gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What is counted.
    pub metric: Metric,
    /// Whose account it is counted on.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Per))]
    pub per: Per,
    /// Over which time.
    pub window: Window,
    /// The most that is given: a count, or minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Count))]
    pub max: u64,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Redemptions.
    Redemptions,
    /// Discount given, in minor units.
    Discount,
    /// Subtotals before the discount, in minor units.
    OrderValue,
}

/// Whose account a limit counts on: `campaign`, `customer`, `channel`, or `attribute:` and the
/// attribute's name, such as `attribute:ip`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Per {
    /// The whole campaign.
    Campaign,
    /// Each customer, by id and by e-mail address.
    Customer,
    /// Each sales channel.
    Channel,
    /// Each value of the attribute with this name.
    Attribute(String),
}

/// The time over which a limit counts, in the campaign's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// From the campaign's first redemption to its last.
    Lifetime,
    /// From midnight to midnight.
    Day,
    /// From Monday to Monday.
    Week,
    /// From the first to the first.
    Month,
}

/// A limit that has refused something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReachedLimit {
    /// What it counts.
    pub metric: Metric,
    /// Whose account.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Per))]
    pub per: Per,
    /// Over which time.
    pub window: Window,
    /// The most that it gives. Told to servers only, and only where one limit alone refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<value::Count>))]
    pub max: Option<u64>,
}

impl fmt::Display for Per {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Campaign => f.write_str("campaign"),
            Self::Customer => f.write_str("customer"),
            Self::Channel => f.write_str("channel"),
            Self::Attribute(name) => write!(f, "attribute:{name}"),
        }
    }
}

impl From<Per> for String {
    fn from(per: Per) -> Self {
        per.to_string()
    }
}

impl TryFrom<String> for Per {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "campaign" => Ok(Self::Campaign),
            "customer" => Ok(Self::Customer),
            "channel" => Ok(Self::Channel),
            other => other
                .strip_prefix("attribute:")
                .map(|name| Self::Attribute(name.to_owned()))
                .ok_or("must be campaign, customer, channel or attribute:NAME"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_account_it_is_reads_back() {
        for text in ["campaign", "customer", "channel", "attribute:ip"] {
            let per = Per::try_from(text.to_owned()).expect(text);
            assert_eq!(String::from(per), text);
        }
        for text in ["", "ip", "Campaign", "attribute"] {
            assert!(Per::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
