//! What is bought.

use tessera_engine as engine;

use super::{currency, label, labels, values};
use crate::{
    convert::InvalidValue,
    order::{Bought, Line, Shipping},
};

/// How many categories, and how many collections, a line can be in.
const WORD_COUNT_MAX: usize = 50;

impl Bought {
    /// What the engine looks at.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that is out of range, or does not agree with the others.
    pub fn cart(&self) -> Result<engine::Cart, InvalidValue> {
        let currency = currency("order.currency", &self.currency)?;
        let subtotal = self.subtotal.map(|minor| amount("order.subtotal", minor));
        let cart = match (&self.lines, subtotal.transpose()?) {
            (Some(lines), told) => agreeing(of_lines(currency, lines)?, told)?,
            (None, Some(subtotal)) => engine::Cart::of_subtotal(currency, subtotal),
            (None, None) => {
                let detail = "is needed where the order's lines are not told";
                return Err(InvalidValue::new("order.subtotal", detail));
            }
        };
        let cart = match self.shipping {
            Some(shipping) => with_shipping(cart, shipping)?,
            None => cart,
        };
        let field = "order.metadata";
        let Some(metadata) = &self.metadata else {
            return Ok(cart);
        };
        let metadata = values(field, metadata, engine::Cart::METADATA_COUNT_MAX)?;
        cart.with_metadata(metadata)
            .map_err(InvalidValue::of(field))
    }
}

fn of_lines(currency: engine::Currency, lines: &[Line]) -> Result<engine::Cart, InvalidValue> {
    let field = "order.lines";
    let most = engine::Cart::LINE_COUNT_MAX;
    if !(1..=most).contains(&lines.len()) {
        let detail = format!("must be 1 to {most}, or be left out");
        return Err(InvalidValue::new(field, detail));
    }
    let lines = lines.iter().enumerate();
    let lines = lines.map(|(place, line)| line.to_engine(&format!("{field}[{place}]")));
    let lines = lines.collect::<Result<_, _>>()?;
    engine::Cart::of_lines(currency, lines).map_err(InvalidValue::of(field))
}

/// The cart, whose subtotal may have been told besides.
fn agreeing(
    cart: engine::Cart,
    told: Option<engine::MinorUnits>,
) -> Result<engine::Cart, InvalidValue> {
    let sum = cart.subtotal();
    if told.is_none_or(|told| told == sum) {
        return Ok(cart);
    }
    let detail = format!(
        "must be the sum of the lines, {}, or be left out",
        sum.value()
    );
    Err(InvalidValue::new("order.subtotal", detail))
}

fn with_shipping(cart: engine::Cart, shipping: Shipping) -> Result<engine::Cart, InvalidValue> {
    let field = "order.shipping.price";
    let shipping = engine::Shipping {
        price: amount(field, shipping.price)?,
        taken: engine::MinorUnits::ZERO,
    };
    cart.with_shipping(shipping)
        .map_err(InvalidValue::of(field))
}

impl Line {
    fn to_engine(&self, field: &str) -> Result<engine::Line, InvalidValue> {
        let at = |name: &str| format!("{field}.{name}");
        let quantity = engine::Quantity::new(self.quantity);
        let line = engine::Line {
            sku: label(&at("sku"), &self.sku)?,
            categories: labels(&at("categories"), &self.categories, WORD_COUNT_MAX)?,
            collections: labels(&at("collections"), &self.collections, WORD_COUNT_MAX)?,
            quantity: quantity.map_err(InvalidValue::of(&at("quantity")))?,
            unit_price: amount(&at("unit_price"), self.unit_price)?,
            taken: engine::MinorUnits::ZERO,
        };
        line.price().map_err(InvalidValue::of(&at("unit_price")))?;
        Ok(line)
    }
}

