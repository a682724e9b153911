//! Redemptions: a code spent on an order, and what was given back of it.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{
    campaign::RollbackMode,
    customer::Customer,
    order::{Order, OrderRequest, Split},
    time::Timestamp,
};

/// `POST /v1/redemptions`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The code as the shopper typed it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeText))]
    pub code: String,
    /// What it is spent on. An order that holds the code redeems with its hold.
    pub order: OrderRequest,
    /// Who buys; a guest if left out.
    pub customer: Option<Customer>,
}

/// A redemption, as it was made.
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
    /// What that is made of; left out where the order told neither lines nor shipping.
    #[serde(skip_serializing_if = "Split::is_untold")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub split: Split,
    /// What was left to pay for the goods, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
    /// When.
    pub redeemed_at: Timestamp,
    /// The hold that it came from; `null` if it was made in a single step.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::HoldId>))]
    pub hold: Option<String>,
    /// Whether this order had redeemed this code before, so that nothing was changed.
    pub existing: bool,
}

/// A redemption as it stands now: `GET /v1/redemptions/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedemptionNow {
    /// What every answer about a redemption tells.
    #[serde(flatten)]
    pub redemption: Redemption,
    /// How much of it is left.
    pub status: RedemptionStatus,
    /// What was given back.
    pub rolled_back: RolledBackSums,
}

/// How much of a redemption is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RedemptionStatus {
    /// All of it.
    Redeemed,
    /// Some of it was given back.
    PartlyRolledBack,
    /// All of it was given back.
    RolledBack,
}

/// What was given back of a redemption in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolledBackSums {
    /// Of the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// Of the order's value, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub order_value: u64,
    /// What became of the use, once all was given back; `null` until then.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub mode: Option<RollbackMode>,
}

/// `POST /v1/redemptions/{id}/rollback`. All that is left is given back, unless it says how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Rollback {
    /// How much of the discount, in minor units; nothing if only `order_value` is given.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Amount>))]
    pub amount: Option<u64>,
    /// How much of the order's value, in minor units; nothing if only `amount` is given.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Amount>))]
    pub order_value: Option<u64>,
    /// What becomes of the use once nothing is left; as the campaign says if left out.
    pub mode: Option<RollbackMode>,
}

/// A rollback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RolledBack {
    /// The redemption's id.
    #[cfg_attr(feature = "openapi", schema(value_type = value::RedemptionId))]
    pub redemption: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// What was given back of the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub amount: u64,
    /// What was given back of the order's value, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub order_value: u64,
    /// Whether nothing is left of the redemption.
    pub in_full: bool,
    /// What became of the use; `null` while something is left.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub mode: Option<RollbackMode>,
    /// When.
    pub rolled_back_at: Timestamp,
}
