//! The merchant's own words, and named values.

use std::collections::BTreeMap;

use tessera_engine as engine;

use crate::{convert::InvalidValue, fact::FactValue};

/// A word of the merchant's: a segment, a SKU, a category, the name of a value.
///
/// # Errors
///
/// [`InvalidValue`] for a word that is empty, longer than 64 bytes or holds control characters.
pub fn label(field: &str, text: &str) -> Result<engine::Label, InvalidValue> {
    engine::Label::parse(text).map_err(InvalidValue::of(field))
}

/// Words of the merchant's, in their order; one that is repeated counts once.
///
/// # Errors
///
/// [`InvalidValue`] for more than `max`, and for one that is none.
pub fn labels(
    field: &str,
    texts: &[String],
    max: usize,
) -> Result<Vec<engine::Label>, InvalidValue> {
    at_most(field, texts.len(), max)?;
    let mut labels = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let label = label(&format!("{field}[{place}]"), text)?;
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    Ok(labels)
}

/// Named values, in the order of their names.
///
/// # Errors
///
/// [`InvalidValue`] for more than `max`, for a name that is none, and for a value that is too long
/// or too large.
pub fn values(
    field: &str,
    values: &BTreeMap<String, FactValue>,
    max: usize,
) -> Result<Vec<(engine::Label, engine::Value)>, InvalidValue> {
    at_most(field, values.len(), max)?;
    let values = values.iter().map(|(name, value)| {
        let field = format!("{field}.{name}");
        Ok((label(&field, name)?, value.to_engine(&field)?))
    });
    values.collect()
}

fn at_most(field: &str, count: usize, max: usize) -> Result<(), InvalidValue> {
    if count <= max {
        return Ok(());
    }
    Err(InvalidValue::new(
        field,
        format!("can have at most {max} entries"),
    ))
}

impl FactValue {
    /// What the engine compares.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a text above 256 bytes, and for a number beyond ±(2^53 − 1).
    pub fn to_engine(&self, field: &str) -> Result<engine::Value, InvalidValue> {
        let value = match self {
            Self::Text(text) => engine::TextValue::new(text.clone()).map(engine::Value::Text),
            Self::Number(number) => engine::NumberValue::new(*number).map(engine::Value::Number),
            Self::Flag(flag) => Ok(engine::Value::Flag(*flag)),
        };
        value.map_err(InvalidValue::of(field))
    }
}

impl From<&engine::Value> for FactValue {
    fn from(value: &engine::Value) -> Self {
        match value {
            engine::Value::Text(text) => Self::Text(text.as_str().to_owned()),
            engine::Value::Number(number) => Self::Number(number.value()),
            engine::Value::Flag(flag) => Self::Flag(*flag),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_none_is_named_with_its_place() {
        let of = |texts: &[&str]| {
            let texts = texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>();
            labels("segments", &texts, 2)
        };
        assert_eq!(of(&["vip", "vip"]).map(|labels| labels.len()), Ok(1));
        assert_eq!(of(&["vip", ""]).expect_err("empty").field, "segments[1]");
        assert_eq!(
            of(&["a", "b", "c"]).expect_err("too many").field,
            "segments"
        );
    }

    #[test]
    fn a_value_out_of_range_is_named_and_others_come_back() {
        let of = |name: &str, value: FactValue| {
            values("attributes", &BTreeMap::from([(name.to_owned(), value)]), 1)
        };
        for value in [
            FactValue::Text("x".repeat(256)),
            FactValue::Number((1 << 53) - 1),
            FactValue::Flag(false),
        ] {
            let read = of("city", value.clone()).expect("fine");
            assert_eq!(
                read.iter()
                    .map(|(_, value)| value.into())
                    .collect::<Vec<FactValue>>(),
                [value]
            );
        }
        for (name, value) in [
            ("city", FactValue::Text("x".repeat(257))),
            ("city", FactValue::Number(1 << 53)),
            ("", FactValue::Flag(true)),
        ] {
            let error = of(name, value).expect_err("out of range");
            assert_eq!(error.field, format!("attributes.{name}"));
        }
    }
}
