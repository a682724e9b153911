//! A campaign: its batches, codes, accounts, and the journal of what happened to them.
//!
//! One object for each campaign, named `campaign/{PREFIX}`. It loads what a command needs, lets
//! `tessera-engine` decide, writes what was decided, and answers; all of it in one transaction.

mod effects;
mod error;
mod journal;
mod lookup;
mod message;
mod object;
mod rows;
mod schema;
mod store;

pub(crate) use message::{
    Answer, Ask, BatchFacts, CodeFacts, Initialised, IssueCommand, LookupFacts, OrderFacts,
    RedemptionFacts, TimelineFact, UsageFacts, Validated,
};
pub use object::CampaignObject;
