//! Batches: codes that are issued together.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::time::Timestamp;

/// `POST /v1/campaigns/{prefix}/batches`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateBatch {
    /// How many codes.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeCount))]
    pub count: u64,
    /// What the batch is for, in the caller's words.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Name>))]
    pub name: Option<String>,
    /// When its codes expire, rounded up to the campaign's unit; never, if left out.
    pub expires_at: Option<Timestamp>,
    /// How often each code can be redeemed; once, if left out.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::UseCount>))]
    pub uses: Option<u32>,
    /// What its codes are for; `export`, if left out.
    pub purpose: Option<Purpose>,
}

/// What the codes of a batch are for. A batch is exported or assigned from, never both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = BatchPurpose))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// They are exported, and whoever comes with one can use it.
    #[default]
    Export,
    /// They are assigned to customers, one by one, and only then issued.
    Assigning,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    /// `bt_{PREFIX}_{number}`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::BatchId))]
    pub id: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// What the batch is for, in the words of who made it.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::Name>))]
    pub name: Option<String>,
    /// How many codes.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeCount))]
    pub count: u64,
    /// The serial of its first code; the others follow without a gap.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Serial))]
    pub first_serial: u64,
    /// When its codes expire; `null` if they do not.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub expires_at: Option<Timestamp>,
    /// How often each code can be redeemed.
    #[cfg_attr(feature = "openapi", schema(value_type = value::UseCount))]
    pub uses: u32,
    /// What its codes are for.
    pub purpose: Purpose,
    /// When it was made.
    pub created_at: Timestamp,
}
