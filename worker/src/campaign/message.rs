//! What the worker asks a campaign.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

use serde::{Deserialize, Serialize};
use tessera_api::{
    batch::Purpose,
    campaign::{ChangeCampaign, RollbackMode},
    convert::InvalidValue,
    offer::Offer,
};
use tessera_engine::Conflict;

use super::facts::{CartFacts, CodeFacts, ContextFacts, CustomerFacts};
use crate::{
    facts::KnownFacts,
    failure::{Failure, Refusal},
    record::CampaignRecord,
};

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
    /// The campaign, and what was issued and spent. → [`super::CampaignFacts`]
    Campaign,
    /// Stops the campaign, or lets it go on. → `Answer<(SwitchFacts, CampaignRecord)>`: what was
    /// done, and the campaign as it is now
    Switch {
        /// The command's id.
        id: [u8; 16],
        /// Which of them.
        switch: Switch,
    },
    /// Changes the campaign's settings. → [`Changed`]
    Change {
        /// The version that the change was made from.
        version: u64,
        /// What to change.
        change: Box<ChangeCampaign>,
    },
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
    /// Assigns a code to a customer. → `Answer<AssignmentFacts>`
    Assign(AssignCommand),
    /// Withdraws codes. → `Answer<RevocationFacts>`
    Revoke {
        /// The command's id.
        id: [u8; 16],
        /// Which codes.
        codes: RevokedCodes,
    },
    /// Answers what redeeming would answer. → `Answer<Validated>`
    Validate(ValidateQuestion),
    /// Answers several validations and writes nothing of them. → `Vec<Answer<Validated>>`
    Preview {
        /// What is asked.
        questions: Vec<ValidateQuestion>,
    },
    /// Holds a code for an order, or renews its hold. → `Answer<HoldFacts>`
    Hold {
        /// The hold, as a checkout asks for it.
        checkout: Checkout,
        /// For how long.
        ttl_ms: u64,
    },
    /// One hold. → `Option<HoldFacts>`
    ShowHold {
        /// The journal row that first made it.
        hold: u64,
    },
    /// Gives a hold up. → `Answer<ReleaseFacts>`
    Release {
        /// The command's id.
        id: [u8; 16],
        /// The journal row that first made the hold.
        hold: u64,
    },
    /// Redeems a code for an order. → `Answer<RedemptionFacts>`
    Redeem(Checkout),
    /// Redeems what a hold reserves. → `Answer<RedemptionFacts>`
    RedeemHold {
        /// The command's id.
        id: [u8; 16],
        /// The journal row that first made the hold.
        hold: u64,
        /// What is bought after all, and where it comes from; as it was held if left out.
        bought: Option<(CartFacts, ContextFacts)>,
        /// Who buys.
        customer: CustomerFacts,
    },
    /// One redemption. → `Option<RedemptionNowFacts>`
    Redemption {
        /// The journal row that is the redemption.
        seq: u64,
    },
    /// An order's redemptions, oldest first. → `Vec<RedemptionNowFacts>`
    Redemptions {
        /// The order's id.
        order_id: String,
    },
    /// Gives back all or part of a redemption. → `Answer<RollbackFacts>`
    Rollback {
        /// The command's id.
        id: [u8; 16],
        /// The journal row that is the redemption.
        redemption: u64,
        /// How much of the discount; all that is left, if this and the next are left out.
        amount: Option<u64>,
        /// How much of the order's value.
        order_value: Option<u64>,
        /// What a full rollback does with the use.
        mode: Option<RollbackMode>,
    },
    /// Gives everything of an order back, and closes it. → `Answer<CancelFacts>`
    Cancel {
        /// The command's id.
        id: [u8; 16],
        /// The order's id.
        order_id: String,
    },
    /// A code's state and timeline. → `Answer<LookupFacts>`
    LookUp {
        /// The code.
        code: CodeFacts,
    },
    /// Where several codes stand, in their order. → `Vec<StandingFacts>`
    Standings {
        /// The codes.
        codes: Vec<CodeFacts>,
    },
    /// Does the alarm's work now. → `u64`: when there is more to do
    #[cfg(feature = "testing")]
    RunAlarm,
    /// All accounts, the oldest window first. → `Vec<serde_json::Value>`
    #[cfg(feature = "testing")]
    Accounts,
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
    #[serde(default)]
    pub(crate) purpose: Purpose,
    pub(crate) name: Option<String>,
}

