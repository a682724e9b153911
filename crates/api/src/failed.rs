//! What stands against a code: conditions that do not hold, told so that a page can translate them.

use serde::{Deserialize, Serialize};

use crate::rule::Rule;

/// A condition that stands against a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailedCondition {
    /// Where it stands: a JSON Pointer into the campaign's `rules` (empty if they are this one
    /// condition), or `offer` if the offer cannot apply to what is bought. Pages are not told where
    /// conditions about the customer stand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub path: Option<String>,
    /// The stable name: the key of the condition, or why the offer cannot apply. For pages,
    /// `customer` stands for all conditions about the customer.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-z_]+$"))]
    pub condition: String,
    /// Whether the condition holds. One that does stands in the way inside a `not`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub truth: Option<Truth>,
    /// The condition itself, as in the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub asks: Option<Rule>,
    /// What is needed or not allowed, in words, for people.
    pub message: String,
}

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It does.
    True,
    /// It does not.
    False,
    /// Nobody knows.
    Unknown,
}

impl FailedCondition {
    /// What a page is told: everything about the cart, its channel and the hours; of the customer,
    /// merely that there is something.
    #[must_use]
    pub fn for_page(failed: Vec<Self>) -> Vec<Self> {
        let is_private = |one: &Self| one.asks.as_ref().is_some_and(is_about_customer);
        let (private, mut told) = failed.into_iter().partition::<Vec<_>, _>(is_private);
        if !private.is_empty() {
            told.push(Self {
                path: None,
                condition: "customer".to_owned(),
                truth: None,
                asks: None,
                message: "Needed: a customer whom this code is for.".to_owned(),
            });
        }
        told
    }
}

/// Whether it tells what a merchant knows about people, or notes on their orders.
fn is_about_customer(rule: &Rule) -> bool {
    match rule {
        Rule::Segment(_)
        | Rule::Attribute(_)
        | Rule::Holder(_)
        | Rule::OrderCount(_)
        | Rule::LifetimeValue(_)
        | Rule::Metadata(_) => true,
        Rule::Subtotal(_)
        | Rule::Quantity(_)
        | Rule::Items(_)
        | Rule::Channel(_)
        | Rule::Hours(_) => false,
        Rule::All(parts) | Rule::Any(parts) => parts.iter().any(is_about_customer),
        Rule::Not(part) => is_about_customer(part),
    }
}
