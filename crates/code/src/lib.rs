//! Tessera's code format, version 1: coupon codes that vouch for themselves.
//!
//! A code such as `SUM-91QX-B8H9-VPYZ-Q5NC` carries its campaign (the prefix), its serial number and its
//! expiry, sealed with a truncated HMAC and protected against typing errors by parity.
//!
//! *In scope*: patterns, normalising, layouts and their odds, key derivation, minting, reading with the
//! public key, verifying with the secret ones, corrections, and what a page can say while somebody
//! types. *Out of scope*: everything that needs state (issued, used, revoked), JSON, the clock and
//! randomness: time and keys are arguments.
//!
//! The format itself, bit by bit, is in `FORMAT.md` beside this crate.
//!
//! The crate is `no_std`, allocates nothing, and has no reachable panic.
//!
//! # Example
//!
//! ```
//! use tessera_code::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pattern = Pattern::parse("SUM-####-####-####-####")?;
//! let layout = Layout::new(&pattern, FieldBits { serial_bits: 24, expiry_bits: 12 })?;
//! let calendar = Calendar::new(ExpiryUnit::Hour, 1_767_225_600)?;
//! let format = Format::new(FormatParts { pattern, layout, calendar, key_version: 1 })?;
//! let master = MasterKey::parse_hex(&"00".repeat(32))?;
//!
//! let issuer = Issuer::new(format, &master.derive(&pattern.prefix(), 1));
//! let serial = Serial::new(7).ok_or("out of range")?;
//! let code = issuer.mint(serial, format.never())?;
//! assert_eq!(issuer.verify(&code.as_str().to_lowercase())?.serial, serial);
//! # Ok(())
//! # }
//! ```
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

mod ascii;
mod bits;
mod calendar;
mod check;
mod code;
mod format;
mod gf32;
#[cfg(feature = "secret")]
mod issuer;
mod keys;
mod layout;
mod locate;
mod parity;
mod pattern;
mod plan;
mod prf;
mod reader;
mod suggest;
mod symbol;
mod text;

pub use calendar::{Calendar, CalendarError, ExpiryUnit};
pub use check::{Check, CheckOptions, PublicCampaign, Typed, check};
pub use code::Code;
pub use format::{Expiry, ExpiryError, Format, FormatError, FormatParts, Serial};
#[cfg(feature = "secret")]
pub use issuer::{Genuine, Issuer, MintError, NotGenuine};
pub use keys::PublicKey;
#[cfg(feature = "secret")]
pub use keys::{CampaignKeys, MasterKey, MasterKeyError};
pub use layout::{FieldBits, Layout, LayoutError};
pub use locate::locate;
pub use pattern::{Pattern, PatternError, Prefix};
pub use plan::{Plan, PlanError, PlanRequest, STRONG_TAG_BITS, plan};
pub use reader::{Reader, Sealed};
pub use suggest::Correction;
pub use text::{BadCharacter, Text};
