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
#![cfg_attr(not(test), no_std)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::arithmetic_side_effects
    )
)]

extern crate alloc;

mod account;
mod campaign;
mod command;
mod decide;
mod decision;
mod error;
mod fingerprint;
mod ids;
mod invariant;
mod issue;
mod journal;
mod judge;
mod limit;
mod money;
mod offer;
mod redeem;
mod rejection;
mod time;
mod view;

pub use account::{Account, AccountKey, Amounts, Count};
pub use campaign::{Batch, Campaign, CodeRow, CodeState};
pub use command::{Cart, CodeFacts, Command, Issue, Redeem, Validate};
pub use decide::decide;
pub use decision::{Decision, Effects, IssuedBatch, Outcome, Redemption, Valid, Write};
pub use error::{EngineError, ValueError};
pub use fingerprint::{CommandId, CommandRow, Field, Fingerprint, Keyed};
pub use ids::{Metadata, OrderId, Seq, Serial, SerialRange, Uses};
pub use journal::{Event, Issued, JournalRow, Newest, Redeemed};
pub use limit::{Limit, Limits, Metric, Per, Window};
pub use money::{BasisPoints, Currency, MinorUnits};
pub use offer::Offer;
pub use rejection::Rejection;
pub use time::{Period, UnixMillis};
pub use view::{Pointed, Rows, View};
