//! Redemptions: a code spent on an order.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{order::Order, time::Timestamp};

/// `POST /v1/redemptions`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The code as the shopper typed it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeText))]
    pub code: String,
    /// What it is spent on.
    pub order: Order,
}

/// A redemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Redemption {
    /// `rd_{PREFIX}_{shard}_{seq}`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::RedemptionId))]
    pub id: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// The code in its canonical spelling.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Code))]
    pub code: String,
    /// What it was spent on.
    pub order: Order,
    /// What it took off, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// What was left to pay, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
    /// When.
    pub redeemed_at: Timestamp,
    /// Whether this order had redeemed this code before, so that nothing was changed.
    pub existing: bool,
}
