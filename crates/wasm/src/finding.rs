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
        let mut finding = Self::default();
        let state = finding.fill(check, text);
        (state, finding)
    }

    /// In place, because a whole finding built for each state would be more code.
    fn fill(&mut self, check: Check, text: &str) -> State {
        match check {
            Check::Empty => State::Empty,
            Check::UnknownCampaign { suggestion } => {
                self.suggestion = suggestion;
                State::UnknownCampaign
            }
            Check::BadCharacter { bad, campaign } => {
                self.campaign = campaign.and_then(small);
                self.number = utf16_offset(text, bad);
                State::BadCharacter
            }
            Check::Incomplete {
                typed,
                missing,
                suggestion,
            } => {
                self.typed(typed);
                self.number = missing.map(u32::from);
                self.suggestion = suggestion;
                State::Incomplete
            }
            Check::TooLong { campaign, extra } => {
                self.campaign = small(campaign);
                self.number = small(extra);
                State::TooLong
            }
            Check::Typo { typed, correction } => {
                self.typed(Some(typed));
                self.corrected(correction);
                State::Typo
            }
            Check::NotStarted {
                typed,
                starts_at_ms,
            } => {
                self.typed(Some(typed));
                self.instant_ms = Some(starts_at_ms);
                State::NotStarted
            }
            Check::Expired {
                typed,
                expires_at_ms,
            } => {
                self.typed(Some(typed));
                self.instant_ms = Some(expires_at_ms);
                State::Expired
            }
            Check::Plausible {
                typed,
                expires_at_ms,
            } => {
                self.typed(Some(typed));
                self.instant_ms = expires_at_ms;
                State::Plausible
            }
        }
    }

    fn typed(&mut self, typed: Option<Typed>) {
        self.campaign = typed.and_then(|typed| small(typed.campaign));
        self.formatted = typed.map(|typed| typed.formatted);
    }

    fn corrected(&mut self, correction: Option<Correction>) {
        let Some(correction) = correction else { return };
        self.number = Some(u32::from(correction.position));
        self.suggestion = Some(correction.suggestion);
        self.is_likely = correction.is_likely;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_as_javascript_does() {
        let bad = |text: &str| {
            let at = |(offset, character)| BadCharacter { offset, character };
            let last = text.char_indices().map(at).next_back();
            utf16_offset(text, last.unwrap())
        };
        assert_eq!(bad("*"), Some(0));
        assert_eq!(bad("SUM*"), Some(3));
        assert_eq!(bad("SÜM*"), Some(3), "two bytes, one unit");
        assert_eq!(bad("\u{2014}*"), Some(1), "three bytes, one unit");
        assert_eq!(bad("\u{1F600}*"), Some(2), "four bytes, two units");
    }

    #[test]
    fn a_state_has_only_what_it_says() {
        let (state, finding) = Finding::of(
            Check::TooLong {
                campaign: 2,
                extra: 5,
            },
            "",
        );
        let expected = Finding {
            campaign: Some(2),
            number: Some(5),
            ..Finding::default()
        };
        assert_eq!((state, finding), (State::TooLong, expected));
    }
}