fn amount(field: &str, minor: u64) -> Result<engine::MinorUnits, InvalidValue> {
    engine::MinorUnits::new(minor).map_err(InvalidValue::of(field))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{json, order::OrderUpdate};

    /// An order of two lines with these changes; the path of what is wrong with it.
    fn cart(changes: &Value) -> Result<engine::Cart, String> {
        let mut order = json!({
            "currency": "EUR",
            "lines": [
                {"sku": "boot", "categories": ["shoes"], "quantity": 2, "unit_price": 5000},
                {"sku": "mug", "quantity": 1, "unit_price": 900, "collections": []},
            ],
        });
        for (name, value) in changes.as_object().expect("an object") {
            order[name] = value.clone();
        }
        let order: OrderUpdate = json::parse(order.to_string().as_bytes()).expect("an order");
        Bought::from(order).cart().map_err(|invalid| invalid.field)
    }

    fn lines(line: &Value) -> Value {
        let other = json!({"sku": "mug", "quantity": 1, "unit_price": 900});
        json!({ "lines": [other, line] })
    }

    #[test]
    fn lines_make_the_subtotal() {
        let subtotal = |changes| cart(&changes).map(|cart| cart.subtotal().value());
        assert_eq!(subtotal(json!({})), Ok(10_900));
        assert_eq!(subtotal(json!({"subtotal": 10_900})), Ok(10_900));
        assert_eq!(
            subtotal(json!({"subtotal": 10_901})),
            Err("order.subtotal".into())
        );
        assert_eq!(subtotal(json!({"lines": null, "subtotal": 7})), Ok(7));
        assert_eq!(
            subtotal(json!({"lines": null})),
            Err("order.subtotal".into())
        );
    }

    #[test]
    fn shipping_and_notes_are_read() {
        let told = json!({"shipping": {"price": 490}, "metadata": {"gift": true, "a": "b"}});
        let cart = cart(&told).expect("a cart");
        assert_eq!(cart.shipping().map(|cost| cost.price.value()), Some(490));
        assert_eq!(cart.metadata().len(), 2);
    }

    #[test]
    fn what_is_out_of_range_is_named_by_its_path() {
        let good = json!({"sku": "boot", "quantity": 1, "unit_price": 1});
        let line = |name: &str, value: Value| {
            let mut line = good.clone();
            line[name] = value;
            lines(&line)
        };
        let words: Vec<_> = (0..51).map(|word| word.to_string()).collect();
        let names = words.iter().map(|name| (name.clone(), json!(1)));
        let notes: serde_json::Map<_, _> = names.collect();
        for (changes, field) in [
            (json!({"currency": "eur"}), "order.currency"),
            (json!({"lines": []}), "order.lines"),
            (json!({"lines": vec![good.clone(); 101]}), "order.lines"),
            (line("sku", json!("")), "order.lines[1].sku"),
            (line("quantity", json!(0)), "order.lines[1].quantity"),
            (
                line("quantity", json!(1_000_001)),
                "order.lines[1].quantity",
            ),
            (
                line("unit_price", json!(1_u64 << 53)),
                "order.lines[1].unit_price",
            ),
            (
                line("categories", json!(["a", ""])),
                "order.lines[1].categories[1]",
            ),
            (
                line("collections", json!(words)),
                "order.lines[1].collections",
            ),
            (
                json!({"shipping": {"price": 1_u64 << 53}}),
                "order.shipping.price",
            ),
            (json!({"metadata": notes}), "order.metadata"),
            (json!({"metadata": {"": 1}}), "order.metadata."),
        ] {
            assert_eq!(cart(&changes), Err(field.to_owned()), "{changes}");
        }
        let mut dear = lines(&json!({"sku": "a", "quantity": 2, "unit_price": 1_u64 << 52}));
        assert_eq!(cart(&dear), Err("order.lines[1].unit_price".into()));
        dear["lines"][1]["quantity"] = json!(1);
        dear["lines"][0]["unit_price"] = json!(1_u64 << 52);
        assert_eq!(cart(&dear), Err("order.lines".into()));
    }

    #[test]
    fn a_line_has_no_other_fields() {
        for (order, field) in [
            (
                r#"{"currency":"EUR","lines":[{"sku":"a","price":1}]}"#,
                "lines[0].price",
            ),
            (r#"{"currency":"EUR","shipping":490}"#, "shipping"),
            (r#"{"currency":"EUR","subtotal":1,"id":"o"}"#, "id"),
        ] {
            let error = json::parse::<OrderUpdate>(order.as_bytes()).expect_err(order);
            assert_eq!(error.field.as_deref(), Some(field), "{order}");
        }
    }
}
