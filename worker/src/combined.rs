//! What is left of an order once other codes were taken off it.

use crate::campaign::{CartFacts, Validated};

/// What codes have taken off an order so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Off the goods.
    goods: u64,
}

impl Taken {
    /// Adds what one more code takes.
    pub(crate) fn add(&mut self, validated: &Validated) {
        self.goods = self.goods.saturating_add(validated.discount);
    }

    /// The order as these codes leave it to the next, which takes at most `discount_max`.
    pub(crate) fn of(&self, order: &CartFacts, discount_max: Option<u64>) -> CartFacts {
        CartFacts {
            taken: self.goods,
            discount_max,
            ..order.clone()
        }
    }
}
