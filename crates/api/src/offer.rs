//! What a code is worth, and what a campaign may spend.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;

/// What a code takes off an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Offer {
    /// A share of the subtotal.
    Percent {
        /// In basis points: 2000 is 20 %; 1 to 10000.
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 10_000))]
        basis_points: u32,
        /// The most it takes off, in minor units.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<value::PositiveAmount>))]
        max_discount: Option<u64>,
    },
    /// A fixed sum, never more than the order.
    Amount {
        /// In minor units, at least 1.
        #[cfg_attr(feature = "openapi", schema(value_type = value::PositiveAmount))]
        amount: u64,
    },
}

/// One cap on what a campaign gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What is counted.
    pub metric: Metric,
    /// Whose account it is counted on.
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

/// Whose account a limit counts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The whole campaign.
    Campaign,
}

/// The time over which a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// From the campaign's first redemption to its last.
    Lifetime,
}
