//! The list of those who never get a discount.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::time::Timestamp;

/// `PUT /v1/customers/{id}/suppression`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SuppressCustomer {
    /// Why, in the merchant's words. It outlives the customer's profile: it should name nobody.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::SuppressionReason>))]
    pub reason: Option<String>,
}

/// That a customer never gets a discount, in no campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suppression {
    /// Why, in the merchant's words; `null` if nothing was said.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::SuppressionReason>))]
    pub reason: Option<String>,
    /// Since when.
    pub suppressed_at: Timestamp,
}
