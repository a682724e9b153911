//! Patterns: how a campaign's codes look, `SUM-####-####-####-####`.

use core::fmt;

use crate::ascii::Ascii;
use crate::symbol::{MAX_SYMBOLS, fold};

mod error;

pub use error::PatternError;
use error::PatternErrorKind;

/// The shortest and the longest prefix, in characters.
const PREFIX_LEN: core::ops::RangeInclusive<usize> = 2..=10;
/// The fewest and the most symbols of a body.
const SYMBOLS: core::ops::RangeInclusive<usize> = 12..=MAX_SYMBOLS;
/// The longest text of a pattern: a prefix of 10 and 20 groups of one symbol.
pub(crate) const MAX_TEXT: usize = 50;

/// The beginning of a code, and the id of its campaign: 2 to 10 of `A-Z0-9`, such as `SUM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix(Ascii<10>);

impl Prefix {
    /// Reads a prefix as it is written in patterns.
    ///
    /// # Errors
    ///
    /// If it is shorter than 2 or longer than 10 characters, or has one that is not `A-Z0-9`.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let mut prefix = Ascii::empty();
        for (position, character) in text.chars().enumerate() {
            let kind = match character {
                'A'..='Z' | '0'..='9' => None,
                'a'..='z' => Some(PatternErrorKind::LowerCase(character)),
                other => Some(PatternErrorKind::BadPrefixCharacter(other)),
            };
            if let Some(kind) = kind {
                return Err(PatternError {
                    kind,
                    position: Some(position.saturating_add(1)),
                });
            }
            // The range of `PREFIX_LEN` is checked below; what has no room is too long anyway.
            if u8::try_from(character)
                .ok()
                .and_then(|byte| prefix.push(byte))
                .is_none()
            {
                return Err(PatternErrorKind::PrefixLength(text.len()).into());
            }
        }
        if !PREFIX_LEN.contains(&prefix.as_bytes().len()) {
            return Err(PatternErrorKind::PrefixLength(text.len()).into());
        }
        Ok(Self(prefix))
    }

    /// The prefix as written in the pattern.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prefix({self})")
    }
}

/// A prefix and groups of `#`, joined by `-`; each `#` is one symbol of 5 bits, 12 to 20 in all.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pattern {
    text: Ascii<MAX_TEXT>,
    prefix: Prefix,
    symbols: u8,
}

impl Pattern {
    /// Reads a pattern such as `SUM-####-####-####-####`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and at which character.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() {
            return Err(PatternErrorKind::Empty.into());
        }
        let (prefix, groups) = text.split_once('-').ok_or(PatternErrorKind::NoGroups)?;
        let prefix = Prefix::parse(prefix)?;
        let mut copy = Ascii::empty();
        let mut symbols = 0_usize;
        let mut previous = b'-';
        let body_position = prefix.as_bytes().len().saturating_add(2);
        for (position, character) in (body_position..).zip(groups.chars()) {
            match character {
                '#' => symbols = symbols.saturating_add(1),
                '-' if previous == b'-' => {
                    return Err(PatternErrorKind::EmptyGroup.at(position));
                }
                '-' => {}
                other => return Err(PatternErrorKind::BadGroupCharacter(other).at(position)),
            }
            previous = if character == '#' { b'#' } else { b'-' };
        }
        if previous == b'-' {
            return Err(PatternErrorKind::EmptyGroup.at(text.chars().count()));
        }
        if !SYMBOLS.contains(&symbols) {
            return Err(PatternErrorKind::SymbolCount(symbols).into());
        }
        for &byte in text.as_bytes() {
            copy.push(byte)
                .ok_or(PatternErrorKind::SymbolCount(symbols))?;
        }
        let symbols = u8::try_from(symbols).map_err(|_| PatternErrorKind::SymbolCount(symbols))?;
        Ok(Self {
            text: copy,
            prefix,
            symbols,
        })
    }

    /// What all codes of the pattern begin with.
    pub fn prefix(&self) -> Prefix {
        self.prefix
    }

    /// How many symbols a body has: the format's `S`, 12 to 20.
    pub fn symbols(&self) -> u8 {
        self.symbols
    }

    /// The pattern as it was read.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Whether a text could belong to both patterns, so that their campaigns must not both exist.
    ///
    /// That is so if the prefixes fold alike (`SOLO`, `S010`), or if one folded prefix begins the
    /// other and both codes have the same length without separators.
    pub fn collides_with(&self, other: &Self) -> bool {
        let (one, two) = (self.prefix.as_bytes(), other.prefix.as_bytes());
        let begins = one.iter().zip(two).all(|(&a, &b)| fold(a) == fold(b));
        begins && (one.len() == two.len() || self.text_len() == other.text_len())
    }

    /// The length of a code without its separators.
    pub(crate) fn text_len(&self) -> usize {
        self.prefix
            .as_bytes()
            .len()
            .saturating_add(usize::from(self.symbols))
    }

    pub(crate) fn prefix_bytes(&self) -> &[u8] {
        self.prefix.as_bytes()
    }

    pub(crate) fn text(&self) -> &Ascii<MAX_TEXT> {
        &self.text
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({self})")
    }
}

impl core::str::FromStr for Prefix {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}

impl core::str::FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_pattern() {
        let pattern = Pattern::parse("SUM-####-####-####-####").unwrap();
        assert_eq!(pattern.prefix().as_str(), "SUM");
        assert_eq!((pattern.symbols(), pattern.text_len()), (16, 19));
        assert_eq!(pattern.to_string(), "SUM-####-####-####-####");
        assert_eq!(
            Pattern::parse(&format!("ABCDEFGHIJ{}", "-#".repeat(20)))
                .unwrap()
                .symbols(),
            20
        );
    }

    #[test]
    fn collisions() {
        let collide = |one: &str, two: &str| {
            let (one, two) = (Pattern::parse(one).unwrap(), Pattern::parse(two).unwrap());
            assert_eq!(one.collides_with(&two), two.collides_with(&one));
            one.collides_with(&two)
        };
        assert!(
            collide("SOLO-############", "S010-####-####-####-####"),
            "they fold alike"
        );
        assert!(
            collide("SUM-###############", "SUMMER-############"),
            "18 characters both"
        );
        assert!(!collide("SUM-############", "SUMMER-############"));
        assert!(!collide("SUM-############", "WIN-############"));
    }
}
