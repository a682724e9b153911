//! Rules.

mod hours;

use tessera_engine as engine;

use super::{label, labels};
use crate::{
    convert::InvalidValue,
    fact::FactValue,
    rule::{AttributeRule, Comparison, How, ItemsRule, MetadataRule, QuantityRule, Range, Rule},
};

/// The most entries of a list in a condition.
const LIST_LEN_MAX: usize = engine::Condition::LIST_LEN_MAX;

impl Rule {
    /// What the engine judges.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the part that breaks a rule, such as `rules.all[1].subtotal`; the
    /// whole, if it is too large or too deep.
    pub fn to_engine(&self, field: &str) -> Result<engine::Rule, InvalidValue> {
        engine::Rule::new(node(self, field)?).map_err(InvalidValue::of(field))
    }
}

/// A campaign's rule, if it has one.
///
/// # Errors
///
/// [`InvalidValue`] as [`Rule::to_engine`].
pub fn rule(field: &str, rule: Option<&Rule>) -> Result<Option<engine::Rule>, InvalidValue> {
    rule.map(|rule| rule.to_engine(field)).transpose()
}

/// A part of the tree. JSON is never nested so deep that this runs out of stack.
fn node(rule: &Rule, field: &str) -> Result<engine::Node, InvalidValue> {
    let at = |name: &str| format!("{field}.{name}");
    let condition = match rule {
        Rule::All(parts) => return nodes(parts, &at("all")).map(engine::Node::All),
        Rule::Any(parts) => return nodes(parts, &at("any")).map(engine::Node::Any),
        Rule::Not(part) => return Ok(engine::Node::Not(Box::new(node(part, &at("not"))?))),
        Rule::Segment(segments) => {
            engine::Condition::Segment(labels(&at("segment"), segments, LIST_LEN_MAX)?)
        }
        Rule::Attribute(attribute) => {
            let AttributeRule { name, is } = attribute;
            engine::Condition::Attribute {
                name: label(&at("attribute.name"), name)?,
                compare: comparison(is, &at("attribute.is"))?,
            }
        }
        Rule::Holder(true) => engine::Condition::HolderOnly,
        Rule::Holder(false) => {
            let detail = "must be true: put it into a `not` for the contrary";
            return Err(InvalidValue::new(&at("holder"), detail));
        }
        Rule::OrderCount(range) => {
            engine::Condition::OrderCount(counts(*range, &at("order_count"))?)
        }
        Rule::LifetimeValue(range) => {
            engine::Condition::LifetimeValue(amounts(*range, &at("lifetime_value"))?)
        }
        Rule::Subtotal(range) => engine::Condition::Subtotal(amounts(*range, &at("subtotal"))?),
        Rule::Quantity(QuantityRule { min, max, of }) => {
            let (min, max) = (*min, *max);
            engine::Condition::Quantity {
                of: of.to_engine(&at("quantity.of"))?,
                bounds: counts(Range { min, max }, &at("quantity"))?,
            }
        }
        Rule::Items(ItemsRule { of, how }) => engine::Condition::Items {
            of: of.to_engine(&at("items.of"))?,
            how: (*how).into(),
        },
        Rule::Channel(channels) => engine::Condition::Channel(parsed(channels, &at("channel"))?),
        Rule::Hours(hours) => engine::Condition::Hours(hours.to_engine(&at("hours"))?),
        Rule::Metadata(MetadataRule { name, value }) => engine::Condition::Metadata {
            name: label(&at("metadata.name"), name)?,
            value: value.to_engine(&at("metadata.value"))?,
        },
    };
    Ok(engine::Node::Is(condition))
}

fn nodes(parts: &[Rule], field: &str) -> Result<Vec<engine::Node>, InvalidValue> {
    let parts = parts.iter().enumerate();
    let nodes = parts.map(|(place, part)| node(part, &format!("{field}[{place}]")));
    nodes.collect()
}

fn parsed(channels: &[String], field: &str) -> Result<Vec<engine::Channel>, InvalidValue> {
    let channels = channels.iter().enumerate();
    let parsed = channels.map(|(place, channel)| {
        let field = format!("{field}[{place}]");
        engine::Channel::parse(channel).map_err(InvalidValue::of(&field))
    });
    parsed.collect()
}

fn comparison(is: &Comparison, field: &str) -> Result<engine::Comparison, InvalidValue> {
    let number = |number: &i64| engine::NumberValue::new(*number).map_err(InvalidValue::of(field));
    Ok(match is {
        Comparison::Eq(value) => engine::Comparison::Eq(value.to_engine(field)?),
        Comparison::Ne(value) => engine::Comparison::Ne(value.to_engine(field)?),
        Comparison::Lt(than) => engine::Comparison::Lt(number(than)?),
        Comparison::Lte(than) => engine::Comparison::Lte(number(than)?),
        Comparison::Gt(than) => engine::Comparison::Gt(number(than)?),
        Comparison::Gte(than) => engine::Comparison::Gte(number(than)?),
        Comparison::OneOf(values) => {
            let values = values.iter().map(|value| value.to_engine(field));
            engine::Comparison::OneOf(values.collect::<Result<_, _>>()?)
        }
    })
}

