//! Checking as the shopper types: what a page can say about a text without asking anybody.

use crate::code::Code;
use crate::locate::{body, by_head, prefix, symbols};
use crate::reader::Reader;
use crate::suggest::{self, Correction};
use crate::text::{BadCharacter, Kept, Text, starts_with};

/// A campaign as a page knows it: an entry of the manifest.
#[derive(Clone)]
pub struct PublicCampaign {
    /// How its codes are read.
    pub reader: Reader,
    /// From when on its codes are valid, in Unix milliseconds; `None` for always.
    pub starts_at_ms: Option<u64>,
    /// Until when its codes are valid, itself excluded, in Unix milliseconds; `None` for ever.
    pub ends_at_ms: Option<u64>,
}

/// When and how a text is checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct CheckOptions {
    /// The time, in Unix milliseconds. A page's clock can be wrong: take the manifest's and go on.
    pub now_ms: u64,
    /// Whether the field was left, so that a missing character is a mistake and not yet to come.
    pub is_final: bool,
}

/// What a text is, so far. Campaigns are indices into the list that was checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Nothing was typed, or nothing that counts.
    Empty,
    /// The text begins with no known prefix.
    UnknownCampaign {
        /// The code whose prefix was mistyped by one character, if there is one.
        suggestion: Option<Code>,
    },
    /// The text has a character that no code contains.
    BadCharacter {
        /// Where it stands.
        bad: BadCharacter,
        /// The campaign, if the text named it before that.
        campaign: Option<usize>,
    },
    /// The text is the beginning of a code.
    Incomplete {
        /// The campaign and what is typed of its code; `None` while the prefix itself is typed.
        typed: Option<Typed>,
        /// How many symbols are missing; `None` while the prefix itself is typed.
        missing: Option<u8>,
        /// The code from which one character was left out; only when the field was left.
        suggestion: Option<Code>,
    },
    /// The text has more characters than the campaign's codes.
    TooLong {
        /// The campaign.
        campaign: usize,
        /// How many characters are too many.
        extra: usize,
    },
    /// The text has the right length, and a character of it is wrong.
    Typo {
        /// The campaign and the text in its pattern.
        typed: Typed,
        /// What it was probably meant to be.
        correction: Option<Correction>,
    },
    /// The text fits a campaign that has not started.
    NotStarted {
        /// The campaign and the code.
        typed: Typed,
        /// When it starts, in Unix milliseconds.
        starts_at_ms: u64,
    },
    /// The text fits, and the code or its campaign is over.
    Expired {
        /// The campaign and the code.
        typed: Typed,
        /// When it expired, in Unix milliseconds.
        expires_at_ms: u64,
    },
    /// The text fits in all that a page can know. Whether it is genuine, the edge says.
    Plausible {
        /// The campaign and the code.
        typed: Typed,
        /// When the code or its campaign ends, whichever is first, in Unix milliseconds.
        expires_at_ms: Option<u64>,
    },
}

/// A campaign, and the text written in its pattern as far as it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed {
    /// The campaign.
    pub campaign: usize,
    /// The text in canonical form.
    pub formatted: Code,
}

/// Says what a text is, so far.
///
/// Costs about a microsecond; looking for a left-out character or a mistyped prefix costs some dozens.
pub fn check(campaigns: &[PublicCampaign], text: &str, options: CheckOptions) -> Check {
    let text = match Text::normalise(text) {
        Ok(text) => text,
        Err(bad) => {
            return Check::BadCharacter {
                bad,
                campaign: named_before(campaigns, text, bad),
            };
        }
    };
    if text.len() == 0 {
        return Check::Empty;
    }
    let readers = || campaigns.iter().map(|campaign| &campaign.reader);
    let found = campaign_of(readers(), &text).and_then(|at| Some((at, campaigns.get(at)?)));
    let Some((index, campaign)) = found else {
        let begins = readers().any(|reader| is_beginning_of_prefix(&text, prefix(reader)));
        return if begins && text.head().is_none() {
            Check::Incomplete {
                typed: None,
                missing: None,
                suggestion: None,
            }
        } else {
            Check::UnknownCampaign {
                suggestion: suggest::correct_prefix(readers(), &text),
            }
        };
    };
    let is_too_long = text.len() > campaign.reader.format().pattern().text_len();
    if is_too_long && by_head(readers(), &text).is_none() {
        // `SUMM-…` begins with SUM, but is SUM's code with a slip in the prefix.
        let suggestion = suggest::correct_prefix(readers(), &text);
        if suggestion.is_some() {
            return Check::UnknownCampaign { suggestion };
        }
    }
    check_body(campaign, index, &text, options)
}

