//! What the code format says about a text, in a word for programs and a sentence for people.

use tessera_api::time::Timestamp;
use tessera_code::{
    Check, CheckOptions, Code, Issuer, PublicCampaign, Reader, Serial, Text, Typed, locate,
};

use crate::calendar::now;

/// What anybody can know about a text.
#[derive(Debug)]
pub(crate) struct State {
    /// One of the states that pages use as well: `plausible`, `expired`, `typo` …
    pub(crate) slug: &'static str,
    /// What is wrong, in words; `None` if nothing is.
    pub(crate) objection: Option<String>,
    /// The code in its canonical form, if the text is one in all but its tag.
    pub(crate) code: Option<String>,
    /// What was probably meant.
    pub(crate) suggestion: Option<String>,
    /// Until when the code is valid by itself, itself excluded.
    pub(crate) expires_at: Option<Timestamp>,
}

impl State {
    /// Checks a text against one campaign.
    pub(crate) fn of(text: &str, reader: &Reader) -> Self {
        let campaign = PublicCampaign {
            reader: reader.clone(),
            starts_at_ms: None,
            ends_at_ms: None,
        };
        let options = CheckOptions {
            now_ms: now().unix_ms(),
            is_final: true,
        };
        Self::describe(tessera_code::check(&[campaign], text, options), reader)
    }

    fn describe(check: Check, reader: &Reader) -> Self {
        let fits = |slug, typed: Typed, expires_at_ms: Option<u64>| Self {
            slug,
            objection: None,
            code: Some(typed.formatted.to_string()),
            suggestion: None,
            expires_at: expires_at_ms.map(Timestamp::saturating_from_unix_ms),
        };
        match check {
            Check::Empty => Self::objecting("empty", "it has no letters or digits"),
            Check::UnknownCampaign { suggestion } => {
                let prefix = reader.format().pattern().prefix();
                let words = format!("it does not begin with {prefix}");
                Self::objecting("unknown_campaign", words).suggesting(suggestion)
            }
            Check::BadCharacter { bad, .. } => Self::objecting("bad_character", bad.to_string()),
            Check::Incomplete {
                missing,
                suggestion,
                ..
            } => {
                let words = match missing {
                    Some(1) => "1 character is missing".to_owned(),
                    Some(missing) => format!("{missing} characters are missing"),
                    None => "only the beginning of a prefix is there".to_owned(),
                };
                Self::objecting("incomplete", words).suggesting(suggestion)
            }
            Check::TooLong { extra: 1, .. } => {
                Self::objecting("too_long", "1 character is too many")
            }
            Check::TooLong { extra, .. } => {
                Self::objecting("too_long", format!("{extra} characters are too many"))
            }
            Check::Typo { correction, .. } => match correction {
                Some(correction) => {
                    let position = correction.position;
                    let words = format!("mistyped at character {position} after the prefix");
                    Self::objecting("typo", words).suggesting(Some(correction.suggestion))
                }
                None => Self::objecting("typo", "mistyped, or minted with another key"),
            },
            Check::NotStarted { typed, .. } => fits("not_started", typed, None),
            Check::Expired {
                typed,
                expires_at_ms,
            } => fits("expired", typed, Some(expires_at_ms)),
            Check::Plausible {
                typed,
                expires_at_ms,
            } => fits("plausible", typed, expires_at_ms),
        }
    }

    fn objecting(slug: &'static str, words: impl Into<String>) -> Self {
        Self {
            slug,
            objection: Some(words.into()),
            code: None,
            suggestion: None,
            expires_at: None,
        }
    }

    fn suggesting(self, suggestion: Option<Code>) -> Self {
        let suggestion = suggestion.map(|code| code.to_string());
        Self { suggestion, ..self }
    }

    /// The objection with the suggestion, as one sentence.
    pub(crate) fn sentence(&self) -> Option<String> {
        let objection = self.objection.as_ref()?;
        Some(match &self.suggestion {
            Some(suggestion) => format!("{objection}; perhaps {suggestion}"),
            None => objection.clone(),
        })
    }
}

/// A code whose tag is right.
#[derive(Debug)]
pub(crate) struct Proven {
    pub(crate) code: String,
    pub(crate) serial: Serial,
    pub(crate) expires_at: Option<Timestamp>,
}

impl Proven {
    /// What the secret keys say about a text; `None` if it is not genuine.
    pub(crate) fn of(text: &str, issuer: &Issuer) -> Option<Self> {
        let reader = issuer.reader();
        let (_, sealed) = locate([reader], &Text::normalise(text).ok()?)?;
        let genuine = issuer.open(&sealed).ok()?;
        let expires_at_ms = reader.format().expires_at_ms(genuine.expiry);
        Some(Self {
            code: reader.code(&sealed).to_string(),
            serial: genuine.serial,
            expires_at: expires_at_ms.map(Timestamp::saturating_from_unix_ms),
        })
    }
}

/// How an expiry is told: `expires 2026-03-01T00:00:00Z`.
pub(crate) fn expiry_in_words(expires_at: Option<Timestamp>) -> String {
    match expires_at {
        None => "no expiry of its own".to_owned(),
        Some(expires_at) if expires_at <= now() => format!("expired {expires_at}"),
        Some(expires_at) => format!("expires {expires_at}"),
    }
}
