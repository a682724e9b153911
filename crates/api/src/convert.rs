//! Explicit conversions between wire types and those of `tessera-code` and `tessera-engine`.

pub mod code;
pub mod engine;
mod profile;

pub use profile::LOCALE_LEN_MAX;

/// The longest customer token, in bytes.
pub const CUSTOMER_TOKEN_LEN_MAX: usize = 16 * 1024;

/// The longest name of a campaign, a batch, a key or a customer, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// A field whose JSON is well formed, but whose value breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {detail}")]
pub struct InvalidValue {
    /// The path of the field, such as `order.subtotal`.
    pub field: String,
    /// The rule that it breaks, in words, with the remedy where there is one.
    pub detail: String,
}

impl InvalidValue {
    /// For `map_err`: says which field a conversion's error is about.
    pub fn of<E: core::fmt::Display>(field: &str) -> impl FnOnce(E) -> Self {
        let field = field.to_owned();
        move |error| Self {
            field,
            detail: error.to_string(),
        }
    }

    /// A rule that no type carries.
    pub fn new(field: &str, detail: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            detail: detail.into(),
        }
    }
}

/// A name as people give it, without the space around it.
///
/// # Errors
///
/// [`InvalidValue`] unless it has 1 to [`NAME_CHARS_MAX`] characters, none of them a control
/// character.
pub fn checked_name(field: &str, name: &str) -> Result<String, InvalidValue> {
    let name = name.trim();
    let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    if fits && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    let detail =
        format!("must be 1 to {NAME_CHARS_MAX} characters, none of them a control character");
    Err(InvalidValue::new(field, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(
            checked_name("name", " Été \u{1F33B} ").as_deref(),
            Ok("Été \u{1F33B}")
        );
        for name in ["", "  ", "a\nb", &"x".repeat(NAME_CHARS_MAX + 1)] {
            assert!(checked_name("name", name).is_err(), "{name:?}");
        }
    }
}
