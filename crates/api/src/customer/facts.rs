//! What somebody whose word counts tells about a customer.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Customer;
use crate::fact::FactValue;

/// Facts about a customer, as a server or a customer token tells them. What is left out is as the
/// profile has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToldFacts {
    /// All segments that the customer is in.
    pub segments: Option<Vec<String>>,
    /// What else rules ask about.
    pub attributes: Option<BTreeMap<String, FactValue>>,
    /// How many orders the customer has paid, without this one.
    pub order_count: Option<u64>,
    /// What the customer has paid in all, in minor units.
    pub lifetime_value: Option<u64>,
}

impl Customer {
    /// What the request tells about the customer.
    #[must_use]
    pub fn told(&self) -> ToldFacts {
        ToldFacts {
            segments: self.segments.clone(),
            attributes: self.attributes.clone(),
            order_count: self.order_count,
            lifetime_value: self.lifetime_value,
        }
    }
}
