//! The conditions of a rule, and what each of them asks.

use alloc::vec::Vec;

use super::comparison::equal;
use super::{Bounds, Comparison, Hours, Scene, Truth};
use crate::{Channel, Label, Line, MinorUnits, Selection, Value, ValueError};

/// A condition: one question to the scene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The customer is in any of these segments.
    Segment(Vec<Label>),
    /// A named fact about the customer, compared.
    Attribute {
        /// Its name.
        name: Label,
        /// What it must be.
        compare: Comparison,
    },
    /// The customer is the one whom the code was assigned to.
    HolderOnly,
    /// How many orders the customer has paid; a first order has none before it.
    OrderCount(Bounds<u64>),
    /// What the customer has paid in all, in minor units.
    LifetimeValue(Bounds<MinorUnits>),
    /// What the goods cost before any discount, in minor units.
    Subtotal(Bounds<MinorUnits>),
    /// How many of the selected things are bought.
    Quantity {
        /// Which things.
        of: Selection,
        /// How many.
        bounds: Bounds<u64>,
    },
    /// Which things are bought.
    Items {
        /// Which lines are meant.
        of: Selection,
        /// How many of the order's lines must be among them.
        how: How,
    },
    /// The order comes from any of these sales channels.
    Channel(Vec<Channel>),
    /// It is one of these hours, by the campaign's clock.
    Hours(Hours),
    /// The merchant has noted just this on the order.
    Metadata {
        /// Under which name.
        name: Label,
        /// What.
        value: Value,
    },
}

/// How many of an order's lines must be selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// At least one.
    Contains,
    /// All.
    Only,
    /// None.
    None,
}

impl Condition {
    /// The most entries of a list in a condition.
    pub const LIST_LEN_MAX: usize = 100;

    /// The stable name, as on the wire.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Segment(_) => "segment",
            Self::Attribute { .. } => "attribute",
            Self::HolderOnly => "holder",
            Self::OrderCount(_) => "order_count",
            Self::LifetimeValue(_) => "lifetime_value",
            Self::Subtotal(_) => "subtotal",
            Self::Quantity { .. } => "quantity",
            Self::Items { .. } => "items",
            Self::Channel(_) => "channel",
            Self::Hours(_) => "hours",
            Self::Metadata { .. } => "metadata",
        }
    }

    /// Whether it holds in this scene.
    pub fn judge(&self, scene: &Scene<'_>) -> Truth {
        let Scene { facts, cart, .. } = scene;
        match self {
            Self::Segment(segments) => {
                let known = facts.segments.as_ref();
                let is_in = |known: &Vec<Label>| segments.iter().any(|one| known.contains(one));
                known.map(is_in).into()
            }
            Self::Attribute { name, compare } => {
                let fact = facts.attribute(name);
                fact.map_or(Truth::Unknown, |fact| compare.holds(fact))
            }
            Self::HolderOnly => scene.is_holder.into(),
            Self::OrderCount(bounds) => facts.order_count.map(|count| bounds.contain(count)).into(),
            Self::LifetimeValue(bounds) => facts
                .lifetime_value
                .map(|value| bounds.contain(value))
                .into(),
            Self::Subtotal(bounds) => bounds.contain(cart.subtotal()).into(),
            Self::Quantity { of, bounds } => {
                let lines = cart.lines();
                lines
                    .map(|lines| bounds.contain(quantity(of, lines)))
                    .into()
            }
            Self::Items { of, how } => cart.lines().map(|lines| how.holds(of, lines)).into(),
            Self::Channel(channels) => {
                let told = scene.context.and_then(|context| context.channel());
                told.map(|channel| channels.contains(channel)).into()
            }
            Self::Hours(hours) => hours.judge(&scene.zone, scene.at),
            Self::Metadata { name, value } => {
                let counts = scene.context.is_some();
                let mut told = cart.metadata().iter().filter(|_| counts);
                let noted = told.find(|(other, _)| other == name);
                noted.map_or(Truth::Unknown, |(_, noted)| equal(noted, value))
            }
        }
    }

    pub(super) fn check(&self) -> Result<(), ValueError> {
        let fits = |count| (1..=Self::LIST_LEN_MAX).contains(&count);
        let is_fine = match self {
            Self::Segment(segments) => fits(segments.len()),
            Self::Channel(channels) => fits(channels.len()),
            Self::Attribute {
                compare: Comparison::OneOf(values),
                ..
            } => fits(values.len()),
            Self::Quantity { of, .. } | Self::Items { of, .. } => {
                of.label_count() <= Selection::LABEL_COUNT_MAX
            }
            Self::Attribute { .. }
            | Self::HolderOnly
            | Self::OrderCount(_)
            | Self::LifetimeValue(_)
            | Self::Subtotal(_)
            | Self::Hours(_)
            | Self::Metadata { .. } => true,
        };
        is_fine.then_some(()).ok_or(ValueError::RuleList)
    }
}

impl How {
    /// As it reads on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::Only => "only",
            Self::None => "none",
        }
    }

    fn holds(self, of: &Selection, lines: &[Line]) -> bool {
        let mut lines = lines.iter();
        match self {
            Self::Contains => lines.any(|line| of.selects(line)),
            Self::Only => lines.all(|line| of.selects(line)),
            Self::None => !lines.any(|line| of.selects(line)),
        }
    }
}

fn quantity(of: &Selection, lines: &[Line]) -> u64 {
    let selected = lines.iter().filter(|line| of.selects(line));
    selected.fold(0, |sum, line| {
        sum.saturating_add(line.quantity.value().into())
    })
}
