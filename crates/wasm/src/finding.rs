//! What a check found, flattened into the few fields that JavaScript reads.

use tessera_code::{BadCharacter, Check, Code, Correction, Typed};

use crate::words::State;

/// What a state says besides its name.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The campaign, by its index.
    pub(crate) campaign: Option<u32>,
    pub(crate) formatted: Option<Code>,
    pub(crate) suggestion: Option<Code>,
    pub(crate) is_likely: bool,
    /// Missing or extra characters, the position of a symbol from 1, or an offset in UTF-16 units.
    pub(crate) number: Option<u32>,
    pub(crate) instant_ms: Option<u64>,
}

impl Finding {
    /// Takes a check of `text` apart.
    pub(crate) fn of(check: Check, text: &str) -> (State, Self) {
        match check {
            Check::Empty => (State::Empty, Self::default()),
            Check::UnknownCampaign { suggestion } => {
                let finding = Self {
                    suggestion,
                    ..Self::default()
                };
                (State::UnknownCampaign, finding)
            }
            Check::BadCharacter { bad, campaign } => {
                let finding = Self {
                    campaign: campaign.and_then(small),
                    number: utf16_offset(text, bad),
                    ..Self::default()
                };
                (State::BadCharacter, finding)
            }
            Check::Incomplete {
                typed,
                missing,
                suggestion,
            } => {
                let finding = Self {
                    number: missing.map(u32::from),
                    suggestion,
                    ..typed.map(Self::typed).unwrap_or_default()
                };
                (State::Incomplete, finding)
            }
            Check::TooLong { campaign, extra } => {
                let finding = Self {
                    campaign: small(campaign),
                    number: small(extra),
                    ..Self::default()
                };
                (State::TooLong, finding)
            }
            Check::Typo { typed, correction } => {
                (State::Typo, Self::typed(typed).corrected(correction))
            }
            Check::NotStarted {
                typed,
                starts_at_ms,
            } => {
                let finding = Self::typed(typed).at(Some(starts_at_ms));
                (State::NotStarted, finding)
            }
            Check::Expired {
                typed,
                expires_at_ms,
            } => {
                let finding = Self::typed(typed).at(Some(expires_at_ms));
                (State::Expired, finding)
            }
            Check::Plausible {
                typed,
                expires_at_ms,
            } => (State::Plausible, Self::typed(typed).at(expires_at_ms)),
        }
    }

    fn typed(typed: Typed) -> Self {
        Self {
            campaign: small(typed.campaign),
            formatted: Some(typed.formatted),
            ..Self::default()
        }
    }

    fn corrected(self, correction: Option<Correction>) -> Self {
        let Some(Correction {
            position,
            suggestion,
            is_likely,
        }) = correction
        else {
            return self;
        };
        Self {
            number: Some(u32::from(position)),
            suggestion: Some(suggestion),
            is_likely,
            ..self
        }
    }

    fn at(self, instant_ms: Option<u64>) -> Self {
        Self { instant_ms, ..self }
    }
}

/// JavaScript counts a text in UTF-16 units, Rust in bytes.
fn utf16_offset(text: &str, bad: BadCharacter) -> Option<u32> {
    small(text.get(..bad.offset)?.encode_utf16().count())
}

/// Counts and indices stay far below `2^32`: a text is shorter, and a manifest too.
fn small(count: usize) -> Option<u32> {
    u32::try_from(count).ok()
}
