//! What to say of each line: why so much was taken off it, or nothing.

use alloc::vec::Vec;

use super::{ItemOffer, Offer, OfferKind, Split};
use crate::{Cart, Line, MinorUnits};

/// Why a discount takes off a line what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is this line's share of a discount on several, or on all.
    Share,
    /// Units of it are the cheapest.
    Cheapest,
    /// It is the gift.
    Gift,
    /// The offer is not about it.
    NotSelected,
    /// Nothing is left of it: other codes took it all, or it costs nothing.
    NothingLeft,
    /// The offer is about it, and other lines got all there is.
    OthersFirst,
}

impl Offer {
    /// Why each line of the cart gets its part of this split, which came of this offer.
    pub fn explain(&self, cart: &Cart, split: &Split) -> Vec<Why> {
        let lines = cart.lines().unwrap_or_default().iter();
        let discounts = split.lines.iter();
        lines
            .zip(discounts)
            .map(|(line, discount)| self.why(line, *discount))
            .collect()
    }

    fn why(&self, line: &Line, discount: MinorUnits) -> Why {
        let (is_about, taken) = match &self.kind {
            OfferKind::Percent(_) | OfferKind::Amount(_) => (self.on.selects(line), Why::Share),
            OfferKind::FreeShipping => (false, Why::NotSelected),
            OfferKind::Item(ItemOffer::Gift { sku, .. }) => (line.sku == *sku, Why::Gift),
            OfferKind::Item(ItemOffer::Cheapest { .. }) => (self.on.selects(line), Why::Cheapest),
        };
        if !is_about {
            Why::NotSelected
        } else if discount > MinorUnits::ZERO {
            taken
        } else if line.left() == MinorUnits::ZERO {
            Why::NothingLeft
        } else {
            Why::OthersFirst
        }
    }
}
