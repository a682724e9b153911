//! Patterns: how a campaign's codes look, `SUM-####-####-####-####`.

use core::fmt;

use crate::symbol::{MAX_SYMBOLS, fold};

/// The shortest and the longest prefix, in characters.
const PREFIX_LEN: core::ops::RangeInclusive<usize> = 2..=10;
/// The fewest and the most symbols of a body.
const SYMBOLS: core::ops::RangeInclusive<usize> = 12..=MAX_SYMBOLS;
/// The longest text of a pattern: a prefix of 10 and 20 groups of one symbol.
pub(crate) const MAX_TEXT: usize = 50;

/// A text of a fixed capacity, without an allocation: at most 50 bytes of ASCII.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ascii<const CAPACITY: usize> {
    bytes: [u8; CAPACITY],
    len: u8,
}

impl<const CAPACITY: usize> Ascii<CAPACITY> {
    pub(crate) const fn empty() -> Self {
        Self {
            bytes: [0; CAPACITY],
            len: 0,
        }
    }

    /// Appends an ASCII character; `None` if there is no room.
    pub(crate) fn push(&mut self, byte: u8) -> Option<()> {
        *self.bytes.get_mut(usize::from(self.len))? = byte;
        self.len = self.len.checked_add(1)?;
        Some(())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    pub(crate) fn as_bytes_mut(&mut self) -> &mut [u8] {
        self.bytes
            .get_mut(..usize::from(self.len))
            .unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

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

/// Why a text is not a [`Prefix`] or not a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    kind: PatternErrorKind,
    /// The character at fault, counted from 1.
    position: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PatternErrorKind {
    Empty,
    NoGroups,
    LowerCase(char),
    BadPrefixCharacter(char),
    PrefixLength(usize),
    EmptyGroup,
    BadGroupCharacter(char),
    SymbolCount(usize),
}

impl PatternErrorKind {
    fn at(self, position: usize) -> PatternError {
        PatternError {
            kind: self,
            position: Some(position),
        }
    }
}

impl From<PatternErrorKind> for PatternError {
    fn from(kind: PatternErrorKind) -> Self {
        Self {
            kind,
            position: None,
        }
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PatternErrorKind::Empty => {
                f.write_str("the pattern is empty; write one such as SUM-####-####-####-####")
            }
            PatternErrorKind::NoGroups => f.write_str(
                "the pattern has no groups of '#' after its prefix, as in SUM-####-####-####",
            ),
            PatternErrorKind::LowerCase(character) => write!(
                f,
                "the prefix has the lower-case letter {character:?}; prefixes are written in upper case"
            ),
            PatternErrorKind::BadPrefixCharacter(character) => {
                write!(
                    f,
                    "the prefix has the character {character:?}; only A-Z and 0-9 may stand in it"
                )
            }
            PatternErrorKind::PrefixLength(len) => {
                write!(f, "the prefix has {len} characters; it must have 2 to 10")
            }
            PatternErrorKind::EmptyGroup => f.write_str("a group of '#' is empty"),
            PatternErrorKind::BadGroupCharacter(character) => {
                write!(
                    f,
                    "{character:?} stands among the groups; only '#' and '-' may"
                )
            }
            PatternErrorKind::SymbolCount(count) => {
                write!(
                    f,
                    "the pattern has {count} symbols '#'; it must have 12 to 20"
                )
            }
        }?;
        match self.position {
            Some(position) => write!(f, " (character {position})"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for PatternError {}

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
    fn every_message_of_an_error() {
        let message = |text: &str| Pattern::parse(text).unwrap_err().to_string();
        assert_eq!(
            message(""),
            "the pattern is empty; write one such as SUM-####-####-####-####"
        );
        assert_eq!(
            message("SUM"),
            "the pattern has no groups of '#' after its prefix, as in SUM-####-####-####"
        );
        assert_eq!(
            message("SuM-############"),
            "the prefix has the lower-case letter 'u'; prefixes are written in upper case (character 2)"
        );
        assert_eq!(
            message("SÜM-############"),
            "the prefix has the character 'Ü'; only A-Z and 0-9 may stand in it (character 2)"
        );
        assert_eq!(
            message("S-############"),
            "the prefix has 1 characters; it must have 2 to 10"
        );
        assert_eq!(
            message("ABCDEFGHIJK-############"),
            "the prefix has 11 characters; it must have 2 to 10"
        );
        assert_eq!(
            message("SUM--############"),
            "a group of '#' is empty (character 5)"
        );
        assert_eq!(
            message("SUM-############-"),
            "a group of '#' is empty (character 17)"
        );
        assert_eq!(
            message("SUM-####-###X-####"),
            "'X' stands among the groups; only '#' and '-' may (character 13)"
        );
        assert_eq!(
            message("SUM-####-####"),
            "the pattern has 8 symbols '#'; it must have 12 to 20"
        );
        assert_eq!(
            message(&format!("SUM-{}", "#".repeat(100_000))),
            "the pattern has 100000 symbols '#'; it must have 12 to 20"
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
