//! Who buys, and what is known about them.

mod profile;
mod suppression;
mod wallet;

use serde::Deserialize;

pub use self::{
    profile::{Consent, CustomerProfile, Profile, PutCustomer},
    suppression::{SuppressCustomer, Suppression},
    wallet::WalletEntry,
};

#[cfg(feature = "openapi")]
use crate::openapi::value;

/// A customer, by the merchant's id, by e-mail address, or by both. What limits per customer count
/// by; only keyed hashes of it are stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The merchant's id of the customer: 1 to 128 bytes of text.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::CustomerId>))]
    pub id: Option<String>,
    /// The customer's e-mail address. White space around it and the case of its letters make no
    /// difference.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Email>))]
    pub email: Option<String>,
}
