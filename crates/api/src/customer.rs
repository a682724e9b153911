//! Who buys, and what is known about them.

mod facts;
mod profile;
mod suppression;
mod wallet;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use self::{
    facts::ToldFacts,
    profile::{Consent, CustomerProfile, Profile, PutCustomer},
    suppression::{SuppressCustomer, Suppression},
    wallet::WalletEntry,
};

use crate::fact::FactValue;
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
    /// All segments that the customer is in, if the caller knows better than the profile.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<value::Label>>, max_items = 100))]
    pub segments: Option<Vec<String>>,
    /// What else rules ask about. Each name that stands here counts in place of the profile's.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::FactValues>))]
    pub attributes: Option<BTreeMap<String, FactValue>>,
    /// How many orders the customer has paid, without this one, if the caller knows better than the
    /// profile.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Count>))]
    pub order_count: Option<u64>,
    /// What the customer has paid in all, in minor units, if the caller knows better than the profile.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Amount>))]
    pub lifetime_value: Option<u64>,
    /// Pages only: a JWT that the merchant's server has signed. It names the customer, and what is
    /// said besides it counts for nothing.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::CustomerToken>))]
    pub token: Option<String>,
}
