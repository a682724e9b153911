//! What is bought.

use alloc::vec::Vec;

use crate::{Currency, Label, MinorUnits, Value, ValueError};

/// What is bought, as the caller tells it. Its sums are exact and its parts agree with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cart {
    currency: Currency,
    subtotal: MinorUnits,
    taken: MinorUnits,
    lines: Vec<Line>,
    shipping: Option<Shipping>,
    metadata: Vec<(Label, Value)>,
    discount_max: Option<MinorUnits>,
}

/// A line of an order: so many of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which thing.
    pub sku: Label,
    /// The categories that it is in.
    pub categories: Vec<Label>,
    /// The collections that it is in.
    pub collections: Vec<Label>,
    /// How many.
    pub quantity: Quantity,
    /// What one costs.
    pub unit_price: MinorUnits,
    /// What other codes of the order have taken off the whole line already.
    pub taken: MinorUnits,
}

/// How many of a thing: from 1 to 1,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(u32);

impl Quantity {
    /// 1,000,000.
    pub const MAX: Self = Self(1_000_000);

    /// # Errors
    /// [`ValueError::Quantity`] for 0 and above 1,000,000.
    pub const fn new(quantity: u32) -> Result<Self, ValueError> {
        match quantity {
            1..=1_000_000 => Ok(Self(quantity)),
            _ => Err(ValueError::Quantity),
        }
    }

    /// The number.
    pub const fn value(self) -> u32 {
        self.0
    }
}

/// What the order's shipping costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipping {
    /// Before any discount.
    pub price: MinorUnits,
    /// What other codes of the order have taken off it already.
    pub taken: MinorUnits,
}

impl Line {
    /// What the line costs before any discount.
    ///
    /// # Errors
    /// [`ValueError::Amount`] above 2^53 − 1.
    pub const fn price(&self) -> Result<MinorUnits, ValueError> {
        let quantity = self.quantity.0 as u64;
        MinorUnits::new(self.unit_price.value().saturating_mul(quantity))
    }

    /// What other codes have left of its price. A line in a [`Cart`] never has less than nothing
    /// left, nor a price that is not exact.
    pub fn left(&self) -> MinorUnits {
        self.price().unwrap_or_default().less(self.taken)
    }
}

impl Shipping {
    /// What other codes have left of its price.
    pub const fn left(&self) -> MinorUnits {
        self.price.less(self.taken)
    }
}

impl Cart {
    /// The most lines that an order can have.
    pub const LINE_COUNT_MAX: usize = 100;
    /// The most metadata that an order can have.
    pub const METADATA_COUNT_MAX: usize = 50;

    /// An order of which only the subtotal is told.
    pub const fn of_subtotal(currency: Currency, subtotal: MinorUnits) -> Self {
        Self {
            currency,
            subtotal,
            taken: MinorUnits::ZERO,
            lines: Vec::new(),
            shipping: None,
            metadata: Vec::new(),
            discount_max: None,
        }
    }

    /// An order of these lines; the subtotal is their sum.
    ///
    /// # Errors
    /// [`ValueError::Lines`] for no line or more than 100, and for one of which more was taken than
    /// it costs; [`ValueError::Amount`] if a sum passes 2^53 − 1.
    pub fn of_lines(currency: Currency, lines: Vec<Line>) -> Result<Self, ValueError> {
        if !(1..=Self::LINE_COUNT_MAX).contains(&lines.len()) {
            return Err(ValueError::Lines);
        }
        let (mut subtotal, mut taken) = (MinorUnits::ZERO, MinorUnits::ZERO);
        for line in &lines {
            let price = line.price()?;
            if line.taken > price {
                return Err(ValueError::Lines);
            }
            subtotal = subtotal.plus(price)?;
            taken = taken.plus(line.taken)?;
        }
        let cart = Self::of_subtotal(currency, subtotal);
        Ok(Self {
            taken,
            lines,
            ..cart
        })
    }

    /// The same order, of whose subtotal other codes have taken so much already. Lines tell it of
    /// themselves.
    ///
    /// # Errors
    /// [`ValueError::Taken`] for more than the subtotal, and for an order with lines.
    pub fn with_taken(self, taken: MinorUnits) -> Result<Self, ValueError> {
        if taken > self.subtotal || !self.lines.is_empty() {
            return Err(ValueError::Taken);
        }
        Ok(Self { taken, ..self })
    }

    /// The same order with its shipping.
    ///
    /// # Errors
    /// [`ValueError::Taken`] if more was taken off it than it costs.
    pub fn with_shipping(self, shipping: Shipping) -> Result<Self, ValueError> {
        if shipping.taken > shipping.price {
            return Err(ValueError::Taken);
        }
        let shipping = Some(shipping);
        Ok(Self { shipping, ..self })
    }

