//! What the worker tells a campaign, and what a campaign answers.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

mod cart;

use serde::{Deserialize, Serialize};
use tessera_api::{
    batch::Purpose,
    campaign::{CampaignSwitch, RollbackMode},
    hold::ReleaseReason,
    lookup::CodeState,
    offer::Offer,
    time::Timestamp,
};
use tessera_engine::{
    AttributeName, Channel, Context, Customer, Entity, Pseudonym, Serial, UnixMillis, ValueError,
};

pub(crate) use self::cart::CartFacts;
use crate::record::CampaignRecord;

/// What a genuine code says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CodeFacts {
    pub(crate) serial: u64,
    pub(crate) expires_at_ms: Option<u64>,
}

/// What was bought, in answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderFacts {
    pub(crate) currency: String,
    pub(crate) subtotal: u64,
}

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContextFacts {
    pub(crate) channel: Option<String>,
    /// Names, and pseudonyms of the values.
    pub(crate) attributes: Vec<(String, [u8; 16])>,
}

/// Who buys, by pseudonym.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CustomerFacts {
    pub(crate) id: Option<[u8; 16]>,
    pub(crate) email: Option<[u8; 16]>,
}

/// A campaign, and what was issued and spent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CampaignFacts {
    pub(crate) record: CampaignRecord,
    /// How many codes were issued.
    pub(crate) codes: u64,
    pub(crate) used: AmountFacts,
    /// What open holds reserve.
    pub(crate) held: AmountFacts,
}

/// The three metrics side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AmountFacts {
    pub(crate) redemptions: u64,
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
}

/// A campaign that was stopped, or goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SwitchFacts {
    pub(crate) event: CampaignSwitch,
    pub(crate) at: Timestamp,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BatchFacts {
    pub(crate) first_serial: u64,
    pub(crate) count: u64,
    pub(crate) expires_at_ms: Option<u64>,
    pub(crate) uses: u32,
    #[serde(default)]
    pub(crate) purpose: Purpose,
    pub(crate) name: Option<String>,
    pub(crate) created_at: Timestamp,
}

/// A code that was assigned to a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct AssignmentFacts {
    pub(crate) code: CodeFacts,
    /// The first serial of the batch that it was taken from.
    pub(crate) batch: Option<u64>,
    /// What it is worth, if not what its batch or the campaign says.
    pub(crate) offer: Option<Offer>,
    pub(crate) assigned_at: Timestamp,
    pub(crate) existing: bool,
}

/// Codes that were withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RevocationFacts {
    pub(crate) first_serial: u64,
    pub(crate) count: u64,
    pub(crate) at: Timestamp,
}

/// A code that would be redeemed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validated {
    /// What the discount is taken off: the order as it was redeemed, if it was.
    pub(crate) order: OrderFacts,
    pub(crate) discount: u64,
    pub(crate) existing: bool,
    pub(crate) provisional: bool,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HoldFacts {
    /// The journal row that first made it.
    pub(crate) hold: u64,
    pub(crate) held_at: Timestamp,
    pub(crate) code: CodeFacts,
    pub(crate) order_id: String,
    pub(crate) order: OrderFacts,
    pub(crate) discount: u64,
    pub(crate) expires_at: Timestamp,
    pub(crate) state: HoldState,
    /// Whether the order had it before, and only renewed it.
    pub(crate) is_renewed: bool,
}

/// Where a hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HoldState {
    Open,
    /// By this journal row.
    Redeemed(u64),
    Released(ReleaseReason),
}

/// A hold that was given up, or that had ended before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ReleaseFacts {
    pub(crate) hold: u64,
    pub(crate) reason: ReleaseReason,
    pub(crate) at: Timestamp,
    pub(crate) existing: bool,
}

/// A redemption, as it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RedemptionFacts {
    pub(crate) seq: u64,
    pub(crate) at: Timestamp,
    pub(crate) code: CodeFacts,
    pub(crate) order_id: String,
    pub(crate) order: OrderFacts,
    pub(crate) discount: u64,
    /// The hold that it came from.
    pub(crate) hold: Option<u64>,
    pub(crate) existing: bool,
}

/// A redemption, and what was given back of it since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RedemptionNowFacts {
    pub(crate) redemption: RedemptionFacts,
    pub(crate) discount_returned: u64,
    pub(crate) order_value_returned: u64,
    /// Whether that is all, and what became of the use.
    pub(crate) in_full: Option<RollbackMode>,
}

/// A rollback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RollbackFacts {
    pub(crate) redemption: u64,
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
    /// Whether nothing is left, and what became of the use.
    pub(crate) in_full: Option<RollbackMode>,
    pub(crate) at: Timestamp,
}

/// What an order gave back when it was cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CancelFacts {
    pub(crate) released: Vec<u64>,
    pub(crate) rolled_back: Vec<u64>,
    pub(crate) existing: bool,
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

/// Where a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StandingFacts {
    pub(crate) state: CodeState,
    pub(crate) uses: u32,
    pub(crate) uses_max: u32,
}

/// Something that happened to a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TimelineFact {
    /// The batch with this first serial was created.
    Issued(u64),
    /// It was assigned to a customer.
    Assigned,
    /// It was validated for the first time.
    Entered,
    /// An order held it, or renewed its hold.
    Held(HoldFacts),
    /// A hold ended without a redemption.
    HoldReleased { hold: u64, reason: ReleaseReason },
    /// It was redeemed.
    Redeemed(RedemptionFacts),
    /// All or part of a redemption was given back.
    RolledBack(RollbackFacts),
    /// It was withdrawn, alone or with others.
    Revoked,
}

impl CodeFacts {
    pub(super) fn to_engine(self) -> Result<tessera_engine::CodeFacts, ValueError> {
        let expires_at = self.expires_at_ms.map(UnixMillis::new).transpose()?;
        Ok(tessera_engine::CodeFacts {
            serial: Serial::new(self.serial)?,
            expires_at,
        })
    }
}

impl ContextFacts {
    pub(crate) fn to_engine(&self) -> Result<Context, ValueError> {
        let channel = self.channel.as_deref().map(Channel::parse).transpose()?;
        let attributes = self.attributes.iter().map(|(name, value)| {
            let name = AttributeName::parse(name)?;
            Ok((name, Entity::new(value.to_vec())?))
        });
        Context::new(channel, attributes.collect::<Result<_, ValueError>>()?)
    }
}

impl CustomerFacts {
    pub(crate) fn to_engine(self) -> Customer {
        Customer {
            id: self.id.map(Pseudonym),
            email: self.email.map(Pseudonym),
        }
    }
}

impl From<tessera_engine::Amounts> for AmountFacts {
    fn from(amounts: tessera_engine::Amounts) -> Self {
        Self {
            redemptions: amounts.redemptions.value(),
            discount: amounts.discount.value(),
            order_value: amounts.order_value.value(),
        }
    }
}
