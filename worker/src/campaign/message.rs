//! What the worker asks a campaign, and what it answers.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

use serde::{Deserialize, Serialize};
use tessera_api::{lookup::CodeState, time::Timestamp};

use crate::{failure::Refusal, record::CampaignRecord};

/// A question to a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// The second step of creating a campaign. → [`Initialised`]
    Initialise {
        /// The directory's reservation.
        reservation: u64,
        /// What to create.
        record: Box<CampaignRecord>,
    },
    /// What was issued and spent. → [`UsageFacts`]
    Usage,
    /// Adds a batch. → `Answer<BatchFacts>`
    Issue(IssueCommand),
    /// Batches in the order of their serials. → `Vec<BatchFacts>`
    Batches {
        /// The least first serial.
        from: u64,
        /// How many at most.
        limit: u32,
    },
    /// One batch. → `Option<BatchFacts>`
    Batch {
        /// Its first serial, which names it.
        first_serial: u64,
    },
    /// Answers what redeeming would answer. → `Answer<Validated>`
    Validate {
        /// The code.
        code: CodeFacts,
        /// The order's id, if it has one.
        order_id: Option<String>,
        /// What is bought.
        order: OrderFacts,
    },
    /// Redeems a code for an order. → `Answer<RedemptionFacts>`
    Redeem {
        /// The command's id.
        id: [u8; 16],
        /// The code.
        code: CodeFacts,
        /// The order's id.
        order_id: String,
        /// What is bought.
        order: OrderFacts,
    },
    /// One redemption. → `Option<RedemptionFacts>`
    Redemption {
        /// The journal row that is the redemption.
        seq: u64,
    },
    /// A code's state and timeline. → `Answer<LookupFacts>`
    LookUp {
        /// The code.
        code: CodeFacts,
    },
}

/// The answer to a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer<T> {
    /// It is so.
    Granted {
        /// The answer itself.
        value: T,
        /// Whether it was given before, to the same command id.
        replayed: bool,
    },
    /// The engine refused.
    Refused(Refusal),
}

/// The answer to [`Ask::Initialise`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Initialised {
    /// It is so.
    Done,
    /// A newer reservation, or a campaign that is in use, stands in the way.
    Overtaken,
}

/// [`Ask::Issue`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IssueCommand {
    /// The command's id.
    pub(crate) id: [u8; 16],
    pub(crate) count: u64,
    /// Exactly as the codes will carry it.
    pub(crate) expires_at_ms: Option<u64>,
    pub(crate) uses: u32,
    pub(crate) name: Option<String>,
}

/// What a genuine code says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CodeFacts {
    pub(crate) serial: u64,
    pub(crate) expires_at_ms: Option<u64>,
}

/// What is bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderFacts {
    pub(crate) currency: String,
    pub(crate) subtotal: u64,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BatchFacts {
    pub(crate) first_serial: u64,
    pub(crate) count: u64,
    pub(crate) expires_at_ms: Option<u64>,
    pub(crate) uses: u32,
    pub(crate) name: Option<String>,
    pub(crate) created_at: Timestamp,
}

/// A code that would be redeemed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validated {
    /// What the discount is taken off: the order as it was redeemed, if it was.
    pub(crate) order: OrderFacts,
    pub(crate) discount: u64,
}

/// A redemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RedemptionFacts {
    pub(crate) seq: u64,
    pub(crate) at: Timestamp,
    pub(crate) code: CodeFacts,
    pub(crate) order_id: String,
    pub(crate) order: OrderFacts,
    pub(crate) discount: u64,
    pub(crate) existing: bool,
}

/// What was issued and spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UsageFacts {
    pub(crate) codes: u64,
    pub(crate) redemptions: u64,
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
}

/// A code's state and timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct LookupFacts {
    pub(crate) state: CodeState,
    /// The first serial of its batch.
    pub(crate) batch: Option<u64>,
    pub(crate) uses: u32,
    pub(crate) uses_max: u32,
    /// Oldest first.
    pub(crate) timeline: Vec<(Timestamp, TimelineFact)>,
}

/// Something that happened to a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TimelineFact {
    /// The batch with this first serial was created.
    Issued(u64),
    /// It was validated for the first time.
    Entered,
    /// It was redeemed.
    Redeemed(RedemptionFacts),
}
