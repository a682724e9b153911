//! Revocations: codes that are withdrawn.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::time::Timestamp;

/// `POST /v1/codes/revoke`: a code, a batch of a campaign, or serials in a row of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// One code. Nothing else is named with it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::CodeText>))]
    pub code: Option<String>,
    /// The prefix of the campaign whose batch or serials are withdrawn.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Prefix>))]
    pub campaign: Option<String>,
    /// The batch's id.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::BatchId>))]
    pub batch: Option<String>,
    /// The first serial.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Serial>))]
    pub first_serial: Option<u64>,
    /// How many serials, all of them issued.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::CodeCount>))]
    pub count: Option<u64>,
}

/// What was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revocation {
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// The code in its canonical spelling, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<value::Code>))]
    pub code: Option<String>,
    /// The batch's id, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, value_type = Option<value::BatchId>))]
    pub batch: Option<String>,
    /// The first serial that was withdrawn.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Serial))]
    pub first_serial: u64,
    /// How many serials.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeCount))]
    pub count: u64,
    /// When.
    pub revoked_at: Timestamp,
}