fn counts(range: Range, field: &str) -> Result<engine::Bounds<u64>, InvalidValue> {
    engine::Bounds::new(range.min, range.max).map_err(InvalidValue::of(field))
}

fn amounts(range: Range, field: &str) -> Result<engine::Bounds<engine::MinorUnits>, InvalidValue> {
    let amount = |minor: Option<u64>| {
        let amount = minor.map(engine::MinorUnits::new).transpose();
        amount.map_err(InvalidValue::of(field))
    };
    let (min, max) = (amount(range.min)?, amount(range.max)?);
    engine::Bounds::new(min, max).map_err(InvalidValue::of(field))
}

impl From<&engine::Rule> for Rule {
    fn from(rule: &engine::Rule) -> Self {
        rule.root().into()
    }
}

impl From<&engine::Node> for Rule {
    fn from(node: &engine::Node) -> Self {
        match node {
            engine::Node::All(parts) => Self::All(parts.iter().map(Self::from).collect()),
            engine::Node::Any(parts) => Self::Any(parts.iter().map(Self::from).collect()),
            engine::Node::Not(part) => Self::Not(Box::new(part.as_ref().into())),
            engine::Node::Is(condition) => condition.into(),
        }
    }
}

impl From<&engine::Condition> for Rule {
    fn from(condition: &engine::Condition) -> Self {
        let text = |label: &engine::Label| label.as_str().to_owned();
        match condition {
            engine::Condition::Segment(segments) => {
                Self::Segment(segments.iter().map(text).collect())
            }
            engine::Condition::Attribute { name, compare } => Self::Attribute(AttributeRule {
                name: text(name),
                is: compare.into(),
            }),
            engine::Condition::HolderOnly => Self::Holder(true),
            engine::Condition::OrderCount(bounds) => Self::OrderCount((*bounds).into()),
            engine::Condition::LifetimeValue(bounds) => Self::LifetimeValue((*bounds).into()),
            engine::Condition::Subtotal(bounds) => Self::Subtotal((*bounds).into()),
            engine::Condition::Quantity { of, bounds } => Self::Quantity(QuantityRule {
                min: bounds.min(),
                max: bounds.max(),
                of: of.into(),
            }),
            engine::Condition::Items { of, how } => Self::Items(ItemsRule {
                of: of.into(),
                how: (*how).into(),
            }),
            engine::Condition::Channel(channels) => {
                let channels = channels.iter();
                Self::Channel(
                    channels
                        .map(|channel| channel.as_str().to_owned())
                        .collect(),
                )
            }
            engine::Condition::Hours(hours) => Self::Hours((*hours).into()),
            engine::Condition::Metadata { name, value } => Self::Metadata(MetadataRule {
                name: text(name),
                value: value.into(),
            }),
        }
    }
}

impl From<&engine::Comparison> for Comparison {
    fn from(compare: &engine::Comparison) -> Self {
        match compare {
            engine::Comparison::Eq(value) => Self::Eq(value.into()),
            engine::Comparison::Ne(value) => Self::Ne(value.into()),
            engine::Comparison::Lt(than) => Self::Lt(than.value()),
            engine::Comparison::Lte(than) => Self::Lte(than.value()),
            engine::Comparison::Gt(than) => Self::Gt(than.value()),
            engine::Comparison::Gte(than) => Self::Gte(than.value()),
            engine::Comparison::OneOf(values) => {
                Self::OneOf(values.iter().map(FactValue::from).collect())
            }
        }
    }
}

impl From<engine::Bounds<u64>> for Range {
    fn from(bounds: engine::Bounds<u64>) -> Self {
        Self {
            min: bounds.min(),
            max: bounds.max(),
        }
    }
}

impl From<engine::Bounds<engine::MinorUnits>> for Range {
    fn from(bounds: engine::Bounds<engine::MinorUnits>) -> Self {
        Self {
            min: bounds.min().map(engine::MinorUnits::value),
            max: bounds.max().map(engine::MinorUnits::value),
        }
    }
}

impl From<How> for engine::How {
    fn from(how: How) -> Self {
        match how {
            How::Contains => Self::Contains,
            How::Only => Self::Only,
            How::None => Self::None,
        }
    }
}

impl From<engine::How> for How {
    fn from(how: engine::How) -> Self {
        match how {
            engine::How::Contains => Self::Contains,
            engine::How::Only => Self::Only,
            engine::How::None => Self::None,
        }
    }
}

#[cfg(test)]
mod tests;
