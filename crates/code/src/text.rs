//! Normalising: from what people type, paste and scan to the characters that count.

use core::fmt;

use crate::symbol::fold;

/// As many kept characters as the longest code has, and enough more to tell how much too long it is.
const CAPACITY: usize = 64;

/// A text after normalising: upper-case ASCII letters and digits, not yet split into prefix and body.
///
/// White space, dashes, invisible marks and the punctuation that clings to pasted codes are gone. The
/// letters are as typed (not folded); comparing folds them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Text {
    kept: [Kept; CAPACITY],
    /// How many characters were kept in all, also those beyond the capacity.
    len: usize,
    /// How many characters stand before the first dropped one, leading ones aside.
    head_len: Option<usize>,
}

/// A character of the text and where it came from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    /// `A-Z0-9`.
    pub(crate) character: u8,
    /// Where it stood in the text, in bytes.
    pub(crate) offset: usize,
}

/// A character that no code contains and that nothing drops, such as `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCharacter {
    /// Where the character begins in the text, in bytes of UTF-8 from 0.
    pub offset: usize,
    /// The character as it was typed.
    pub character: char,
}

impl fmt::Display for BadCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no code contains the character {:?}", self.character)
    }
}

impl core::error::Error for BadCharacter {}

impl Text {
    /// Normalises a text of any length and content, in one pass.
    ///
    /// # Errors
    ///
    /// The first character that is neither kept nor dropped.
    pub fn normalise(text: &str) -> Result<Self, BadCharacter> {
        let mut kept = [Kept {
            character: 0,
            offset: 0,
        }; CAPACITY];
        let mut len = 0_usize;
        let mut head_len = None;
        for (offset, typed) in text.char_indices() {
            let narrow = narrow(typed);
            if narrow.is_ascii_alphanumeric() {
                if let (Some(slot), Ok(byte)) = (kept.get_mut(len), u8::try_from(narrow)) {
                    *slot = Kept {
                        character: byte.to_ascii_uppercase(),
                        offset,
                    };
                }
                len = len.saturating_add(1);
            } else if !is_dropped(narrow) {
                return Err(BadCharacter {
                    offset,
                    character: typed,
                });
            } else if len > 0 && head_len.is_none() {
                head_len = Some(len);
            }
        }
        Ok(Self {
            kept,
            len,
            head_len,
        })
    }

    /// How many characters were kept.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The kept characters, as far as any code can reach.
    pub(crate) fn kept(&self) -> &[Kept] {
        self.kept.get(..self.len).unwrap_or(&self.kept)
    }

    /// The characters before the first dropped one, if any was dropped.
    pub(crate) fn head(&self) -> Option<&[Kept]> {
        self.kept.get(..self.head_len?)
    }
}

impl fmt::Debug for Text {
    /// Shows the length alone: a code is a secret and must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// Whether the characters begin with the prefix, both folded.
pub(crate) fn starts_with(kept: &[Kept], prefix: &[u8]) -> bool {
    kept.len() >= prefix.len()
        && kept
            .iter()
            .zip(prefix)
            .all(|(kept, &of_prefix)| fold(kept.character) == fold(of_prefix))
}

/// Maps the full-width forms U+FF01 to U+FF5E to ASCII.
fn narrow(character: char) -> char {
    match u32::from(character) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide.wrapping_sub(0xFEE0)).unwrap_or(character),
        _ => character,
    }
}

/// What normalising drops, as the format lists it: the categories Zs and Pd are written out, so that
/// no Unicode table is linked and every implementation agrees for ever.
fn is_dropped(character: char) -> bool {
    let white_space = matches!(character,
        '\u{9}'..='\u{D}' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}'
        | '\u{205F}' | '\u{3000}');
    let dash = matches!(
        character,
        '-' | '\u{AD}' | '\u{58A}' | '\u{5BE}' | '\u{1400}' | '\u{1806}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2212}'
                | '\u{2E17}'
                | '\u{2E1A}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{2E40}'
                | '\u{2E5D}'
                | '\u{301C}'
                | '\u{3030}'
                | '\u{30A0}'
                | '\u{30FC}'
                | '\u{FE31}'
                | '\u{FE32}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF70}'
                | '\u{10D6E}'
                | '\u{10EAD}'
    );
    let invisible = matches!(character,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}');
    let clinging = matches!(
        character,
        '_' | '.'
            | ','
            | ':'
            | ';'
            | '/'
            | '\\'
            | '|'
            | '"'
            | '\''
            | '('
            | ')'
            | '['
            | ']'
            | '<'
            | '>'
            | '#'
            | '\u{2018}'..='\u{201F}' | '\u{AB}' | '\u{BB}'
    );
    white_space || dash || invisible || clinging
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> String {
        let text = Text::normalise(text).unwrap();
        text.kept()
            .iter()
            .map(|kept| char::from(kept.character))
            .collect()
    }

    #[test]
    fn drops_what_clings_to_pasted_codes() {
        assert_eq!(
            normal(" sum_91qx—b8h9 vpyz/q5nc \u{200B}"),
            "SUM91QXB8H9VPYZQ5NC"
        );
        assert_eq!(normal("（ＳＵＭ－９１ｑｘ）"), "SUM91QX");
        assert_eq!(normal("«SUM» “91QX”"), "SUM91QX");
        assert_eq!(normal(" \t\n"), "");
    }

    #[test]
    fn folds_nothing_yet() {
        assert_eq!(normal("solo"), "SOLO");
    }

    #[test]
    fn names_the_first_bad_character_and_where_it_stands() {
        let offset = |text| Text::normalise(text).map_err(|bad| (bad.offset, bad.character));
        assert_eq!(offset("SUM-é*"), Err((4, 'é')));
        assert_eq!(offset("SUM-91Q\u{2028}"), Err((7, '\u{2028}')));
        assert_eq!(offset("ſ"), Err((0, 'ſ')), "long s must not become S");
        assert_eq!(offset("ı"), Err((0, 'ı')), "dotless i must not become I");
        assert_eq!(
            Text::normalise("*").unwrap_err().to_string(),
            "no code contains the character '*'"
        );
    }

    #[test]
    fn the_head_ends_at_the_first_separator_that_is_not_leading() {
        let head = |text| Text::normalise(text).unwrap().head().map(<[Kept]>::len);
        assert_eq!(head("--SUM-91"), Some(3));
        assert_eq!(head("SUM91"), None);
        assert_eq!(head("  "), None);
        assert_eq!(head("SUM "), Some(3));
    }

    #[test]
    fn a_huge_text_is_only_counted() {
        let text = Text::normalise(&"A1-".repeat(100_000)).unwrap();
        assert_eq!((text.len(), text.kept().len()), (200_000, CAPACITY));
    }

    #[test]
    fn debug_does_not_show_the_code() {
        assert_eq!(
            format!("{:?}", Text::normalise("SUM-91QX").unwrap()),
            "Text { len: 7, .. }"
        );
    }
}