    /// The same order with what the merchant notes on it.
    ///
    /// # Errors
    /// [`ValueError::OrderMetadata`] for more than 50, or a name that comes twice.
    pub fn with_metadata(self, mut metadata: Vec<(Label, Value)>) -> Result<Self, ValueError> {
        metadata.sort_by(|(a, _), (b, _)| a.cmp(b));
        let count = metadata.len();
        metadata.dedup_by(|(a, _), (b, _)| a == b);
        if metadata.len() != count || count > Self::METADATA_COUNT_MAX {
            return Err(ValueError::OrderMetadata);
        }
        Ok(Self { metadata, ..self })
    }

    /// The same order, off which the caller takes no more than this, whatever the offer is.
    pub fn with_discount_max(self, discount_max: MinorUnits) -> Self {
        let discount_max = Some(discount_max);
        Self {
            discount_max,
            ..self
        }
    }

    /// The currency of all its amounts.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// What the goods cost before any discount.
    pub const fn subtotal(&self) -> MinorUnits {
        self.subtotal
    }

    /// What other codes have left of the subtotal.
    pub const fn left(&self) -> MinorUnits {
        self.subtotal.less(self.taken)
    }

    /// What other codes have taken off the subtotal.
    pub const fn taken(&self) -> MinorUnits {
        self.taken
    }

    /// What is bought, line by line; `None` if the caller did not tell.
    pub fn lines(&self) -> Option<&[Line]> {
        (!self.lines.is_empty()).then_some(&self.lines)
    }

    /// What shipping costs; `None` if the caller did not tell.
    pub const fn shipping(&self) -> Option<Shipping> {
        self.shipping
    }

    /// What the merchant notes on it, sorted by name.
    pub fn metadata(&self) -> &[(Label, Value)] {
        &self.metadata
    }

    /// The most that the caller takes off.
    pub const fn discount_max(&self) -> Option<MinorUnits> {
        self.discount_max
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn minor(value: u64) -> MinorUnits {
        MinorUnits::new(value).unwrap()
    }

    fn line(quantity: u32, unit_price: u64, taken: u64) -> Line {
        Line {
            sku: Label::parse("cup").unwrap(),
            categories: vec![],
            collections: vec![],
            quantity: Quantity::new(quantity).unwrap(),
            unit_price: minor(unit_price),
            taken: minor(taken),
        }
    }

    #[test]
    fn the_subtotal_is_the_sum_of_the_lines() {
        let eur = Currency::parse("EUR").unwrap();
        let cart = Cart::of_lines(eur, vec![line(3, 250, 50), line(1, 1_000, 0)]).unwrap();
        assert_eq!((cart.subtotal(), cart.left()), (minor(1_750), minor(1_700)));
        assert_eq!(cart.lines().unwrap()[0].left(), minor(700));
        for (lines, error) in [
            (vec![], ValueError::Lines),
            (vec![line(1, 1, 0); 101], ValueError::Lines),
            (vec![line(1, 100, 101)], ValueError::Lines),
            (
                vec![line(1_000_000, MinorUnits::MAX.value(), 0)],
                ValueError::Amount,
            ),
            (
                vec![line(1, MinorUnits::MAX.value(), 0); 2],
                ValueError::Amount,
            ),
        ] {
            assert_eq!(Cart::of_lines(eur, lines), Err(error));
        }
    }

    #[test]
    fn nothing_is_taken_twice() {
        let cart = || Cart::of_subtotal(Currency::parse("EUR").unwrap(), minor(100));
        assert_eq!(cart().with_taken(minor(30)).unwrap().left(), minor(70));
        assert_eq!(cart().with_taken(minor(101)), Err(ValueError::Taken));
        let shipping = |taken| Shipping {
            price: minor(5),
            taken: minor(taken),
        };
        assert_eq!(
            cart()
                .with_shipping(shipping(2))
                .unwrap()
                .shipping()
                .unwrap()
                .left(),
            minor(3)
        );
        assert_eq!(cart().with_shipping(shipping(6)), Err(ValueError::Taken));
    }

    #[test]
    fn metadata_names_each_thing_once() {
        let cart = || Cart::of_subtotal(Currency::parse("EUR").unwrap(), minor(100));
        let note = |name: &str| (Label::parse(name).unwrap(), Value::Flag(true));
        let noted = cart().with_metadata(vec![note("b"), note("a")]).unwrap();
        assert_eq!(noted.metadata()[0].0.as_str(), "a");
        let twice = vec![note("a"), note("a")];
        assert_eq!(cart().with_metadata(twice), Err(ValueError::OrderMetadata));
    }
}
