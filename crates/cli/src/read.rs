//! `tessera read`: what a code says by itself.

use std::io::{self, Write};

use clap::Args;
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use tessera_api::time::Timestamp;
use tessera_code::{Format, Issuer, PublicKey, Reader};

use crate::codes::CodesArgs;
use crate::failure::{Failure, Outcome};
use crate::key::{KeyArgs, VARIABLE};
use crate::layout::LayoutArgs;
use crate::state::{Proven, State, expiry_in_words};
use crate::verify::{FORGED, write_json};
use crate::words::printable;

/// Say what a code tells: campaign, typing errors, expiry; with the master key also its serial
///
/// With --public-key alone this is what anybody's page knows: whether a code is mistyped, not whether
/// it is genuine. Exits with 1 if a code cannot be read or, with the master key, is not genuine.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tessera read --pattern SUM-####-####-####-#### --serial-bits 20 --public-key \"$KEY\" < codes.txt
  tessera read --pattern SUM-####-####-####-#### --serial-bits 20 --master-key-file master.key

With --json, each line is {\"code\",\"state\",\"campaign\",\"expires_at\",\"genuine\",\"serial\",\"suggestion\"}.
The state is one of: plausible, expired, empty, unknown_campaign, bad_character, incomplete, too_long,
typo. \"genuine\" and \"serial\" are null without the master key.")]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    codes: CodesArgs,

    /// The campaign's public key as the manifest gives it: 32 bytes in base64url
    // One key in 64 begins with a dash.
    #[arg(long, value_name = "KEY", value_parser = parse_public_key)]
    #[arg(allow_hyphen_values = true, conflicts_with = "master_key_file")]
    public_key: Option<PublicKey>,

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
struct Reading<'r> {
    code: &'r str,
    state: &'static str,
    campaign: Option<&'r str>,
    expires_at: Option<Timestamp>,
    genuine: Option<bool>,
    serial: Option<u64>,
    suggestion: Option<String>,
}

/// The keys that codes are read with.
struct Lens {
    reader: Reader,
    /// With the secret keys.
    issuer: Option<Issuer>,
}

impl ReadArgs {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let (format, _) = self.layout.format()?;
        let lens = self.lens(format)?;
        let mut outcome = Outcome::Done;
        self.codes.for_each(|text, output| {
            if !self.answer(text, &lens, output)? {
                outcome = Outcome::Objection;
            }
            Ok(())
        })?;
        Ok(outcome)
    }

    fn lens(&self, format: Format) -> Result<Lens, Failure> {
        if let Some(public_key) = self.public_key {
            return Ok(Lens {
                reader: Reader::new(format, public_key),
                issuer: None,
            });
        }
        let keys = self.key.campaign_keys(&format)?.ok_or_else(|| {
            Failure::Key(format!(
                "there is no key to read with: give the campaign's --public-key, as the manifest has \
                 it, or the master key by --master-key-file or {VARIABLE}"
            ))
        })?;
        Ok(Lens {
            reader: Reader::new(format, keys.public_key()),
            issuer: Some(Issuer::new(format, &keys)),
        })
    }

    /// Writes what a text says; returns whether it could be read and nothing speaks against it.
    fn answer(&self, text: &str, lens: &Lens, output: &mut dyn Write) -> io::Result<bool> {
        let state = State::of(text, &lens.reader);
        let readable = state.objection.is_none();
        let proven = match &lens.issuer {
            Some(issuer) if readable => Some(Proven::of(text, issuer)),
            Some(_) | None => None,
        };
        let genuine = proven.as_ref().map(Option::is_some);
        let serial = proven.flatten().map(|proven| proven.serial.value());
        let prefix = lens.reader.format().pattern().prefix();
        if self.json {
            let reading = Reading {
                code: state.code.as_deref().unwrap_or(text),
                state: state.slug,
                campaign: readable.then(|| prefix.as_str()),
                expires_at: state.expires_at,
                genuine,
                serial,
                suggestion: state.suggestion,
            };
            write_json(output, &reading)?;
        } else {
            let words = state.sentence().unwrap_or_else(|| {
                let expiry = expiry_in_words(state.expires_at);
                let proof = match (genuine, serial) {
                    (Some(true), Some(serial)) => format!(", serial {serial}, genuine"),
                    (Some(_), _) => format!(", {FORGED}"),
                    (None, _) => String::new(),
                };
                format!("campaign {prefix}, {expiry}{proof}")
            });
            let code = state.code.unwrap_or_else(|| printable(text));
            writeln!(output, "{:<16} {code}  {words}", state.slug)?;
        }
        Ok(readable && genuine != Some(false))
    }
}

fn parse_public_key(text: &str) -> Result<PublicKey, &'static str> {
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .map(PublicKey::from_bytes)
        .ok_or("a public key is 43 characters of base64url, as the manifest has it")
}
