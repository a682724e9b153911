//! Orders and customers.

use std::collections::BTreeMap;

use tessera_engine as engine;

use crate::{
    convert::InvalidValue,
    customer::{Customer, ToldFacts},
    order::{OrderDraft, OrderRequest, OrderUpdate},
};

/// The longest id of a customer and the longest value of an attribute, in bytes.
const TEXT_LEN_MAX: usize = 128;

/// The longest e-mail address, in bytes (RFC 5321).
const EMAIL_LEN_MAX: usize = 254;

/// An order's id, as the engine takes it.
///
/// # Errors
///
/// [`InvalidValue`] if it is empty, too long or holds control characters.
pub fn order_id(id: &str) -> Result<engine::OrderId, InvalidValue> {
    engine::OrderId::parse(id).map_err(InvalidValue::of("order.id"))
}

impl OrderRequest {
    /// What the engine looks at.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that is out of range.
    pub fn cart(&self) -> Result<engine::Cart, InvalidValue> {
        cart(&self.currency, self.subtotal)
    }
}

impl OrderDraft {
    /// What the engine looks at.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that is out of range.
    pub fn cart(&self) -> Result<engine::Cart, InvalidValue> {
        cart(&self.currency, self.subtotal)
    }
}

impl OrderUpdate {
    /// What the engine looks at.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that is out of range.
    pub fn cart(&self) -> Result<engine::Cart, InvalidValue> {
        cart(&self.currency, self.subtotal)
    }
}

fn cart(currency_text: &str, subtotal: u64) -> Result<engine::Cart, InvalidValue> {
    let currency = super::currency("order.currency", currency_text)?;
    let subtotal = engine::MinorUnits::new(subtotal).map_err(InvalidValue::of("order.subtotal"))?;
    Ok(engine::Cart::of_subtotal(currency, subtotal))
}

/// Where an order comes from, every rule of its fields checked. The values of its attributes are
/// still text: they reach the engine as hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContextText {
    /// The sales channel.
    pub channel: Option<engine::Channel>,
    /// Names and values, each name once.
    pub attributes: Vec<(engine::AttributeName, String)>,
}

/// Where an order comes from.
///
/// # Errors
///
/// [`InvalidValue`] for a channel, a name or a value that is too long or holds what it must not,
/// and for more than 8 attributes.
pub fn context(
    channel: Option<String>,
    attributes: Option<BTreeMap<String, String>>,
) -> Result<ContextText, InvalidValue> {
    let channel = channel.as_deref().map(engine::Channel::parse).transpose();
    let attributes = attributes.unwrap_or_default();
    if attributes.len() > engine::Context::ATTRIBUTE_COUNT_MAX {
        let detail = engine::ValueError::Attributes.to_string();
        return Err(InvalidValue::new("order.attributes", detail));
    }
    let attributes = attributes.into_iter().map(|(name, value)| {
        let field = format!("order.attributes.{name}");
        let name = engine::AttributeName::parse(&name).map_err(InvalidValue::of(&field))?;
        Ok((name, checked_text(&field, value)?))
    });
    Ok(ContextText {
        channel: channel.map_err(InvalidValue::of("order.channel"))?,
        attributes: attributes.collect::<Result<_, _>>()?,
    })
}

/// Who buys, every rule of the fields checked and what they mean made one text. They are still
/// text: they reach the engine as hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerText {
    /// The merchant's id of the customer.
    pub id: Option<String>,
    /// The e-mail address in small letters.
    pub email: Option<String>,
}

/// Who buys and what is told about them; nobody and nothing, if nothing is said. Whether what is told
/// counts is for the caller to know, and so is who a token vouches for.
///
/// An e-mail address is trimmed and lower-cased, local part and domain alike: letters of another
/// case reach the same mailbox at every provider that people use. A domain in Unicode and its form
/// in ASCII (`xn--`) count as two.
///
/// # Errors
///
/// [`InvalidValue`] for an id that is empty, longer than 128 bytes or holds control characters, for
/// a text that is no e-mail address, and for facts that break a rule.
pub fn customer(customer: Option<Customer>) -> Result<(CustomerText, ToldFacts), InvalidValue> {
    let customer = customer.unwrap_or_default();
    let told = customer.told().checked("customer")?;
    let Customer { id, email, .. } = customer;
    let id = id.map(|id| customer_id("customer.id", id)).transpose()?;
    let email = email
        .map(|email| self::email("customer.email", &email))
        .transpose()?;
    Ok((CustomerText { id, email }, told))
}

/// The merchant's id of a customer. It means nothing: ids that differ in a letter's case, in white
/// space or in how a character is composed are different customers.
///
/// # Errors
///
/// [`InvalidValue`] for an id that is empty, longer than 128 bytes or holds control characters.
pub fn customer_id(field: &str, id: String) -> Result<String, InvalidValue> {
    checked_text(field, id)
}

