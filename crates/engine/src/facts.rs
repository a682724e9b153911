//! What is known about a customer: read before the decision, never by it.

use alloc::vec::Vec;

use crate::{Label, MinorUnits, Value};

/// Facts about a customer, from the profile and from a trusted caller. What is not known is not
/// there: a rule about it is neither true nor false.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// All segments that the customer is in; `None` if that is not known.
    pub segments: Option<Vec<Label>>,
    /// Named attributes, each name once.
    pub attributes: Vec<(Label, Value)>,
    /// How many orders the customer has paid, without this one.
    pub order_count: Option<u64>,
    /// What the customer has paid in all, in minor units of the campaign's currency.
    pub lifetime_value: Option<MinorUnits>,
    /// Whether the customer stands on the list of those who never get a discount.
    pub suppressed: bool,
}

impl Facts {
    /// The most segments that are told of a customer.
    pub const SEGMENT_COUNT_MAX: usize = 100;
    /// The most attributes that are told of a customer.
    pub const ATTRIBUTE_COUNT_MAX: usize = 100;

    /// Nothing is known.
    pub const UNKNOWN: Self = Self {
        segments: None,
        attributes: Vec::new(),
        order_count: None,
        lifetime_value: None,
        suppressed: false,
    };

    /// The attribute of this name, if it is known.
    pub fn attribute(&self, name: &Label) -> Option<&Value> {
        let mut attributes = self.attributes.iter();
        attributes.find_map(|(other, value)| (other == name).then_some(value))
    }
}
