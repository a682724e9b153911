//! What is bought, as the worker tells a campaign.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tessera_api::fact::FactValue;
use tessera_engine::{
    Cart, Currency, Label, Line, MinorUnits, Quantity, Shipping, Value, ValueError,
};

use crate::facts::value as fact_value;

/// What is bought, and what other codes of the order have taken off it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CartFacts {
    pub(crate) currency: String,
    pub(crate) subtotal: u64,
    /// Empty if the caller did not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) lines: Vec<LineFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shipping: Option<ShippingFacts>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) metadata: BTreeMap<String, FactValue>,
    /// What other codes have taken off the subtotal of an order that does not tell its lines.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) taken: u64,
    /// The most that the caller takes off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) discount_max: Option<u64>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LineFacts {
    pub(crate) sku: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) collections: Vec<String>,
    pub(crate) quantity: u32,
    pub(crate) unit_price: u64,
    /// What other codes have taken off the whole line.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) taken: u64,
}

/// What an order's shipping costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShippingFacts {
    pub(crate) price: u64,
    /// What other codes have taken off it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) taken: u64,
}

impl From<&Cart> for CartFacts {
    fn from(cart: &Cart) -> Self {
        let lines = cart.lines();
        let shipping = cart.shipping().map(|shipping| ShippingFacts {
            price: shipping.price.value(),
            taken: shipping.taken.value(),
        });
        let metadata = cart.metadata().iter();
        let note = |(name, value): &(Label, Value)| (text(name), value.into());
        Self {
            currency: cart.currency().to_string(),
            subtotal: cart.subtotal().value(),
            lines: lines.unwrap_or_default().iter().map(Into::into).collect(),
            shipping,
            metadata: metadata.map(note).collect(),
            // What was taken off lines is told with them.
            taken: lines.map_or(cart.taken().value(), |_| 0),
            discount_max: cart.discount_max().map(MinorUnits::value),
        }
    }
}

impl From<&Line> for LineFacts {
    fn from(line: &Line) -> Self {
        Self {
            sku: text(&line.sku),
            categories: line.categories.iter().map(text).collect(),
            collections: line.collections.iter().map(text).collect(),
            quantity: line.quantity.value(),
            unit_price: line.unit_price.value(),
            taken: line.taken.value(),
        }
    }
}

impl CartFacts {
    pub(crate) fn to_engine(&self) -> Result<Cart, ValueError> {
        let currency = Currency::parse(&self.currency)?;
        let mut cart = if self.lines.is_empty() {
            let cart = Cart::of_subtotal(currency, MinorUnits::new(self.subtotal)?);
            cart.with_taken(MinorUnits::new(self.taken)?)?
        } else {
            let lines = self.lines.iter().map(LineFacts::to_engine);
            Cart::of_lines(currency, lines.collect::<Result<_, _>>()?)?
        };
        if let Some(ShippingFacts { price, taken }) = self.shipping {
            cart = cart.with_shipping(Shipping {
                price: MinorUnits::new(price)?,
                taken: MinorUnits::new(taken)?,
            })?;
        }
        if let Some(most) = self.discount_max {
            cart = cart.with_discount_max(MinorUnits::new(most)?);
        }
        let notes = self.metadata.iter();
        let notes = notes.map(|(name, value)| Ok((Label::parse(name)?, fact_value(value)?)));
        cart.with_metadata(notes.collect::<Result<_, ValueError>>()?)
    }
}

impl LineFacts {
    fn to_engine(&self) -> Result<Line, ValueError> {
        Ok(Line {
            sku: Label::parse(&self.sku)?,
            categories: labels(&self.categories)?,
            collections: labels(&self.collections)?,
            quantity: Quantity::new(self.quantity)?,
            unit_price: MinorUnits::new(self.unit_price)?,
            taken: MinorUnits::new(self.taken)?,
        })
    }
}

fn labels(texts: &[String]) -> Result<Vec<Label>, ValueError> {
    texts.iter().map(|text| Label::parse(text)).collect()
}

fn text(label: &Label) -> String {
    label.as_str().to_owned()
}

fn is_zero(minor: &u64) -> bool {
    *minor == 0
}
