//! `tessera plan`: what a campaign's codes would look like and promise, before any exists.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::{ArgGroup, Args};
use tessera_api::convert::code::{BitsRequest, FormatRequest, epoch};
use tessera_api::plan::Planned;
use tessera_api::time::Timestamp;
use tessera_code::{Expiry, ExpiryUnit, FieldBits, Format, Pattern, Plan};

use crate::calendar::{Unit, now};
use crate::failure::{Failure, Outcome};
use crate::layout::usage;
use crate::words;

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
            self.describe(&format, &plan)
        };
        io::stdout()
            .write_all(text.as_bytes())
            .map_err(Failure::stdout)?;
        Ok(Outcome::Done)
    }

    /// The plan in words.
    fn describe(&self, format: &Format, plan: &Plan) -> String {
        let layout = format.layout();
        let mut text = String::new();
        let mut row = |name: &str, bits: Option<u8>, meaning: String| {
            let bits = bits.map_or_else(String::new, |bits| format!("{bits} bits"));
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {name:<8} {bits:>7}   {meaning}");
        };
        let prefix = format.pattern().prefix();
        row(prefix.as_str(), None, "names the campaign".to_owned());
        let tag_meaning = "prove that a code is genuine; a guess must hit them all".to_owned();
        row("tag", Some(layout.tag_bits()), tag_meaning);
        let serials = words::codes(layout.serial_count());
        let asked = self.max_codes.map_or_else(String::new, |max_codes| {
            format!(" ({} asked for)", words::count(max_codes))
        });
        row(
            "serial",
            Some(layout.serial_bits()),
            format!("number {serials}{asked}"),
        );
        row("expiry", Some(layout.expiry_bits()), expiry_meaning(format));
        let parity_meaning = match layout.parity_symbols() {
            1 => "1 character that finds typing errors (from 14 # on, codes also tell which)",
            2 => "2 characters that find typing errors and tell which one is wrong",
            _ => "3 characters that find typing errors and tell which one is wrong",
        };
        row(
            "parity",
            Some(layout.parity_symbols() * 5),
            parity_meaning.to_owned(),
        );

        let strength = if plan.is_weak() {
            "\n  That is weak: a longer pattern, fewer codes or shorter expiries would do better."
        } else {
            ""
        };
        format!(
            "Codes like {pattern}\n\n{text}\n\
             How hard they are to guess\n  \
             Guessing one genuine code takes {guesses}: {time} at {rate} a second.\n  \
             That holds even against somebody who owns genuine codes.{strength}\n\n\
             To mint them\n  \
             tessera mint {options} \\\n      \
             --count {count}{expires} --output codes.csv\n",
            pattern = format.pattern(),
            guesses = words::guesses(plan),
            time = words::time_per_hit(plan),
            rate = words::GUESSES_PER_SECOND,
            options = mint_options(format),
            expires = self
                .expires_latest
                .map_or_else(String::new, |at| format!(" --expires {at}")),
            count = self.max_codes.unwrap_or(layout.serial_count()),
        )
    }
}

fn expiry_meaning(format: &Format) -> String {
    let expiry_bits = format.layout().expiry_bits();
    let unit = match format.calendar().unit() {
        ExpiryUnit::Hour => "hour",
        ExpiryUnit::Day => "day",
    };
    // The greatest value means "no expiry"; the one before it is the latest instant.
    let latest = (1_u32 << expiry_bits).checked_sub(2).filter(|&raw| raw > 0);
    let latest_ms = latest
        .and_then(|raw| u16::try_from(raw).ok())
        .and_then(|raw| format.expires_at_ms(Expiry::from_raw(raw)));
    match latest_ms {
        None => "codes have no expiry of their own".to_owned(),
        Some(latest_ms) => format!(
            "count from {} by the {unit}, at most until {}",
            epoch(format.calendar()),
            Timestamp::saturating_from_unix_ms(latest_ms)
        ),
    }
}

fn mint_options(format: &Format) -> String {
    let layout = format.layout();
    let (pattern, serial_bits) = (format.pattern(), layout.serial_bits());
    let mut options = format!("--pattern {pattern} --serial-bits {serial_bits}");
    if layout.expiry_bits() > 0 {
        let unit = match format.calendar().unit() {
            ExpiryUnit::Hour => "hour",
            ExpiryUnit::Day => "day",
        };
        let _ = write!(
            options,
            " \\\n      --expiry-bits {} --expiry-unit {unit} --epoch {}",
            layout.expiry_bits(),
            epoch(format.calendar())
        );
    }
    options
}
