//! Qualifications: what an order and its customer could have taken off.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{customer::Customer, order::OrderDraft, time::Timestamp, validation::CampaignName};

/// `POST /v1/qualifications`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Qualify {
    /// What would be bought.
    pub order: OrderDraft,
    /// Who buys; a guest if left out.
    pub customer: Option<Customer>,
}

/// What would apply, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Qualifications {
    /// The largest discount first; of equal ones the code that expires first.
    pub items: Vec<Qualification>,
}

/// A code of the customer's wallet that would apply, or a campaign whose codes would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Qualification {
    /// Whose code.
    pub campaign: CampaignName,
    /// The customer's code; `null` for a campaign of which the customer has none: any of its codes
    /// would do.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Code>))]
    pub code: Option<String>,
    /// When the code expires, or else the campaign; `null` if neither does.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub expires_at: Option<Timestamp>,
    /// What it takes off, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// The order's currency.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// Whether a limit or a budget may still refuse it. They are not asked for here.
    pub limited: bool,
}