/// [`Ask::Assign`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AssignCommand {
    /// The command's id.
    pub(crate) id: [u8; 16],
    /// Why, by pseudonym: the caller's word for it may name a person.
    pub(crate) source: [u8; 16],
    /// Who gets it, by pseudonym.
    pub(crate) holder: [u8; 16],
    pub(crate) from: AssignFrom,
}

/// Where an assigned code comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AssignFrom {
    Fresh {
        /// Exactly as the code will carry it.
        expires_at_ms: Option<u64>,
        offer: Option<Offer>,
    },
    /// A batch, by its first serial.
    Pool(u64),
}

/// [`Ask::Validate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ValidateQuestion {
    /// Whether a page asks, whose word about people and devices does not count.
    pub(crate) is_page: bool,
    /// Whether a token vouches for the page's customer, so that the customer and the facts count.
    #[serde(default)]
    pub(crate) is_vouched: bool,
    pub(crate) code: CodeFacts,
    /// The order's id, if it has one.
    pub(crate) order_id: Option<String>,
    /// What is bought.
    pub(crate) order: CartFacts,
    /// Where it comes from.
    pub(crate) context: ContextFacts,
    /// Who buys.
    pub(crate) customer: CustomerFacts,
    /// What is known about who buys.
    #[serde(default)]
    pub(crate) facts: KnownFacts,
    /// What speaks against the code beside the order's other codes.
    #[serde(default)]
    pub(crate) conflict: Option<ConflictFact>,
}

/// Why a code cannot be applied beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ConflictFact {
    DuplicateCode,
    NotCombinable,
}

impl ConflictFact {
    pub(super) const fn to_engine(self) -> Conflict {
        match self {
            Self::DuplicateCode => Conflict::DuplicateCode,
            Self::NotCombinable => Conflict::NotCombinable,
        }
    }
}

impl From<Conflict> for ConflictFact {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::DuplicateCode => Self::DuplicateCode,
            Conflict::NotCombinable => Self::NotCombinable,
        }
    }
}

/// A code for an order: what holding and redeeming ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checkout {
    /// The command's id.
    pub(crate) id: [u8; 16],
    pub(crate) code: CodeFacts,
    pub(crate) order_id: String,
    /// What is bought.
    pub(crate) order: CartFacts,
    /// Where it comes from.
    pub(crate) context: ContextFacts,
    /// Who buys.
    pub(crate) customer: CustomerFacts,
    /// What is known about who buys.
    #[serde(default)]
    pub(crate) facts: KnownFacts,
}

/// [`Ask::Switch`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Switch {
    Pause,
    Resume,
    End {
        /// Whether open holds die with it.
        void_holds: bool,
    },
}

/// [`Ask::Revoke`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RevokedCodes {
    Code(CodeFacts),
    /// By its first serial.
    Batch(u64),
    Range {
        first_serial: u64,
        count: u64,
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

impl<T> Answer<T> {
    /// What was granted, and whether it was given before.
    ///
    /// # Errors
    ///
    /// [`Failure::Refused`] if the engine refused.
    pub(crate) fn granted(self) -> Result<(T, bool), Failure> {
        match self {
            Self::Granted { value, replayed } => Ok((value, replayed)),
            Self::Refused(refusal) => Err(Failure::Refused(refusal)),
        }
    }
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

/// The answer to [`Ask::Change`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Changed {
    /// The campaign as it is now.
    Done(Box<CampaignRecord>),
    /// The engine refused.
    Refused(Refusal),
    /// The change does not go with what it leaves as it is.
    Invalid {
        /// The path of the field.
        field: String,
        /// The rule that it breaks.
        detail: String,
    },
}

impl From<InvalidValue> for Changed {
    fn from(invalid: InvalidValue) -> Self {
        let InvalidValue { field, detail } = invalid;
        Self::Invalid { field, detail }
    }
}