pub(super) fn checked_text(field: &str, text: String) -> Result<String, InvalidValue> {
    let fits = (1..=TEXT_LEN_MAX).contains(&text.len());
    if fits && !text.chars().any(char::is_control) {
        return Ok(text);
    }
    let detail = format!("must be 1 to {TEXT_LEN_MAX} bytes of text without control characters");
    Err(InvalidValue::new(field, detail))
}

/// An e-mail address, trimmed and in small letters.
///
/// # Errors
///
/// [`InvalidValue`] for a text that is no e-mail address.
pub fn email(field: &str, text: &str) -> Result<String, InvalidValue> {
    let address = text.trim().to_lowercase();
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace();
    let parts = address.rsplit_once('@');
    let is_address = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    if is_address && address.len() <= EMAIL_LEN_MAX && address.chars().all(is_plain) {
        return Ok(address);
    }
    let detail = format!("must be an e-mail address of at most {EMAIL_LEN_MAX} bytes");
    Err(InvalidValue::new(field, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_out_of_range_names_its_field() {
        let order =
            |currency: &str, subtotal| cart(currency, subtotal).map_err(|invalid| invalid.field);
        assert_eq!(order("eur", 1), Err("order.currency".into()));
        assert_eq!(order("EUR", 1 << 53), Err("order.subtotal".into()));
        assert!(order("EUR", 0).is_ok());
        assert_eq!(order_id("").expect_err("empty").field, "order.id");
    }

    #[test]
    fn where_an_order_comes_from_is_checked() {
        let of = |channel: Option<&str>, attributes: &[(&str, &str)]| {
            let pairs = attributes.iter();
            let pairs = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            context(channel.map(str::to_owned), Some(pairs.collect()))
                .map_err(|invalid| invalid.field)
        };
        let fine = of(Some("web"), &[("ip", "::1"), ("store", "Köln")]).expect("valid");
        assert_eq!(fine.attributes.len(), 2);
        assert_eq!(context(None, None), Ok(ContextText::default()));
        assert_eq!(of(Some(""), &[]), Err("order.channel".into()));
        assert_eq!(of(None, &[("IP", "x")]), Err("order.attributes.IP".into()));
        assert_eq!(of(None, &[("ip", "")]), Err("order.attributes.ip".into()));
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
        let many = names.map(|name| (name, "x"));
        assert_eq!(of(None, &many), Err("order.attributes".into()));
    }

    #[test]
    fn an_address_is_one_however_it_is_written() {
        let email = |text: &str| {
            let email = Some(text.to_owned());
            let asked = Customer {
                email,
                ..Customer::default()
            };
            customer(Some(asked)).map(|(customer, _)| customer.email)
        };
        for text in ["ann@example.org", " Ann@Example.ORG ", "ANN@EXAMPLE.ORG"] {
            assert_eq!(email(text), Ok(Some("ann@example.org".into())), "{text}");
        }
        assert_eq!(email("\"a@b\"@c.org"), Ok(Some("\"a@b\"@c.org".into())));
        let long = format!("{}@example.org", "x".repeat(250));
        for text in ["", "ann", "@example.org", "ann@", "a nn@example.org", &long] {
            assert_eq!(email(text).expect_err(text).field, "customer.email");
        }
    }

    #[test]
    fn what_is_told_about_a_customer_is_checked_with_its_place() {
        let of = |json: &str| customer(serde_json::from_str(json).expect(json));
        let (_, told) = of(r#"{"segments":["vip","vip"],"order_count":0}"#).expect("valid");
        assert_eq!(told.segments, Some(vec!["vip".to_owned()]));
        assert_eq!((told.order_count, told.lifetime_value), (Some(0), None));
        for (json, field) in [
            (r#"{"segments":[""]}"#, "customer.segments[0]"),
            (r#"{"attributes":{"":1}}"#, "customer.attributes."),
            (
                r#"{"order_count":9007199254740992}"#,
                "customer.order_count",
            ),
            (
                r#"{"lifetime_value":9007199254740992}"#,
                "customer.lifetime_value",
            ),
        ] {
            assert_eq!(of(json).expect_err(json).field, field);
        }
    }

    #[test]
    fn a_customer_may_be_nobody_and_an_id_is_short_text() {
        assert_eq!(customer(None), Ok(Default::default()));
        let id = |text: &str| {
            let id = Some(text.to_owned());
            let asked = Customer {
                id,
                ..Customer::default()
            };
            customer(Some(asked)).map(|(customer, _)| customer.id)
        };
        assert_eq!(id("c-1"), Ok(Some("c-1".into())));
        for text in ["", "a\n", &"x".repeat(129)] {
            assert_eq!(id(text).expect_err(text).field, "customer.id");
        }
    }
}
