//! The merchant's own ids where they stand in paths: percent-encoded, where they hold what paths do
//! not.

use percent_encoding::percent_decode_str;
use tessera_api::convert::{self, InvalidValue};

use crate::failure::Failure;

/// An order's id.
///
/// # Errors
///
/// [`Failure::BadRequest`] for what is no such id.
pub(super) fn order_id(segment: &str) -> Result<String, Failure> {
    let parse = |text: String| convert::engine::order_id(&text).map(|_| text);
    decoded("order", segment, parse)
}

/// A customer's id.
///
/// # Errors
///
/// [`Failure::BadRequest`] for what is no such id.
pub(super) fn customer_id(segment: &str) -> Result<String, Failure> {
    decoded("customer", segment, |text| {
        convert::engine::customer_id("customer", text)
    })
}

fn decoded(
    field: &str,
    segment: &str,
    parse: impl FnOnce(String) -> Result<String, InvalidValue>,
) -> Result<String, Failure> {
    let text = percent_decode_str(segment).decode_utf8();
    let id = text
        .map_err(InvalidValue::of(field))
        .and_then(|text| parse(text.into_owned()));
    id.map_err(|error| Failure::BadRequest(InvalidValue::new(field, error.detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_hold_what_paths_do_not() {
        for (path, id) in [
            ("o-1", "o-1"),
            ("order%2017%2FB", "order 17/B"),
            ("%E6%B3%A8", "注"),
            ("100%", "100%"),
            ("Ann", "Ann"),
            ("%20ann%20", " ann "),
        ] {
            assert_eq!(order_id(path), Ok(id.to_owned()), "{path}");
            assert_eq!(customer_id(path), Ok(id.to_owned()), "{path}");
        }
        let long = "x".repeat(129);
        for path in ["", "%FF", "a%0Ab", &long] {
            let refused = |id| matches!(id, Err(Failure::BadRequest(_)));
            assert!(
                refused(order_id(path)) && refused(customer_id(path)),
                "{path}"
            );
        }
    }
}
