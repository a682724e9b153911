//! What a code is applied to.

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
}

/// An order that redeems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
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
