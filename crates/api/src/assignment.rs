//! Assignments: codes that belong to one customer.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{offer::Offer, time::Timestamp};

/// `POST /v1/campaigns/{prefix}/assignments`.
///
/// A new code with an expiry and a worth of its own, or the next one of a batch that is for
/// assigning.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateAssignment {
    /// Why the customer gets the code, in the caller's words: the same source gets the same code
    /// for ever, under whatever idempotency key.
    #[cfg_attr(feature = "openapi", schema(value_type = value::SourceId))]
    pub source_id: String,
    /// Who gets it.
    pub customer: Holder,
    /// When the code expires, rounded up to the campaign's unit; never, if left out. Codes of a
    /// batch expire with it.
    pub expires_at: Option<Timestamp>,
    /// What the code takes off, if not what the campaign says. Codes of a batch are worth what it
    /// says.
    pub offer: Option<Offer>,
    /// The batch to take the code from; a new code is made if left out.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::BatchId>))]
    pub batch: Option<String>,
}

/// Who holds a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// The merchant's id of the customer: 1 to 128 bytes of text, compared byte by byte.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CustomerId))]
    pub id: String,
}

/// A code that belongs to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignment {
    /// The code.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Code))]
    pub code: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// The code's serial.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Serial))]
    pub serial: u64,
    /// The batch that it was taken from; `null` if it was made for the customer.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::BatchId>))]
    pub batch: Option<String>,
    /// Who holds it.
    pub customer: Holder,
    /// Why.
    #[cfg_attr(feature = "openapi", schema(value_type = value::SourceId))]
    pub source_id: String,
    /// When the code expires; `null` if it does not.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub expires_at: Option<Timestamp>,
    /// What it takes off, if not what its batch or the campaign says.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub offer: Option<Offer>,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// Whether this source had been given it before, under another idempotency key.
    pub existing: bool,
}
