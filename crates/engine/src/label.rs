//! The merchant's own words and values: what rules compare, and offers select by.

use alloc::string::String;

use crate::ValueError;
use crate::money::EXACT_MAX;

/// A merchant's word for something: a SKU, a category, a collection, a segment, the name of a fact.
/// 1 to 64 bytes of text without control characters, compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(String);

impl Label {
    /// In bytes.
    pub const LEN_MAX: usize = 64;

    /// # Errors
    /// [`ValueError::Label`] if it is empty, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let fits = (1..=Self::LEN_MAX).contains(&text.len());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.into()))
        } else {
            Err(ValueError::Label)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The value of a fact about a customer, or of an order's metadata.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Compared byte by byte.
    Text(TextValue),
    /// A whole number.
    Number(NumberValue),
    /// Yes or no.
    Flag(bool),
}

/// A text value: at most 256 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextValue(String);

impl TextValue {
    /// In bytes.
    pub const LEN_MAX: usize = 256;

    /// # Errors
    /// [`ValueError::Value`] above 256 bytes.
    pub fn new(text: String) -> Result<Self, ValueError> {
        if text.len() > Self::LEN_MAX {
            Err(ValueError::Value)
        } else {
            Ok(Self(text))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A whole number from −(2^53 − 1) to 2^53 − 1, which every JSON reader keeps exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberValue(i64);

impl NumberValue {
    /// # Errors
    /// [`ValueError::Value`] outside the range.
    pub const fn new(number: i64) -> Result<Self, ValueError> {
        if number.unsigned_abs() > EXACT_MAX {
            Err(ValueError::Value)
        } else {
            Ok(Self(number))
        }
    }

    /// The number.
    pub const fn value(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short_text() {
        for fine in ["a", "T-Shirts & Größen", "x".repeat(64).as_str()] {
            assert_eq!(Label::parse(fine).unwrap().as_str(), fine);
        }
        for wrong in ["", "a\n", "x".repeat(65).as_str()] {
            assert_eq!(Label::parse(wrong), Err(ValueError::Label), "{wrong:?}");
        }
    }

    #[test]
    fn values_are_exact_and_short() {
        let most = (1_i64 << 53) - 1;
        for fine in [most, -most, 0] {
            assert_eq!(NumberValue::new(fine).unwrap().value(), fine);
        }
        for wrong in [most + 1, -most - 1, i64::MIN] {
            assert_eq!(NumberValue::new(wrong), Err(ValueError::Value), "{wrong}");
        }
        assert!(TextValue::new("x".repeat(256)).is_ok());
        assert_eq!(TextValue::new("x".repeat(257)), Err(ValueError::Value));
    }
}
