//! Explicit conversions between wire types and those of `tessera-code` and `tessera-engine`.

pub mod code;
pub mod engine;

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
