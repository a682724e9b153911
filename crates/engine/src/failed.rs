//! What of a campaign's terms does not hold for an order, one by one.

use alloc::string::String;

use core::fmt;

use crate::Misfit;

/// A condition that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Where it stands in the campaign: `offer`.
    pub path: String,
    /// What it asks for.
    pub condition: FailedCondition,
}

/// What was asked for and does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailedCondition {
    /// What the offer needs to be applied at all.
    Offer(Misfit),
}

/// The message, for people.
impl fmt::Display for FailedCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offer(misfit) => misfit.fmt(f),
        }
    }
}

impl From<Misfit> for Failed {
    fn from(misfit: Misfit) -> Self {
        Self {
            path: "offer".into(),
            condition: FailedCondition::Offer(misfit),
        }
    }
}
