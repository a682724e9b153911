//! What can be wrong with a pattern.

use core::fmt;

/// Why a text is not a [`Prefix`] or not a [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    pub(super) kind: PatternErrorKind,
    /// The character at fault, counted from 1.
    pub(super) position: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PatternErrorKind {
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
    pub(super) fn at(self, position: usize) -> PatternError {
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
    use crate::pattern::Pattern;

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
}
