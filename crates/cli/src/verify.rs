//! `tessera verify`: which codes are genuine.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use tessera_api::time::Timestamp;
use tessera_code::Issuer;

use crate::codes::CodesArgs;
use crate::failure::{Failure, Outcome};
use crate::key::KeyArgs;
use crate::layout::LayoutArgs;
use crate::state::{Proven, State, expiry_in_words};
use crate::words::printable;

/// Say which codes are genuine, with the secret keys: one verdict a line, in order
///
/// Exits with 1 if any code is not genuine. An expired code is genuine; whether a code was issued,
/// redeemed or revoked only the API knows.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tessera verify --pattern SUM-####-####-####-#### --serial-bits 20 \\
      --master-key-file master.key < codes.txt
  tail -n +2 codes.csv | cut -d, -f1 | tessera verify --json \\
      --pattern SUM-####-####-####-#### --serial-bits 20

With --json, each line is {\"code\",\"genuine\",\"serial\",\"expires_at\",\"reason\"}. The reason is null
for a genuine code, or one of: empty, unknown_campaign, bad_character, incomplete, too_long, typo,
forged (all fits but the tag: made up, or minted with other keys or another layout).")]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    codes: CodesArgs,

    /// Print one JSON object a line
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    layout: LayoutArgs,

    #[command(flatten)]
    key: KeyArgs,
}

/// A line of `--json`.
#[derive(Serialize)]
struct Verdict<'v> {
    /// As minted if the code is genuine, else the text that was given.
    code: &'v str,
    genuine: bool,
    serial: Option<u64>,
    expires_at: Option<Timestamp>,
    reason: Option<&'static str>,
}

impl VerifyArgs {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let (format, _) = self.layout.format()?;
        let issuer = self.key.issuer(format)?;
        let mut outcome = Outcome::Done;
        self.codes.for_each(|text, output| {
            if !self.answer(text, &issuer, output)? {
                outcome = Outcome::Objection;
            }
            Ok(())
        })?;
        Ok(outcome)
    }

    /// Writes the verdict on a text; returns whether it is genuine.
    fn answer(&self, text: &str, issuer: &Issuer, output: &mut dyn Write) -> io::Result<bool> {
        let Some(proven) = Proven::of(text, issuer) else {
            self.reject(text, issuer, output)?;
            return Ok(false);
        };
        let Proven {
            code,
            serial,
            expires_at,
        } = proven;
        if self.json {
            let verdict = Verdict {
                code: &code,
                genuine: true,
                serial: Some(serial.value()),
                expires_at,
                reason: None,
            };
            write_json(output, &verdict)?;
        } else {
            let expiry = expiry_in_words(expires_at);
            writeln!(output, "genuine      {code}  serial {serial}, {expiry}")?;
        }
        Ok(true)
    }

    fn reject(&self, text: &str, issuer: &Issuer, output: &mut dyn Write) -> io::Result<()> {
        let state = State::of(text, issuer.reader());
        let sentence = state.sentence();
        let reason = match sentence {
            Some(_) => state.slug,
            None => "forged",
        };
        if self.json {
            let verdict = Verdict {
                code: text,
                genuine: false,
                serial: None,
                expires_at: None,
                reason: Some(reason),
            };
            return write_json(output, &verdict);
        }
        let why = sentence.unwrap_or_else(|| FORGED.to_owned());
        writeln!(output, "not genuine  {}  {why}", printable(text))
    }
}

/// What is wrong with a code that fits in all but its tag.
pub(crate) const FORGED: &str = "forged, or minted with other keys or another layout";

/// Writes a value as one line of JSON.
pub(crate) fn write_json(output: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}
