//! What must hold for a code to be used: a tree of conditions.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{fact::FactValue, selection::Selection};

/// A tree of conditions: an object with one key, which says what it is.
///
/// Conditions are judged in three-valued logic: what nobody knows is neither true nor false, and
/// stays unknown where it is denied. A tree has at most 50 parts, and is nested at most 8 deep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Holds if all of them hold.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    All(Vec<Rule>),
    /// Holds if any of them holds.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    Any(Vec<Rule>),
    /// Holds if it does not hold.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    Not(Box<Rule>),
    /// The customer is in any of these segments.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>))]
    Segment(Vec<String>),
    /// A named fact about the customer is so.
    Attribute(AttributeRule),
    /// The customer is the one whom the code was assigned to. Always `true`: put it into a `not` for
    /// the contrary.
    Holder(bool),
    /// How many orders the customer has paid before this one: `{"max": 0}` is a first order.
    OrderCount(Range),
    /// What the customer has paid in all before, in minor units.
    LifetimeValue(Range),
    /// What the goods cost before any discount, in minor units.
    Subtotal(Range),
    /// How many of some things are bought.
    Quantity(QuantityRule),
    /// Which things are bought.
    Items(ItemsRule),
    /// The order comes from any of these sales channels.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Channel>))]
    Channel(Vec<String>),
    /// It is one of these hours, in the campaign's time zone.
    Hours(HoursRule),
    /// The merchant has noted just this on the order.
    Metadata(MetadataRule),
}

/// A range with its ends in it: a count, or minor units. At least one end is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The least; open if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Count>))]
    pub min: Option<u64>,
    /// The most; open if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Count>))]
    pub max: Option<u64>,
}

/// A named fact about the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AttributeRule {
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Label))]
    pub name: String,
    /// What it must be.
    pub is: Comparison,
}

/// What a fact must be. One of another kind (a text where a number is asked for) is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// Equal.
    #[cfg_attr(feature = "openapi", schema(value_type = value::FactValue))]
    Eq(FactValue),
    /// Another one of that kind.
    #[cfg_attr(feature = "openapi", schema(value_type = value::FactValue))]
    Ne(FactValue),
    /// Less.
    Lt(i64),
    /// Less or equal.
    Lte(i64),
    /// Greater.
    Gt(i64),
    /// Greater or equal.
    Gte(i64),
    /// Equal to any of them.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::FactValue>))]
    OneOf(Vec<FactValue>),
}

/// How many of some things are bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QuantityRule {
    /// The fewest; open if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Count>))]
    pub min: Option<u64>,
    /// The most; open if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Count>))]
    pub max: Option<u64>,
    /// Which things; all if left out.
    #[serde(default)]
    pub of: Selection,
}

/// Which things are bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ItemsRule {
    /// Which lines are meant.
    pub of: Selection,
    /// How many of the order's lines must be among them.
    pub how: How,
}

/// How many of an order's lines must be selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// At least one.
    Contains,
    /// All.
    Only,
    /// None.
    None,
}

/// The same hours on some days of the week. Hours that end before they begin go on past midnight,
/// and belong to the day on which they began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HoursRule {
    /// The days on which they begin; all if left out.
    #[serde(default = "all_days")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 7))]
    pub days: Vec<Day>,
    /// When they begin.
    #[cfg_attr(feature = "openapi", schema(value_type = value::TimeOfDay))]
    pub from: String,
    /// When they are over; `24:00` is the end of the day.
    #[cfg_attr(feature = "openapi", schema(value_type = value::TimeOfDay))]
    pub to: String,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// The first day of the week (ISO 8601).
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The last.
    Sunday,
}

impl Day {
    /// As it reads on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        }
    }
}

/// What the merchant has noted on the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MetadataRule {
    /// Under which name.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Label))]
    pub name: String,
    /// What.
    #[cfg_attr(feature = "openapi", schema(value_type = value::FactValue))]
    pub value: FactValue,
}

fn all_days() -> Vec<Day> {
    vec![
        Day::Monday,
        Day::Tuesday,
        Day::Wednesday,
        Day::Thursday,
        Day::Friday,
        Day::Saturday,
        Day::Sunday,
    ]
}
