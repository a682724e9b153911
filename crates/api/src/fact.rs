//! Named values: what a merchant knows about a customer, or notes on an order.

use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, Visitor},
};

/// The value of a fact: a text, a whole number, or yes or no. Values of two kinds are never equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum FactValue {
    /// At most 256 bytes, compared byte by byte.
    Text(String),
    /// From −(2^53 − 1) to 2^53 − 1.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

impl<'de> Deserialize<'de> for FactValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

/// Reads a value by its kind. A derived reader would only say that none of the kinds fits.
struct AnyValue;

impl Visitor<'_> for AnyValue {
    type Value = FactValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, true or false")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<FactValue, E> {
        Ok(FactValue::Text(text.to_owned()))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<FactValue, E> {
        Ok(FactValue::Flag(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<FactValue, E> {
        Ok(FactValue::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<FactValue, E> {
        // Whatever does not fit is far beyond the range, and is refused with the field's name.
        Ok(FactValue::Number(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_by_its_kind_and_written_as_it_came() {
        for (json, value) in [
            (r#""7""#, FactValue::Text("7".into())),
            ("7", FactValue::Number(7)),
            ("-7", FactValue::Number(-7)),
            ("true", FactValue::Flag(true)),
        ] {
            assert_eq!(
                serde_json::from_str::<FactValue>(json).ok(),
                Some(value.clone())
            );
            assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(json));
        }
        for json in ["null", "1.5", "[]", "{}"] {
            let error = serde_json::from_str::<FactValue>(json).expect_err(json);
            assert!(
                error.to_string().contains("a text, a whole number"),
                "{error}"
            );
        }
    }
}
