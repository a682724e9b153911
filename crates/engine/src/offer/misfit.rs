//! Why an offer cannot apply to a cart at all.

use core::fmt;

use crate::Label;

/// Why an offer cannot apply to a cart, whatever it would be worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The offer is for some lines, and the cart has none of them.
    NoMatchingItems,
    /// The offer is for some lines, and the caller does not say what is bought.
    LinesUnknown,
    /// The offer is for the shipping, and the caller does not say what it costs.
    ShippingUnknown,
    /// The gift is not in the cart.
    GiftMissing {
        /// What is given.
        sku: Label,
        /// How many of it.
        quantity: u32,
    },
}

impl Misfit {
    /// The stable name that programs compare.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::NoMatchingItems => "no_matching_items",
            Self::LinesUnknown => "lines_unknown",
            Self::ShippingUnknown => "shipping_unknown",
            Self::GiftMissing { .. } => "gift_missing",
        }
    }
}

/// The message, for people: what is wrong, and what can be done.
impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMatchingItems => {
                f.write_str("The order has none of the items that this code is for.")
            }
            Self::LinesUnknown => {
                f.write_str("This code is for some items only. Send the order's lines.")
            }
            Self::ShippingUnknown => {
                f.write_str("This code is for the shipping. Send what it costs.")
            }
            Self::GiftMissing { sku, quantity: 1 } => {
                write!(
                    f,
                    "Put the gift {} into the order to get it for free.",
                    sku.as_str()
                )
            }
            Self::GiftMissing { sku, quantity } => write!(
                f,
                "Put the gift {} into the order to get up to {quantity} of it for free.",
                sku.as_str()
            ),
        }
    }
}
