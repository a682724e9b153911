//! What a code is applied to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;

/// An order, as a validation asks about it: its id may not be known yet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderDraft {
    /// The merchant's id of the order, if there is one already.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::OrderId>))]
    pub id: Option<String>,
    /// ISO 4217, such as `EUR`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub subtotal: u64,
    /// Where it is sold, such as `web` or `pos`: what limits per channel count by.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Channel>))]
    pub channel: Option<String>,
    /// What limits per attribute count by, such as `ip` or `store`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Attributes>))]
    pub attributes: Option<BTreeMap<String, String>>,
}

/// An order that holds or redeems.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderRequest {
    /// The merchant's id of the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub id: String,
    /// ISO 4217, such as `EUR`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub subtotal: u64,
    /// Where it is sold, such as `web` or `pos`: what limits per channel count by.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Channel>))]
    pub channel: Option<String>,
    /// What limits per attribute count by, such as `ip` or `store`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Attributes>))]
    pub attributes: Option<BTreeMap<String, String>>,
}

/// What a held order has become by the time it is redeemed. Its id is the hold's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderUpdate {
    /// ISO 4217, such as `EUR`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub subtotal: u64,
    /// Where it is sold: the same as when it was held.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Channel>))]
    pub channel: Option<String>,
    /// The same as when it was held.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Attributes>))]
    pub attributes: Option<BTreeMap<String, String>>,
}

/// An order, in answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// The merchant's id of the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub id: String,
    /// ISO 4217, such as `EUR`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub subtotal: u64,
}

/// The answer to `POST /v1/orders/{id}/cancel`: everything that the order gave back, in every
/// campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelledOrder {
    /// The merchant's id of the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub order: String,
    /// The holds that were released, by id.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::HoldId>))]
    pub released: Vec<String>,
    /// The redemptions that were rolled back, by id.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::RedemptionId>))]
    pub rolled_back: Vec<String>,
    /// Whether it had been cancelled before, so that nothing was changed.
    pub existing: bool,
}
