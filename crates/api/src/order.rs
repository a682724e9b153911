//! What a code is applied to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fact::FactValue;
#[cfg(feature = "openapi")]
use crate::openapi::value;

/// What is bought, and from where: what an order tells besides its id, whatever it is told for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// ISO 4217, such as `EUR`.
    pub currency: String,
    /// What the goods cost before the discount, in minor units.
    pub subtotal: Option<u64>,
    /// What is bought, line by line.
    pub lines: Option<Vec<Line>>,
    /// What shipping costs.
    pub shipping: Option<Shipping>,
    /// What the merchant notes on the order.
    pub metadata: Option<BTreeMap<String, FactValue>>,
    /// Where it is sold.
    pub channel: Option<String>,
    /// What limits per attribute count by.
    pub attributes: Option<BTreeMap<String, String>>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Which thing.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Label))]
    pub sku: String,
    /// The categories that it is in.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 50))]
    pub categories: Vec<String>,
    /// The collections that it is in.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Label>, max_items = 50))]
    pub collections: Vec<String>,
    /// How many of it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Quantity))]
    pub quantity: u32,
    /// What one costs before any discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub unit_price: u64,
}

/// What an order's shipping costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Shipping {
    /// Before any discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub price: u64,
}

/// Declares orders that differ in their ids alone. serde cannot both read one struct into another and
/// refuse unknown fields.
macro_rules! orders {
    ($($(#[doc = $doc:literal])+ $order:ident { $($(#[$attribute:meta])+ id: [$($id:tt)+])? })+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $order {
            $($(#[$attribute])+ pub id: $($id)+,)?
            /// ISO 4217, such as `EUR`.
            #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
            pub currency: String,
            /// What the goods cost before the discount, in minor units. It is the sum of the lines,
            /// and may be left out where they are told.
            #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Amount>))]
            pub subtotal: Option<u64>,
            /// What is bought, line by line. Offers and rules about items need it.
            #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
            pub lines: Option<Vec<Line>>,
            /// What shipping costs. Free shipping needs it.
            pub shipping: Option<Shipping>,
            /// What the merchant notes on the order, for rules to compare.
            #[cfg_attr(feature = "openapi", schema(value_type = Option<value::OrderMetadata>))]
            pub metadata: Option<BTreeMap<String, FactValue>>,
            /// Where it is sold, such as `web` or `pos`: what limits per channel count by. It cannot
            /// change while the order holds a code.
            #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Channel>))]
            pub channel: Option<String>,
            /// What limits per attribute count by, such as `ip` or `store`. They cannot change while
            /// the order holds a code.
            #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Attributes>))]
            pub attributes: Option<BTreeMap<String, String>>,
        }

        impl From<$order> for Bought {
            fn from(order: $order) -> Self {
                Self {
                    currency: order.currency,
                    subtotal: order.subtotal,
                    lines: order.lines,
                    shipping: order.shipping,
                    metadata: order.metadata,
                    channel: order.channel,
                    attributes: order.attributes,
                }
            }
        }
    )+};
}

orders! {
    /// An order, as a validation asks about it: its id may not be known yet.
    OrderDraft {
        /// The merchant's id of the order, if there is one already.
        #[cfg_attr(feature = "openapi", schema(value_type = Option<value::OrderId>))]
        id: [Option<String>]
    }

    /// An order that holds or redeems.
    OrderRequest {
        /// The merchant's id of the order.
        #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
        id: [String]
    }

    /// What a held order has become by the time it is redeemed. Its id is the hold's.
    OrderUpdate {}
}

/// An order, in answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    /// The merchant's id of the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub id: String,
    /// ISO 4217, such as `EUR`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What the order costs before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub subtotal: u64,
}

/// What a discount is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Split {
    /// Off each line of the order, in its order and in minor units; left out if it did not tell its
    /// lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Amount>))]
    pub lines: Vec<u64>,
    /// Off its shipping, in minor units.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub shipping: u64,
}

impl Split {
    /// Whether there is nothing to tell: an order without lines, and nothing off its shipping.
    #[must_use]
    pub fn is_untold(&self) -> bool {
        *self == Self::default()
    }

    /// What is left to pay for the goods, of which this split's discount is taken off.
    #[must_use]
    pub fn total(&self, subtotal: u64, discount: u64) -> u64 {
        subtotal.saturating_sub(discount.saturating_sub(self.shipping))
    }
}

/// The answer to `POST /v1/orders/{id}/cancel`: everything that the order gave back, in every
/// campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelledOrder {
    /// The merchant's id of the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub order: String,
    /// The holds that were released, by id.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::HoldId>))]
    pub released: Vec<String>,
    /// The redemptions that were rolled back, by id.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::RedemptionId>))]
    pub rolled_back: Vec<String>,
    /// Whether it had been cancelled before, so that nothing was changed.
    pub existing: bool,
}
