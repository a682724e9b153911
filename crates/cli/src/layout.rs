//! The options that say what a campaign's codes look like, shared by every command that touches codes.

use clap::Args;
use tessera_api::convert::InvalidValue;
use tessera_api::convert::code::{BitsRequest, FormatRequest};
use tessera_api::time::Timestamp;
use tessera_code::{FieldBits, Format, Pattern, Plan};

use crate::calendar::{Unit, now};
use crate::failure::Failure;

/// What a campaign's codes look like. It never changes once codes were handed out.
#[derive(Debug, Args)]
#[command(next_help_heading = "Layout (fixed for a campaign; `tessera plan` proposes one)")]
pub(crate) struct LayoutArgs {
    /// How codes look: a prefix, then 12 to 20 `#`, such as SUM-####-####-####-####
    #[arg(long)]
    pub(crate) pattern: Pattern,

    /// Bits that hold the serial, 8 to 40: there are 2^BITS codes
    #[arg(long, value_name = "BITS")]
    pub(crate) serial_bits: u8,

    /// Bits that hold the expiry, 0 to 16; with 0, codes have no expiry of their own
    #[arg(long, value_name = "BITS", default_value_t = 0)]
    pub(crate) expiry_bits: u8,

    /// What one step of the expiry is
    #[arg(long, value_name = "UNIT")]
    pub(crate) expiry_unit: Option<Unit>,

    /// Where expiries count from (RFC 3339), on a full unit
    #[arg(long, value_name = "INSTANT", value_parser = Timestamp::parse)]
    pub(crate) epoch: Option<Timestamp>,

    /// Which generation of the campaign's keys seals the codes
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) key_version: u32,
}

impl LayoutArgs {
    /// The format, with its promise against guessing.
    pub(crate) fn format(&self) -> Result<(Format, Plan), Failure> {
        // Other units or another epoch would read other expiries from the same codes, so there is no
        // default that could be wrong.
        if self.expiry_bits > 0 && (self.expiry_unit.is_none() || self.epoch.is_none()) {
            return Err(Failure::Usage(
                "--expiry-bits above 0 also needs --expiry-unit and --epoch: what expiries count, \
                 and from when"
                    .to_owned(),
            ));
        }
        FormatRequest {
            pattern: self.pattern.as_str(),
            bits: BitsRequest::Explicit(FieldBits {
                serial_bits: self.serial_bits,
                expiry_bits: self.expiry_bits,
            }),
            unit: self.expiry_unit.map(Into::into),
            epoch: self.epoch,
            // The campaign exists: its layout is told, not chosen.
            allow_weak: true,
            key_version: self.key_version,
        }
        .resolve(now())
        .map_err(usage)
    }
}

/// The API names fields, the command line options: they are called alike.
pub(crate) fn usage(error: InvalidValue) -> Failure {
    let option = error.field.replace('_', "-");
    let detail = error
        .detail
        .replace("allow_weak", "--allow-weak")
        .replace("allow weak codes", "allow weak codes with --allow-weak");
    Failure::Usage(format!("--{option}: {detail}"))
}
