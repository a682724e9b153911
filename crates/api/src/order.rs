//! What a code is applied to.

use serde::{Deserialize, Serialize};

/// An order, as a validation asks about it: its id may not be known yet.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderDraft {
    /// The merchant's id of the order, if there is one already.
    pub id: Option<String>,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    pub subtotal: u64,
}

/// An order that redeems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The merchant's id of the order.
    pub id: String,
    /// ISO 4217, such as `EUR`.
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    pub subtotal: u64,
}
