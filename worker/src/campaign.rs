//! A campaign: its batches, codes, holds, accounts, and the journal of what happened to them.
//!
//! One object for each campaign, named `campaign/{PREFIX}`. It loads what a command needs, lets
//! `tessera-engine` decide, writes what was decided, and answers; all of it in one transaction.

#[cfg(feature = "testing")]
mod accounts;
mod answers;
mod commands;
mod effects;
mod error;
mod facts;
#[cfg(test)]
pub(crate) mod fixture;
mod jobs;
mod journal;
mod lookup;
mod message;
mod object;
mod orders;
mod rows;
mod schema;
mod store;
mod stored;

#[cfg(test)]
pub(crate) use facts::AmountFacts;
pub(crate) use facts::{
    AssignmentFacts, BatchFacts, CampaignFacts, CancelFacts, CartFacts, CodeFacts, ContextFacts,
    CustomerFacts, HoldFacts, HoldState, LineFacts, LookupFacts, OrderFacts, RedemptionFacts,
    RedemptionNowFacts, ReleaseFacts, RevocationFacts, RollbackFacts, StandingFacts, SwitchFacts,
    TimelineFact, Validated,
};
pub(crate) use message::{
    Answer, Ask, AssignCommand, AssignFrom, Changed, Checkout, Initialised, IssueCommand,
    RevokedCodes, Switch, ValidateQuestion,
};
pub use object::CampaignObject;
