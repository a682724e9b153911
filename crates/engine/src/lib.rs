//! Everything that decides in Tessera, and nothing that acts.
//!
//! [`decide`] takes what is stored ([`View`]), what is asked ([`Command`]) and the time, and
//! answers with an [`Outcome`] and the [`Effects`] that make it true. It is pure, synchronous and
//! total: the same arguments always give the same decision, so it runs natively in microseconds,
//! beside a reference model, under millions of random histories.
//!
//! **In scope**: single use, assigned codes, holds, offers, limits, rollbacks, idempotency, the campaign's life, the
//! order of refusals, and the rows that are written.
//!
//! **Out of scope**: codes as text, tags and keys (the engine knows serials, after the edge has
//! verified them), JSON, storage, HTTP, JavaScript. There is no clock and no randomness: the crate
//! is `no_std`, so that neither is even within reach.
//!
//! # How it is called
//!
//! Whoever owns the storage implements [`Rows`], reads by key, and [`Storage`], one write. A command
//! is then one call, inside one transaction:
//!
//! ```
//! # use tessera_engine::*;
//! # fn answer<S: Storage>(storage: &mut S, command: &Command, now: UnixMillis)
//! #     -> Result<Outcome, S::Error> where S::Error: From<EngineError> {
//! let clock = Clock { now, retention: Retention::DEFAULT };
//! let decision = run(storage, command, clock)?; // release what is due, load, decide, apply
//! # Ok(decision.outcome) }
//! ```
//!
//! # What a command goes through
//!
//! 1. Holds that are due are released ([`sweep`]): correctness never waits for an alarm.
//! 2. The rows that it needs are read (`load`), and must agree with each other (`invariant`).
//! 3. Time never goes back: an earlier clock is held at the newest journal row.
//! 4. A command id that was seen before gets its first answer again, or a conflict (`decide`).
//! 5. An order that has redeemed the code has it for ever; an order that holds it is asked only for
//!    what is more than it holds; else the refusals are asked in order of precedence (`judge`), and
//!    last the limits (`charge`).
//! 6. What changes is drafted in copies (`draft`), one journal row for each thing that happened.
//! 7. The rows to write must keep every promise (`invariant`), and only then they leave.
//!
//! # What is where
//!
//! - [`JournalRow`]: the truth. A command's answer is the row that tells of it, so a replay needs
//!   nothing else, and a redemption *is* its row.
//! - [`Account`]: what is used and held, per whom and in which window. Each hold and each redemption
//!   keeps the list of its accounts, and gives back to just these.
//! - [`HoldRow`]: a promise. What later changes the campaign does not break it. It ends by becoming
//!   due, whoever ends it but its own order: withdrawn codes and ended campaigns make holds due, and
//!   sweeping releases them in bounded steps.
//! - [`Limit`]: its `max` is what *this* engine may give out. A sharded campaign leases a part of its
//!   budget to each shard as that shard's `max`.
//! - [`Rejection`]: every refusal, in order of precedence.
#![cfg_attr(not(test), no_std)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::arithmetic_side_effects,
        clippy::wildcard_enum_match_arm
    )
)]

extern crate alloc;

mod account;
mod ask;
mod assign;
mod campaign;
mod cancel;
mod cart;
mod charge;
mod command;
mod content;
mod decide;
mod decision;
mod draft;
mod eligible;
mod error;
mod facts;
mod fingerprint;
mod hold;
mod ids;
mod invariant;
mod issuance;
mod issue;
mod journal;
mod judge;
mod label;
mod lifecycle;
mod limit;
mod load;
mod money;
mod offer;
mod qualify;
mod redeem;
mod rejection;
mod release;
mod revoke;
mod rollback;
mod rows;
mod rule;
mod run;
mod selection;
mod stack;
mod storage;
mod time;
mod validate;
mod view;
mod who;
mod zone;

pub use account::{Account, AccountKey, Amounts, Count};
pub use campaign::{
    Batch, Campaign, CodeRow, CodeState, OnExhausted, Purpose, RollbackMode, Settings,
};
pub use cart::{Cart, Line, Quantity, Shipping};
pub use command::{
    Asker, Assign, AssignFrom, Cancel, Change, CodeFacts, Command, End, Hold, HoldTtl, Issue,
    Pause, Redeem, RedeemHold, Release, Resume, Revoke, Rollback, RollbackAmount, RollbackPart,
    Validate,
};
pub use decide::decide;
pub use decision::{Decision, Done, Effects, Outcome, Valid, Write};
pub use error::{EngineError, ValueError};
pub use facts::Facts;
pub use fingerprint::{CommandId, CommandRow, Content, Field, Fingerprint, Keyed};
pub use ids::{Metadata, OrderId, Seq, Serial, SerialRange, SourceId, Uses};
pub use issuance::Issuance;
pub use journal::{
    Assigned, Event, Held, HoldReleased, Issued, JournalRow, Newest, OrderClosed, Redeemed,
    ReleaseReason, Returned, Revoked, RolledBack,
};
pub use label::{Label, NumberValue, TextValue, Value};
pub use limit::{Limit, Limits, Metric, Per, Window};
pub use money::{BasisPoints, Currency, MinorUnits};
pub use offer::{Misfit, Offer};
pub use qualify::{Qualified, Qualify};
pub use rejection::Rejection;
pub use rows::{HoldRow, HoldState, OrderUse, Promise, RevokedRange};
pub use rule::{
    Bounds, Comparison, Condition, Days, Failed, Hours, How, Judged, Judgement, Leaf, Node, Path,
    Rule, Scene, Step, Truth, Truths, Weekday,
};
pub use run::{SWEEP_MAX, preview, run, sweep};
pub use selection::{Labels, Selection};
pub use stack::{Candidate, Conflict, Priority, Stack, StackMode, Stacking, in_order};
pub use storage::{Rows, Storage};
pub use time::{Period, UnixMillis};
pub use view::{Assignment, Clock, Redemption, Retention, View};
pub use who::{AttributeName, Channel, Context, Customer, Entity, Pseudonym};
pub use zone::TimeZone;
