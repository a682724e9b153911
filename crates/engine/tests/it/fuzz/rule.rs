//! Bytes as rules, and as what they are judged by.

use tessera_engine::*;

use super::bytes::Bytes;

/// A rule that is neither too large nor too deep: what would be is a lone condition.
pub(crate) fn rule(bytes: &mut Bytes<'_>) -> Rule {
    let root = node(bytes, 1);
    Rule::new(root).unwrap_or_else(|_| Rule::new(Node::Is(Condition::HolderOnly)).unwrap())
}

fn node(bytes: &mut Bytes<'_>, depth: usize) -> Node {
    let parts = |bytes: &mut Bytes<'_>| {
        let count = bytes.below(3) + 1;
        (0..count).map(|_| node(bytes, depth + 1)).collect()
    };
    match bytes.below(8) {
        _ if depth == Rule::DEPTH_MAX => Node::Is(condition(bytes)),
        0 => Node::All(parts(bytes)),
        1 => Node::Any(parts(bytes)),
        2 => Node::Not(Box::new(node(bytes, depth + 1))),
        _ => Node::Is(condition(bytes)),
    }
}

fn condition(bytes: &mut Bytes<'_>) -> Condition {
    let of = |bytes: &mut Bytes<'_>| Selection {
        include: labels_of(bytes),
        exclude: labels_of(bytes),
    };
    match bytes.below(11) {
        0 => Condition::Segment(vec![label(bytes)]),
        1 => Condition::Attribute {
            name: label(bytes),
            compare: comparison(bytes),
        },
        2 => Condition::HolderOnly,
        3 => Condition::OrderCount(bounds(bytes, u64::from)),
        4 => Condition::LifetimeValue(bounds(bytes, money)),
        5 => Condition::Subtotal(bounds(bytes, money)),
        6 => Condition::Quantity {
            of: of(bytes),
            bounds: bounds(bytes, u64::from),
        },
        7 => Condition::Items {
            of: of(bytes),
            how: [How::Contains, How::Only, How::None][usize::from(bytes.below(3))],
        },
        8 => Condition::Channel(vec![Channel::parse("web").unwrap()]),
        9 => Condition::Hours(hours(bytes)),
        _ => Condition::Metadata {
            name: label(bytes),
            value: value(bytes),
        },
    }
}

fn comparison(bytes: &mut Bytes<'_>) -> Comparison {
    let number = |bytes: &mut Bytes<'_>| NumberValue::new(bytes.byte().into()).unwrap();
    match bytes.below(7) {
        0 => Comparison::Eq(value(bytes)),
        1 => Comparison::Ne(value(bytes)),
        2 => Comparison::Lt(number(bytes)),
        3 => Comparison::Lte(number(bytes)),
        4 => Comparison::Gt(number(bytes)),
        5 => Comparison::Gte(number(bytes)),
        _ => Comparison::OneOf(vec![value(bytes), value(bytes)]),
    }
}

fn hours(bytes: &mut Bytes<'_>) -> Hours {
    let day = Weekday::ALL[usize::from(bytes.below(7))];
    let days = Days::new([day, Weekday::Monday]).unwrap();
    let minute = |bytes: &mut Bytes<'_>| u16::from(bytes.byte()) * 6;
    let (from, to) = (minute(bytes), minute(bytes));
    Hours::new(days, from, to).unwrap_or_else(|_| Hours::new(days, 0, 720).unwrap())
}

fn bounds<T: PartialOrd + Copy>(bytes: &mut Bytes<'_>, of: fn(u8) -> T) -> Bounds<T> {
    let (min, max) = (bytes.maybe(|bytes| of(bytes.byte())), of(bytes.byte()));
    Bounds::new(min, Some(max)).unwrap_or_else(|_| Bounds::new(min, None).unwrap())
}

fn money(minor: u8) -> MinorUnits {
    MinorUnits::new(minor.into()).unwrap()
}

fn labels_of(bytes: &mut Bytes<'_>) -> Labels {
    Labels {
        skus: bytes.maybe(label).into_iter().collect(),
        categories: bytes.maybe(label).into_iter().collect(),
        collections: vec![],
    }
}

/// Few, so that rules meet what they are about.
pub(crate) fn label(bytes: &mut Bytes<'_>) -> Label {
    Label::parse(["a", "b", "c"][usize::from(bytes.below(3))]).unwrap()
}

pub(crate) fn value(bytes: &mut Bytes<'_>) -> Value {
    match bytes.below(3) {
        0 => Value::Flag(bytes.flag()),
        1 => Value::Number(NumberValue::new(bytes.byte().into()).unwrap()),
        _ => Value::Text(TextValue::new(label(bytes).as_str().into()).unwrap()),
    }
}

pub(crate) fn facts(bytes: &mut Bytes<'_>) -> Facts {
    Facts {
        segments: bytes.maybe(|bytes| bytes.maybe(label).into_iter().collect()),
        attributes: bytes
            .maybe(|bytes| (label(bytes), value(bytes)))
            .into_iter()
            .collect(),
        order_count: bytes.maybe(|bytes| bytes.byte().into()),
        lifetime_value: bytes.maybe(|bytes| money(bytes.byte())),
        suppressed: bytes.below(8) == 1,
    }
}
