//! Redemptions: a code spent on an order.

use serde::{Deserialize, Serialize};

use crate::{order::Order, time::Timestamp};

/// `POST /v1/redemptions`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The code as the shopper typed it.
    pub code: String,
    /// What it is spent on.
    pub order: Order,
}

/// A redemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Redemption {
    /// `rd_{PREFIX}_{shard}_{seq}`.
    pub id: String,
    /// The campaign's prefix.
    pub campaign: String,
    /// The code in its canonical spelling.
    pub code: String,
    /// What it was spent on.
    pub order: Order,
    /// What it took off, in minor units.
    pub discount: u64,
    /// What was left to pay, in minor units.
    pub total: u64,
    /// When.
    pub redeemed_at: Timestamp,
    /// Whether this order had redeemed this code before, so that nothing was changed.
    pub existing: bool,
}