/// The campaign that a text, complete or not, belongs to.
///
/// A prefix before a separator decides. Otherwise a code that is complete and fits is taken, then the
/// longest prefix that still has room, then the longest one there is.
fn campaign_of<'r>(
    readers: impl Iterator<Item = &'r Reader> + Clone,
    text: &Text,
) -> Option<usize> {
    if let Some((index, _)) = by_head(readers.clone(), text) {
        return Some(index);
    }
    readers
        .enumerate()
        .filter(|(_, reader)| starts_with(text.kept(), prefix(reader)))
        .max_by_key(|(_, reader)| {
            let has_room = text.len() <= reader.format().pattern().text_len();
            let fits = text.len() == reader.format().pattern().text_len()
                && symbols(body(reader, text)).is_ok_and(|body| reader.parity().fits(&body));
            (fits, has_room, prefix(reader).len())
        })
        .map(|(index, _)| index)
}

fn check_body(
    campaign: &PublicCampaign,
    index: usize,
    text: &Text,
    options: CheckOptions,
) -> Check {
    let reader = &campaign.reader;
    let pattern = reader.format().pattern();
    let characters = body(reader, text);
    let symbols = match symbols(characters) {
        Ok(symbols) => symbols,
        Err(Kept { character, offset }) => {
            let bad = BadCharacter {
                offset,
                character: char::from(character),
            };
            return Check::BadCharacter {
                bad,
                campaign: Some(index),
            };
        }
    };
    let formatted = Code::fill_partly(pattern, symbols.as_slice());
    let typed = Typed {
        campaign: index,
        formatted,
    };
    let too_many = text.len().saturating_sub(pattern.text_len());
    if too_many > 0 {
        return Check::TooLong {
            campaign: index,
            extra: too_many,
        };
    }
    let missing = pattern.text_len().saturating_sub(text.len());
    if missing > 0 {
        let left_out = options.is_final && missing == 1;
        return Check::Incomplete {
            typed: Some(typed),
            missing: u8::try_from(missing).ok(),
            suggestion: if left_out {
                suggest::insert(reader, &symbols)
            } else {
                None
            },
        };
    }
    let Some(sealed) = reader.read(&symbols) else {
        let correction = suggest::correct(reader, characters, &symbols);
        return Check::Typo { typed, correction };
    };
    let own_expiry_ms = reader.format().expires_at_ms(sealed.expiry());
    let expires_at_ms = [own_expiry_ms, campaign.ends_at_ms]
        .into_iter()
        .flatten()
        .min();
    match (campaign.starts_at_ms, expires_at_ms) {
        (_, Some(expires_at_ms)) if expires_at_ms <= options.now_ms => Check::Expired {
            typed,
            expires_at_ms,
        },
        (Some(starts_at_ms), _) if options.now_ms < starts_at_ms => Check::NotStarted {
            typed,
            starts_at_ms,
        },
        _ => Check::Plausible {
            typed,
            expires_at_ms,
        },
    }
}

/// The campaign that the text names before its first bad character.
fn named_before(campaigns: &[PublicCampaign], text: &str, bad: BadCharacter) -> Option<usize> {
    let before = Text::normalise(text.get(..bad.offset)?).ok()?;
    campaign_of(campaigns.iter().map(|campaign| &campaign.reader), &before)
}

fn is_beginning_of_prefix(text: &Text, prefix: &[u8]) -> bool {
    prefix
        .get(..text.len())
        .is_some_and(|beginning| starts_with(text.kept(), beginning))
}
