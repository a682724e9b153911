//! The JavaScript face of `tessera-code`: what the npm package `tessera-codes` wraps.
//!
//! *In scope*: carrying text, numbers and keys between JavaScript and the code format. *Out of scope*:
//! JSON, dates and clocks, which JavaScript brings itself (see `npm/src`), and every decision about a
//! code, which `tessera-code` makes.
//!
//! It is built twice. With the feature `verifier` it can tell genuine codes by secret keys, for servers
//! and tills. Without it, for pages, it holds neither a secret key nor the function that uses one.
//!
//! Results stay in the object that found them until its next question, and are read field by field:
//! nothing has to be freed, and no serialiser is linked.
#![cfg_attr(target_family = "wasm", no_std)]
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

mod campaigns;
mod finding;
mod format;
#[cfg(target_family = "wasm")]
mod runtime;
#[cfg(feature = "verifier")]
mod verifier;
mod words;

pub use campaigns::Campaigns;
pub use format::CodeFormat;
#[cfg(feature = "verifier")]
pub use verifier::Verifier;
pub use words::{ExpiryUnit, Refusal, State};
