//! The demo shop's own bodies: what a merchant's server would say to its page.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;

/// How many lines an order has, at most.
pub const LINES_MAX: usize = 100;

/// How many of one product an order has, at most.
pub const QUANTITY_MAX: u32 = 100;

/// `GET /demo/config`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoConfig))]
pub struct Config {
    /// The publishable key that the shop's page validates with.
    pub publishable_key: String,
}

/// `GET /demo/products`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoCatalogue))]
pub struct Catalogue {
    /// What the shop is paid in.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: &'static str,
    /// What it sells.
    pub products: &'static [Product],
}

/// Something that the shop sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoProduct))]
pub struct Product {
    /// What names it.
    pub sku: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// A sentence about it.
    pub description: &'static str,
    /// What one costs, in minor units.
    pub unit_price: u32,
}

/// `POST /demo/checkout`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoCheckout))]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    /// What the page calls the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub order_id: String,
    /// The coupon code; none if it is blank.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::CodeText>))]
    pub code: Option<String>,
    /// What is ordered.
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 100))]
    pub lines: Vec<Line>,
}

/// Some of one product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoCheckoutLine))]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Which product.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Sku))]
    pub sku: String,
    /// How many of it.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 100))]
    pub quantity: u32,
}

/// An order that was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoOrder))]
pub struct Placed {
    /// What the page calls the order.
    #[cfg_attr(feature = "openapi", schema(value_type = value::OrderId))]
    pub order_id: String,
    /// What it was paid in.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: &'static str,
    /// What was ordered, at the server's prices.
    pub lines: Vec<PricedLine>,
    /// What it costs before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub subtotal: u64,
    /// What the code took off, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// What was paid, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
    /// The redemption of the code; `null` without one.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::RedemptionId>))]
    pub redemption_id: Option<String>,
}

/// Some of one product, at the server's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DemoOrderLine))]
pub struct PricedLine {
    /// Which product.
    pub sku: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// How many of it.
    pub quantity: u32,
    /// What one costs, in minor units.
    pub unit_price: u32,
    /// What they cost together, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
}
