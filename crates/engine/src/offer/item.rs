//! Offers on single items: gifts, and something off the cheapest.

use alloc::vec::Vec;

use super::allocate::part_of;
use super::{Misfit, Offer, Target};
use crate::{BasisPoints, Cart, Label, Line, MinorUnits, Quantity};

/// Something that is bought, wholly or partly free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemOffer {
    /// An item as a gift: so many of it in the cart are free, the cheapest of them first. An offer on
    /// items gives it to whoever buys one of these besides the gift.
    Gift {
        /// Which item.
        sku: Label,
        /// How many at most.
        quantity: Quantity,
    },
    /// A share off the cheapest units of the lines that the offer is about. Cheapest is what costs
    /// least before any discount; of equal ones the earlier line's.
    Cheapest {
        /// How many units.
        count: Quantity,
        /// The share.
        rate: BasisPoints,
        /// `count` units for each so many that are bought: 1 of every 3 is "buy 2, get the third".
        /// Once, if left out.
        every: Option<Quantity>,
    },
}

impl ItemOffer {
    /// How much of the units is taken off; all of it, if none is named.
    pub(super) const fn rate(&self) -> Option<BasisPoints> {
        match self {
            Self::Gift { .. } => None,
            Self::Cheapest { rate, .. } => Some(*rate),
        }
    }
}

impl Offer {
    /// What is left, line by line, of the units that an item offer takes something off.
    pub(super) fn items(&self, cart: &Cart, item: &ItemOffer) -> Result<Vec<MinorUnits>, Misfit> {
        let lines = cart.lines().ok_or(Misfit::LinesUnknown)?;
        match item {
            ItemOffer::Gift { sku, quantity } => {
                self.is_earned(cart, |line| line.sku != *sku)?;
                let gifts = |line: &Line| line.sku == *sku;
                if !lines.iter().any(gifts) {
                    let (sku, quantity) = (sku.clone(), quantity.value());
                    return Err(Misfit::GiftMissing { sku, quantity });
                }
                Ok(cheapest(lines, gifts, quantity.value().into()))
            }
            ItemOffer::Cheapest { count, every, .. } => {
                let on = &self.on;
                let free = free_units(lines, on, *count, *every)?;
                Ok(cheapest(lines, |line| on.selects(line), free))
            }
        }
    }
}

/// How many units an offer on the cheapest is about.
fn free_units(
    lines: &[Line],
    on: &Target,
    count: Quantity,
    every: Option<Quantity>,
) -> Result<u64, Misfit> {
    let selected = lines.iter().filter(|line| on.selects(line));
    // At most 100 lines of 10^6 units.
    let units: u64 = selected.map(|line| u64::from(line.quantity.value())).sum();
    let count = u64::from(count.value());
    match every {
        _ if units == 0 => Err(Misfit::NoMatchingItems),
        None => Ok(count),
        Some(every) => match units.checked_div(every.value().into()) {
            None | Some(0) => Err(Misfit::TooFewItems {
                quantity: every.value(),
            }),
            Some(times) => Ok(times.saturating_mul(count)),
        },
    }
}

/// What is left of the cheapest so many units, line by line.
fn cheapest(lines: &[Line], is_in: impl Fn(&Line) -> bool, units: u64) -> Vec<MinorUnits> {
    let mut places: Vec<_> = lines.iter().enumerate().collect();
    places.sort_by_key(|(place, line)| (line.unit_price, *place));
    let mut wanted = units;
    let mut values: Vec<_> = places
        .into_iter()
        .map(|(place, line)| {
            let quantity = u64::from(line.quantity.value());
            let taken = if is_in(line) { quantity.min(wanted) } else { 0 };
            wanted = wanted.saturating_sub(taken);
            (place, part_of(line.left(), taken, quantity))
        })
        .collect();
    values.sort_by_key(|(place, _)| *place);
    values.into_iter().map(|(_, value)| value).collect()
}
