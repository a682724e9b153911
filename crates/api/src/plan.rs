//! Plans: the layout and the odds of a pattern, before anything exists.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{campaign::ExpiryUnit, time::Timestamp};

/// `POST /v1/plan`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// How codes are to look, such as `SUM-####-####-####-####`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Pattern))]
    pub pattern: String,
    /// How many codes the campaign will ever have.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeCount))]
    pub max_codes: u64,
    /// The latest instant at which any of its codes will expire; codes do not expire if left out.
    pub expires_latest: Option<Timestamp>,
    /// What one step of the expiry is; an hour if left out.
    pub expiry_unit: Option<ExpiryUnit>,
    /// Where the expiry counts from, a multiple of the unit; the unit that now lies in if left out.
    pub epoch: Option<Timestamp>,
    /// Accepts codes that are easier to guess than one in 2^36.
    pub allow_weak: Option<bool>,
}

/// The answer to a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Planned {
    /// The pattern.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Pattern))]
    pub pattern: String,
    /// The pattern's prefix: the campaign's id.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub prefix: String,
    /// What the bits of a code hold.
    pub layout: Layout,
    /// What one step of the expiry is.
    pub expiry_unit: ExpiryUnit,
    /// Where the expiry counts from.
    pub epoch: Timestamp,
    /// How many codes fit.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeCount))]
    pub serials: u64,
    /// How hard the codes are to guess.
    pub odds: Odds,
}

/// What the bits of a code hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Layout {
    /// Characters after the prefix, each of 5 bits.
    #[cfg_attr(feature = "openapi", schema(minimum = 12, maximum = 20))]
    pub symbols: u8,
    /// Bits that hold the serial.
    #[cfg_attr(feature = "openapi", schema(minimum = 8, maximum = 40))]
    pub serial_bits: u8,
    /// Bits that hold the expiry.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 16))]
    pub expiry_bits: u8,
    /// Bits that hold the tag, which is what a guess must hit.
    #[cfg_attr(feature = "openapi", schema(minimum = 32, maximum = 77))]
    pub tag_bits: u8,
    /// Characters that only serve to find typing errors.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 3))]
    pub parity_symbols: u8,
}

/// How hard codes are to guess, for somebody who holds a genuine one: the honest figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Odds {
    /// The number of guesses per hit, as a power of two.
    pub guesses_per_hit_log2: u8,
    /// The number of guesses per hit.
    pub guesses_per_hit: f64,
    /// The expected time to a hit at 100 guesses a second, in seconds.
    pub seconds_at_100_per_second: f64,
}
