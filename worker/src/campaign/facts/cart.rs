//! What is bought, as the worker tells a campaign.

use serde::{Deserialize, Serialize};
use tessera_engine::{Cart, Currency, MinorUnits, ValueError};

/// What is bought, and what other codes of the order have taken off it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CartFacts {
    pub(crate) currency: String,
    pub(crate) subtotal: u64,
    /// What other codes have taken off the subtotal.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) taken: u64,
    /// The most that the caller takes off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) discount_max: Option<u64>,
}

impl From<&Cart> for CartFacts {
    fn from(cart: &Cart) -> Self {
        Self {
            currency: cart.currency().to_string(),
            subtotal: cart.subtotal().value(),
            taken: cart.taken().value(),
            discount_max: cart.discount_max().map(MinorUnits::value),
        }
    }
}

impl CartFacts {
    pub(crate) fn to_engine(&self) -> Result<Cart, ValueError> {
        let currency = Currency::parse(&self.currency)?;
        let cart = Cart::of_subtotal(currency, MinorUnits::new(self.subtotal)?);
        let cart = cart.with_taken(MinorUnits::new(self.taken)?)?;
        Ok(match self.discount_max {
            Some(most) => cart.with_discount_max(MinorUnits::new(most)?),
            None => cart,
        })
    }
}

fn is_zero(minor: &u64) -> bool {
    *minor == 0
}
