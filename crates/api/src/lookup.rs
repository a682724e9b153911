//! Looking a code up: its state and everything that happened to it.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{campaign::RollbackMode, hold::ReleaseReason, order::Order, time::Timestamp};

/// `POST /v1/codes/lookup`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// The code.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeText))]
    pub code: String,
}

/// A genuine code, its state and its timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeStatus {
    /// The code in its canonical spelling.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Code))]
    pub code: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// The code's serial.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Serial))]
    pub serial: u64,
    /// The batch that issued it; `null` if none did.
    #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::BatchId>))]
    pub batch: Option<String>,
    /// Where it stands now.
    pub state: CodeState,
    /// How often it was redeemed, and can be.
    pub uses: Uses,
    /// When it expires; `null` if it does not.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub expires_at: Option<Timestamp>,
    /// What happened to it, oldest first; at most the newest 100 entries.
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub timeline: Vec<TimelineEntry>,
}

/// Where a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CodeState {
    /// Genuine, but no batch holds its serial and nobody was assigned it; or a pool's code that was not
    /// assigned yet.
    NotIssued,
    /// Revoked, or its batch was.
    Revoked,
    /// Issued, and nobody has touched it.
    Issued,
    /// Assigned to a customer, and nobody has touched it.
    Assigned,
    /// Validated at least once.
    Entered,
    /// Held by an order that has not paid yet.
    Held,
    /// Redeemed as often as it can be.
    Redeemed,
    /// Its time has passed, with uses left.
    Expired,
}

/// How often a code was redeemed, and can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Uses {
    /// How often it was.
    pub used: u32,
    /// How often it can be; 0 if it was not issued.
    pub allowed: u32,
}

/// Something that happened to a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: TimelineEvent,
}

/// What can happen to a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum TimelineEvent {
    /// Its batch was created.
    Issued {
        /// The batch's id.
        #[cfg_attr(feature = "openapi", schema(value_type = value::BatchId))]
        batch: String,
    },
    /// It was assigned to a customer.
    Assigned,
    /// It was validated for the first time.
    Entered,
    /// An order held it, or renewed its hold.
    Held {
        /// The hold's id.
        #[cfg_attr(feature = "openapi", schema(value_type = value::HoldId))]
        hold: String,
        /// What it is reserved for.
        order: Order,
        /// What redeeming will take off, in minor units.
        #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
        discount: u64,
        /// When the hold ends by itself.
        expires_at: Timestamp,
    },
    /// A hold ended without a redemption.
    HoldReleased {
        /// The hold's id.
        #[cfg_attr(feature = "openapi", schema(value_type = value::HoldId))]
        hold: String,
        /// Why.
        reason: ReleaseReason,
    },
    /// It was redeemed.
    Redeemed {
        /// The redemption's id.
        #[cfg_attr(feature = "openapi", schema(value_type = value::RedemptionId))]
        redemption: String,
        /// The hold that it came from; `null` if it was made in a single step.
        #[cfg_attr(feature = "openapi", schema(required, value_type = Option<value::HoldId>))]
        hold: Option<String>,
        /// What it was spent on.
        order: Order,
        /// What it took off, in minor units.
        #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
        discount: u64,
    },
    /// All or part of a redemption was given back.
    RolledBack {
        /// The redemption's id.
        #[cfg_attr(feature = "openapi", schema(value_type = value::RedemptionId))]
        redemption: String,
        /// What was given back of the discount, in minor units.
        #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
        amount: u64,
        /// What was given back of the order's value, in minor units.
        #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
        order_value: u64,
        /// What became of the use; `null` while something is left of the redemption.
        #[cfg_attr(feature = "openapi", schema(required))]
        mode: Option<RollbackMode>,
    },
    /// It was withdrawn: alone, with its batch, or with others in a row.
    Revoked,
}
