//! What a checkout notes of how far it has come.

use serde::{Deserialize, Serialize};
use tessera_api::time::Timestamp;

use crate::{
    campaign::{CartFacts, RedemptionFacts},
    failure::Refusal,
};

/// How far a checkout has come. What happens between two notes can be asked again without harm.
///
/// Fields are added, never renamed: a test pins them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    /// Nothing is reserved.
    Planning,
    /// Every code is to be held.
    Holding(Vec<Planned>),
    /// Every hold is to be redeemed: the commit.
    Redeeming(Vec<Held>),
    /// Everything is to be given back.
    Undoing {
        /// The holds that there are, each by its part.
        holds: Vec<(usize, u64)>,
        /// Why.
        because: RefusedPart,
    },
    /// All are redeemed, in the order of application.
    Redeemed(Vec<RedeemedPart>),
    /// None is.
    Refused(RefusedPart),
}

/// A code that applies, in the order of application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Planned {
    /// Its place among the parts.
    pub(super) part: usize,
    /// The order, as the codes before leave it and with the discount as its maximum.
    pub(super) order: CartFacts,
}

/// A code that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    #[serde(flatten)]
    pub(super) planned: Planned,
    /// The hold, by the journal row that first made it.
    pub(super) hold: u64,
    /// When it ends.
    pub(super) expires_at: Timestamp,
}

/// A code that is redeemed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RedeemedPart {
    /// Its campaign.
    pub(crate) prefix: String,
    pub(crate) redemption: RedemptionFacts,
}

/// The code that a checkout is refused for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefusedPart {
    /// Its place among the parts.
    pub(crate) part: usize,
    pub(crate) refusal: Refusal,
}

impl Phase {
    /// Whether there is nothing left to do.
    pub(super) fn is_over(&self) -> bool {
        match self {
            Self::Planning | Self::Holding(_) | Self::Redeeming(_) | Self::Undoing { .. } => false,
            Self::Redeemed(_) | Self::Refused(_) => true,
        }
    }
}
