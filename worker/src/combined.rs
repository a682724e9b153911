//! What is left of an order once other codes were taken off it.

use crate::campaign::{CartFacts, Validated};

/// What codes have taken off an order so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Off the goods of an order that does not tell its lines.
    goods: u64,
    /// Off each line of one that does.
    lines: Vec<u64>,
    /// Off the shipping.
    shipping: u64,
}

impl Taken {
    /// Adds what one more code takes.
    pub(crate) fn add(&mut self, validated: &Validated) {
        let split = &validated.split;
        let goods = validated.discount.saturating_sub(split.shipping);
        self.goods = self.goods.saturating_add(goods);
        self.shipping = self.shipping.saturating_add(split.shipping);
        self.lines
            .resize(self.lines.len().max(split.lines.len()), 0);
        for (taken, more) in self.lines.iter_mut().zip(&split.lines) {
            *taken = taken.saturating_add(*more);
        }
    }

    /// The order as these codes leave it to the next, which takes at most `discount_max`.
    pub(crate) fn of(&self, order: &CartFacts, discount_max: Option<u64>) -> CartFacts {
        let mut left = CartFacts {
            discount_max,
            ..order.clone()
        };
        if left.lines.is_empty() {
            left.taken = self.goods;
        }
        for (line, taken) in left.lines.iter_mut().zip(&self.lines) {
            line.taken = *taken;
        }
        if let Some(shipping) = &mut left.shipping {
            shipping.taken = self.shipping;
        }
        left
    }
}
