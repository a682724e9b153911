//! Everything that decides in Tessera, and nothing that acts.
//!
//! [`decide`] takes what is stored ([`View`]), what is asked ([`Command`]) and the time, and
//! answers with an [`Outcome`] and the [`Effects`] that make it true. It is pure, synchronous and
//! total: the same arguments always give the same decision, so it runs natively in microseconds,
//! beside a reference model, under millions of random histories.
//!
//! **In scope**: single use, offers, limits, idempotency, the order of refusals, and the rows that
//! are written.
//!
//! **Out of scope**: codes as text, tags and keys (the engine knows serials, after the edge has
//! verified them), JSON, storage, HTTP, JavaScript. There is no clock and no randomness: the crate
//! is `no_std`, so that neither is even within reach.
//!
//! # How it is called
//!
//! Whoever owns the storage implements [`Rows`], eight reads by primary key. A command is then
//! load, decide, apply, inside one transaction and without another thought:
//!
//! ```
//! # use tessera_engine::*;
//! # fn run<R: Rows>(rows: &R, command: &Command, now: UnixMillis, apply: impl Fn(&Write))
//! #     -> Result<Outcome, R::Error> where R::Error: From<EngineError> {
//! let view = View::load(rows, command)?;
//! let decision = decide(&view, command, now)?;
//! decision.effects.writes().iter().for_each(apply);
//! # Ok(decision.outcome) }
//! ```
//!
//! # What a decision goes through
//!
//! 1. The rows that were read must agree with each other (`invariant`).
//! 2. Time never goes back: an earlier clock is held at the newest journal row.
//! 3. A command id that was seen before gets its first answer again, or a conflict (`decide`).
//! 4. An order that has redeemed the code has it for ever; else the refusals are asked in order of
//!    precedence (`judge`), and what remains is granted.
//! 5. The rows to write must keep every promise (`invariant`), and only then they leave.
//!
//! # Where the rest of the design goes
//!
//! - *Holds*: a code row gets the hold that is on it, and [`Account::held`] is already read by
//!   every limit. Holding adds to it, redeeming with a hold moves from `held` to `used`, and only a
//!   difference is charged ([`Account::charge`]). Due holds become one more thing that the view
//!   brings and that is released before the command is judged.
//! - *Rollback*: the redemption's journal row tells order, amounts and accounts; giving back takes
//!   them from `used`, and takes the live redemption from the code's row.
//! - *Limits per customer, channel and attribute, by day, week and month*: [`Per`] and [`Window`]
//!   get variants, [`AccountKey`] its entity and window; the view brings more accounts, and
//!   charging walks over all of them as it does today.
//! - *Sharded campaigns*: a limit's `max` is what this engine may give out. A leased part of a
//!   budget is a smaller `max`.
//! - *Refusals*: [`Rejection`] says where in the order each of them goes.
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
mod campaign;
mod cancel;
mod charge;
mod command;
mod content;
mod decide;
mod decision;
mod draft;
mod error;
mod fingerprint;
mod hold;
mod ids;
mod invariant;
mod issue;
mod journal;
mod judge;
mod lifecycle;
mod limit;
mod load;
mod money;
mod offer;
mod redeem;
mod rejection;
mod release;
mod revoke;
mod rollback;
mod rows;
mod run;
mod storage;
mod time;
mod validate;
mod view;
mod who;
mod zone;

pub use account::{Account, AccountKey, Amounts, Count};
pub use campaign::{Batch, Campaign, CodeRow, CodeState, OnExhausted, RollbackMode, Settings};
pub use command::{
    Asker, Cancel, Cart, Change, CodeFacts, Command, End, Hold, HoldTtl, Issue, Pause, Redeem,
    RedeemHold, Release, Resume, Revoke, Rollback, RollbackAmount, RollbackPart, Validate,
};
pub use decide::decide;
pub use decision::{Decision, Done, Effects, Outcome, Valid, Write};
pub use error::{EngineError, ValueError};
pub use fingerprint::{CommandId, CommandRow, Field, Fingerprint, Keyed};
pub use ids::{Metadata, OrderId, Seq, Serial, SerialRange, Uses};
pub use journal::{
    Event, Held, HoldReleased, Issued, JournalRow, Newest, OrderClosed, Redeemed, ReleaseReason,
    Returned, Revoked, RolledBack,
};
pub use limit::{Limit, Limits, Metric, Per, Window};
pub use money::{BasisPoints, Currency, MinorUnits};
pub use offer::Offer;
pub use rejection::Rejection;
pub use rows::{HoldRow, HoldState, OrderUse, Promise, RevokedRange};
pub use run::{SWEEP_MAX, run, sweep};
pub use storage::{Rows, Storage};
pub use time::{Period, UnixMillis};
pub use view::{Clock, Redemption, Retention, View};
pub use who::{AttributeName, Channel, Context, Customer, Entity, Pseudonym};
pub use zone::TimeZone;
