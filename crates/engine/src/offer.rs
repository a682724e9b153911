//! What a code is worth on an order.

mod misfit;

pub use misfit::Misfit;

use crate::{BasisPoints, MinorUnits};

/// The campaign's offer, on the order's subtotal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// A share of the subtotal, rounded half-up once.
    Percent {
        /// The share.
        rate: BasisPoints,
        /// The discount never passes it.
        max_discount: Option<MinorUnits>,
    },
    /// A fixed amount.
    Amount(MinorUnits),
}

impl Offer {
    /// The discount on an order of this subtotal: never more than the subtotal.
    ///
    /// ```
    /// # use tessera_engine::{BasisPoints, MinorUnits, Offer};
    /// let rate = BasisPoints::new(1_250)?; // 12.5 %
    /// let offer = Offer::Percent { rate, max_discount: Some(MinorUnits::new(500)?) };
    /// assert_eq!(offer.discount(MinorUnits::new(1_996)?).value(), 250); // 249.5, rounded half-up
    /// assert_eq!(offer.discount(MinorUnits::new(9_999)?).value(), 500); // capped
    /// # Ok::<(), tessera_engine::ValueError>(())
    /// ```
    pub fn discount(&self, subtotal: MinorUnits) -> MinorUnits {
        match *self {
            Self::Amount(amount) => amount.min(subtotal),
            Self::Percent { rate, max_discount } => {
                let share = share_half_up(subtotal, rate);
                max_discount.map_or(share, |max| share.min(max))
            }
        }
    }
}

/// `subtotal × rate`, rounded half-up to whole minor units.
fn share_half_up(subtotal: MinorUnits, rate: BasisPoints) -> MinorUnits {
    const WHOLE: u128 = 10_000;
    // At most 2^53 × 10^4 + 5,000: far inside 128 bits, so nothing saturates.
    let scaled = u128::from(subtotal.value()).saturating_mul(u128::from(rate.value()));
    let rounded = scaled.saturating_add(WHOLE / 2) / WHOLE;
    // A share of at most 100 % is at most the subtotal, so the fallback is never taken.
    u64::try_from(rounded)
        .ok()
        .and_then(|share| MinorUnits::new(share).ok())
        .unwrap_or(subtotal)
}
