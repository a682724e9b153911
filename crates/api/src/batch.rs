//! Batches: codes that are issued together.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// `POST /v1/campaigns/{prefix}/batches`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateBatch {
    /// How many codes.
    pub count: u64,
    /// What the batch is for, in the caller's words.
    pub name: Option<String>,
    /// When its codes expire, rounded up to the campaign's unit; never, if left out.
    pub expires_at: Option<Timestamp>,
    /// How often each code can be redeemed; once, if left out.
    pub uses: Option<u32>,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// `bt_{PREFIX}_{number}`.
    pub id: String,
    /// The campaign's prefix.
    pub campaign: String,
    /// What the batch is for, in the words of who made it.
    pub name: Option<String>,
    /// How many codes.
    pub count: u64,
    /// The serial of its first code; the others follow without a gap.
    pub first_serial: u64,
    /// When its codes expire; `null` if they do not.
    pub expires_at: Option<Timestamp>,
    /// How often each code can be redeemed.
    pub uses: u32,
    /// When it was made.
    pub created_at: Timestamp,
}
