//! Reading a request's body: JSON in, a typed value or the name of the wrong field out.

mod objects;

use serde::de::DeserializeOwned;

use self::objects::FromObjects;

/// A body that is not the JSON that a route takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct BadJson {
    /// The path of the field that is wrong, such as `order.subtotal`; `None` if it is not about one.
    pub field: Option<String>,
    /// What is wrong, in words.
    pub detail: String,
}

/// Reads `body` as a `T`.
///
/// # Errors
///
/// [`BadJson`] if the body is not JSON, is not a `T`, or holds a field that `T` does not know.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, BadJson> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(FromObjects(&mut json)).map_err(|error| {
        let path = error.path().to_string();
        describe(&path, error.inner())
    })?;
    json.end().map_err(|error| describe(".", &error))?;
    Ok(value)
}

fn describe(path: &str, error: &serde_json::Error) -> BadJson {
    let detail = error.to_string();
    if !error.is_data() {
        return BadJson {
            field: None,
            detail: format!("the body is not JSON: {detail}"),
        };
    }
    // A missing field has no place of its own in the body: the path ends at its parent.
    let missing = detail
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    let field = match (path, missing) {
        (".", None) => None,
        (".", Some(name)) => Some(name.to_owned()),
        (parent, Some(name)) => Some(format!("{parent}.{name}")),
        (path, None) => Some(path.to_owned()),
    };
    BadJson { field, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Outer {
        inner: Inner,
        list: Option<Vec<Inner>>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Inner {
        count: u64,
    }

    fn field_of(body: &str) -> Option<String> {
        parse::<Outer>(body.as_bytes()).expect_err(body).field
    }

    #[test]
    fn names_the_field() {
        assert_eq!(
            field_of(r#"{"inner":{"count":1},"extra":2}"#).as_deref(),
            Some("extra")
        );
        assert_eq!(
            field_of(r#"{"inner":{"count":1,"extra":2}}"#).as_deref(),
            Some("inner.extra")
        );
        assert_eq!(
            field_of(r#"{"inner":{"count":"1"}}"#).as_deref(),
            Some("inner.count")
        );
        assert_eq!(
            field_of(r#"{"inner":{"count":1.5}}"#).as_deref(),
            Some("inner.count")
        );
        assert_eq!(
            field_of(r#"{"inner":{"count":-1}}"#).as_deref(),
            Some("inner.count")
        );
        assert_eq!(field_of(r#"{"inner":{}}"#).as_deref(), Some("inner.count"));
        assert_eq!(field_of("{}").as_deref(), Some("inner"));
        let in_list = r#"{"inner":{"count":1},"list":[{"count":1},{"count":null}]}"#;
        assert_eq!(field_of(in_list).as_deref(), Some("list[1].count"));
    }

    #[test]
    fn a_list_is_no_object() {
        assert!(parse::<Outer>(br#"{"inner":{"count":1},"list":[{"count":2}]}"#).is_ok());
        assert_eq!(field_of(r#"{"inner":[1]}"#).as_deref(), Some("inner"));
        let in_list = r#"{"inner":{"count":1},"list":[[2]]}"#;
        assert_eq!(field_of(in_list).as_deref(), Some("list[0]"));
        assert_eq!(field_of(r#"[{"count":1},null]"#), None);
        let offer = parse::<crate::offer::Offer>(br#"["amount",500]"#);
        assert!(
            offer
                .expect_err("a list")
                .detail
                .contains("invalid type: sequence")
        );
    }

    #[test]
    fn what_is_not_json_has_no_field() {
        for body in ["", "{", "{\"inner\":{\"count\":1}} trailing", "\u{feff}{}"] {
            let error = parse::<Outer>(body.as_bytes()).expect_err(body);
            assert_eq!(error.field, None, "{body}");
            assert!(
                error.detail.starts_with("the body is not JSON: "),
                "{}",
                error.detail
            );
        }
    }

    #[test]
    fn a_deep_body_is_an_error_and_no_stack_overflow() {
        let body = "[".repeat(100_000);
        assert!(parse::<serde_json::Value>(body.as_bytes()).is_err());
    }
}
