//! Checkouts: several codes on one order, all of them redeemed or none.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{customer::Customer, order::OrderRequest, redemption::Redemption, validation::Reason};

/// The most codes that an order takes at once.
pub const CODES_MAX: usize = 10;

/// `POST /v1/checkouts`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckOut {
    /// The codes as the shopper typed them.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::CodeText>, min_items = 1, max_items = 10))]
    pub codes: Vec<String>,
    /// What they are spent on.
    pub order: OrderRequest,
    /// Who buys; a guest if left out.
    pub customer: Option<Customer>,
}

/// A checkout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Checkout {
    /// `co_{order}_{attempt}`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CheckoutId))]
    pub id: String,
    /// Where it stands.
    #[serde(flatten)]
    pub state: CheckoutState,
}

/// Where a checkout stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum CheckoutState {
    /// It is under way, and goes on by itself.
    Running,
    /// A campaign could not be reached for 24 hours. It goes on when it is asked for again.
    Parked,
    /// All codes are redeemed.
    Redeemed(RedeemedTogether),
    /// None is.
    Refused {
        /// Which of the codes it is about, counted from 0.
        #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 9))]
        index: usize,
        /// Why.
        reason: Reason,
    },
}

/// Codes that an order redeemed together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RedeemedTogether {
    /// In the order of application: each took its discount off what the ones before had left.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 10))]
    pub redemptions: Vec<Redemption>,
    /// What all of them took off, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// What was left to pay, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
    /// Whether another request had redeemed the same before, so that nothing was changed.
    pub existing: bool,
}

impl RedeemedTogether {
    /// The sums of some redemptions.
    #[must_use]
    pub fn new(redemptions: Vec<Redemption>, existing: bool) -> Self {
        let discounts = redemptions.iter().map(|redemption| redemption.discount);
        let discount = discounts.fold(0, u64::saturating_add);
        let subtotal = redemptions.first();
        let subtotal = subtotal.map_or(0, |redemption| redemption.order.subtotal);
        // Each tells what would be left to pay if there were no other.
        let total = redemptions.iter().fold(subtotal, |left, redemption| {
            let taken = redemption.order.subtotal.saturating_sub(redemption.total);
            left.saturating_sub(taken)
        });
        Self {
            redemptions,
            discount,
            total,
            existing,
        }
    }
}
