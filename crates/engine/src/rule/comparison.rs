//! What a fact is compared with.

use alloc::vec::Vec;

use super::Truth;
use crate::{NumberValue, Value};

/// What a fact must be. A fact of another kind than what it is compared with is neither: nobody can
/// say whether a text is less than a number, so that is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Eq(Value),
    /// Anything else of that kind.
    Ne(Value),
    /// Less.
    Lt(NumberValue),
    /// Less or equal.
    Lte(NumberValue),
    /// Greater.
    Gt(NumberValue),
    /// Greater or equal.
    Gte(NumberValue),
    /// Equal to any of them.
    OneOf(Vec<Value>),
}

impl Comparison {
    /// Whether it holds for this fact.
    pub fn holds(&self, fact: &Value) -> Truth {
        let number = |holds: fn(&NumberValue, &NumberValue) -> bool, than: &NumberValue| match fact
        {
            Value::Number(number) => holds(number, than).into(),
            Value::Text(_) | Value::Flag(_) => Truth::Unknown,
        };
        match self {
            Self::Eq(value) => equal(fact, value),
            Self::Ne(value) => !equal(fact, value),
            Self::Lt(than) => number(NumberValue::lt, than),
            Self::Lte(than) => number(NumberValue::le, than),
            Self::Gt(than) => number(NumberValue::gt, than),
            Self::Gte(than) => number(NumberValue::ge, than),
            Self::OneOf(values) => {
                let equal = values.iter().map(|value| equal(fact, value));
                equal.fold(Truth::False, Truth::or)
            }
        }
    }
}

/// Whether two values are equal; unknown for values of two kinds.
pub(super) fn equal(one: &Value, other: &Value) -> Truth {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => (one == other).into(),
        (Value::Number(one), Value::Number(other)) => (one == other).into(),
        (Value::Flag(one), Value::Flag(other)) => (one == other).into(),
        (Value::Text(_) | Value::Number(_) | Value::Flag(_), _) => Truth::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::Truth::{False, True, Unknown};
    use super::*;
    use crate::TextValue;

    #[test]
    fn facts_are_compared_within_their_kind() {
        let number = |number| NumberValue::new(number).unwrap();
        let text = |text: &str| Value::Text(TextValue::new(text.into()).unwrap());
        let five = Value::Number(number(5));
        let cases = [
            (Comparison::Eq(five.clone()), [False, True, False]),
            (Comparison::Ne(five.clone()), [True, False, True]),
            (Comparison::Lt(number(5)), [True, False, False]),
            (Comparison::Lte(number(5)), [True, True, False]),
            (Comparison::Gt(number(5)), [False, False, True]),
            (Comparison::Gte(number(5)), [False, True, True]),
            (Comparison::OneOf(vec![five.clone()]), [False, True, False]),
        ];
        for (comparison, expected) in cases {
            let found = [4, 5, 6].map(|fact| comparison.holds(&Value::Number(number(fact))));
            assert_eq!(found, expected, "{comparison:?}");
            for fact in [text("5"), Value::Flag(true)] {
                assert_eq!(comparison.holds(&fact), Unknown, "{comparison:?} {fact:?}");
            }
        }
        let texts_and_number = Comparison::OneOf(vec![text("a"), five]);
        assert_eq!(texts_and_number.holds(&text("a")), True);
        assert_eq!(texts_and_number.holds(&text("b")), Unknown);
        let flag = Comparison::Ne(Value::Flag(true));
        assert_eq!(flag.holds(&Value::Flag(false)), True);
        assert_eq!(Comparison::Eq(text("Ann")).holds(&text("ann")), False);
    }
}
