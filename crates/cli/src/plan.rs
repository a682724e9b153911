//! `tessera plan`: what a campaign's codes would look like and promise, before any exists.

mod describe;

use std::io::{self, Write as _};

use clap::{ArgGroup, Args};
use tessera_api::convert::code::{BitsRequest, FormatRequest};
use tessera_api::plan::Planned;
use tessera_api::time::Timestamp;
use tessera_code::{FieldBits, Pattern};

use crate::calendar::{Unit, now};
use crate::failure::{Failure, Outcome};
use crate::layout::usage;
use describe::{Wish, describe};

/// Say which layout a campaign needs, and how hard its codes are to guess
///
/// Nothing is made and no key is needed. Give what the campaign needs (--max-codes and
/// --expires-latest) and get the layout, or give a layout's widths and get its promise.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("size").required(true), after_help = "\
Examples:
  tessera plan --pattern SUM-####-####-####-#### --max-codes 1000000 \\
      --epoch 2026-01-01T00:00:00Z --expires-latest 2026-06-20T00:00:00Z
  tessera plan --pattern SUM-####-####-####-#### --serial-bits 24 --expiry-bits 12 --json")]
pub(crate) struct PlanArgs {
    /// How codes are to look: a prefix, then 12 to 20 `#`, such as SUM-####-####-####-####
    #[arg(long)]
    pattern: Pattern,

    /// The most codes that the campaign will ever have
    #[arg(long, value_name = "NUMBER", group = "size")]
    max_codes: Option<u64>,

    /// The latest expiry that a code will ever have (RFC 3339); left out, codes have no expiry of
    /// their own
    #[arg(long, value_name = "INSTANT", requires = "max_codes", value_parser = Timestamp::parse)]
    expires_latest: Option<Timestamp>,

    /// Accept codes that are easier to guess than one in 2^36
    #[arg(long, requires = "max_codes")]
    allow_weak: bool,

    /// Instead of --max-codes: bits that hold the serial, 8 to 40
    #[arg(long, value_name = "BITS", group = "size")]
    serial_bits: Option<u8>,

    /// With --serial-bits: bits that hold the expiry, 0 to 16
    #[arg(
        long,
        value_name = "BITS",
        requires = "serial_bits",
        default_value_t = 0
    )]
    expiry_bits: u8,

    /// What one step of the expiry is
    #[arg(long, value_name = "UNIT", default_value = "hour")]
    expiry_unit: Unit,

    /// Where expiries count from (RFC 3339), on a full unit; left out, the unit that now lies in
    #[arg(long, value_name = "INSTANT", value_parser = Timestamp::parse)]
    epoch: Option<Timestamp>,

    /// Print JSON, as the API's `POST /v1/plan` answers
    #[arg(long)]
    json: bool,
}

impl PlanArgs {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let bits = match (self.max_codes, self.serial_bits) {
            (Some(max_codes), _) => BitsRequest::Planned {
                max_codes,
                expires_latest: self.expires_latest,
            },
            (None, serial_bits) => BitsRequest::Explicit(FieldBits {
                serial_bits: serial_bits.unwrap_or_default(),
                expiry_bits: self.expiry_bits,
            }),
        };
        let request = FormatRequest {
            pattern: self.pattern.as_str(),
            bits,
            unit: Some(self.expiry_unit.into()),
            epoch: self.epoch,
            // Widths are told to hear their promise, even if it is a weak one.
            allow_weak: self.allow_weak || self.max_codes.is_none(),
            key_version: 1,
        };
        let (format, plan) = request.resolve(now()).map_err(usage)?;
        let text = if self.json {
            let planned = Planned::new(&format, &plan);
            let json = serde_json::to_string_pretty(&planned)
                .map_err(|error| Failure::InputOutput(error.to_string()))?;
            json + "\n"
        } else {
            let wish = Wish {
                max_codes: self.max_codes,
                expires_latest: self.expires_latest,
            };
            describe(&format, &plan, &wish)
        };
        io::stdout()
            .write_all(text.as_bytes())
            .map_err(Failure::stdout)?;
        Ok(Outcome::Done)
    }
}
