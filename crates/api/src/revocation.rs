//! Revocations: codes that are withdrawn.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// `POST /v1/codes/revoke`: a code, a batch of a campaign, or serials in a row of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// One code. Nothing else is named with it.
    pub code: Option<String>,
    /// The prefix of the campaign whose batch or serials are withdrawn.
    pub campaign: Option<String>,
    /// The batch's id.
    pub batch: Option<String>,
    /// The first serial.
    pub first_serial: Option<u64>,
    /// How many serials, all of them issued.
    pub count: Option<u64>,
}

/// What was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revocation {
    /// The campaign's prefix.
    pub campaign: String,
    /// The code in its canonical spelling, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The batch's id, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The first serial that was withdrawn.
    pub first_serial: u64,
    /// How many serials.
    pub count: u64,
    /// When.
    pub revoked_at: Timestamp,
}
