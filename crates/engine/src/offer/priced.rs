//! A discount, and what it is made of.

use alloc::{vec, vec::Vec};

use super::allocate::{allocate, sum};
use crate::MinorUnits;

/// What an offer takes off an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Priced {
    /// All of it.
    pub total: MinorUnits,
    /// What it is made of.
    pub split: Split,
}

/// What a discount is made of. Of an order that did not tell its lines, whatever is not taken off
/// shipping is taken off the subtotal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Off each line of the order; empty if it did not tell its lines.
    pub lines: Vec<MinorUnits>,
    /// Off its shipping.
    pub shipping: MinorUnits,
}

impl Priced {
    /// The same discount, at most this much: what it is made of shrinks in proportion, by largest
    /// remainder.
    pub fn shrunk_to(self, max: MinorUnits) -> Self {
        if self.total <= max {
            return self;
        }
        let goods = self.split.goods(self.total);
        let mut parts = match self.split.lines.is_empty() {
            true => vec![goods],
            false => self.split.lines.clone(),
        };
        parts.push(self.split.shipping);
        let mut lines = allocate(max, &parts);
        let shipping = lines.pop().unwrap_or_default();
        if self.split.lines.is_empty() {
            lines.clear();
        }
        let split = Split { lines, shipping };
        Self { total: max, split }
    }
}

impl Split {
    /// The part of this discount that is taken off the goods.
    pub const fn goods(&self, discount: MinorUnits) -> MinorUnits {
        discount.less(self.shipping)
    }

    /// Whether it sums to this discount.
    pub(crate) fn is_of(&self, discount: MinorUnits) -> bool {
        let is_told = !self.lines.is_empty();
        self.shipping <= discount && (!is_told || sum(&self.lines) == self.goods(discount))
    }
}
