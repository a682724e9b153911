//! Three-valued logic (Kleene's): what is not known stays unknown, also when it is denied.

use alloc::vec::Vec;
use core::fmt;

use crate::ValueError;

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It does.
    True,
    /// It does not.
    False,
    /// Nobody knows.
    Unknown,
}

impl Truth {
    /// All three.
    pub const ALL: [Self; 3] = [Self::True, Self::False, Self::Unknown];

    /// As it reads on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown => "unknown",
        }
    }

    /// Whether both hold: one that does not settles it, whatever the other is.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::True, Self::True) => Self::True,
        }
    }

    /// Whether one of them holds: one that does settles it, whatever the other is.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::True, _) | (_, Self::True) => Self::True,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::False, Self::False) => Self::False,
        }
    }

    const fn letter(self) -> char {
        match self {
            Self::True => 'T',
            Self::False => 'F',
            Self::Unknown => 'U',
        }
    }
}

impl core::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

/// What is not told is unknown.
impl From<Option<bool>> for Truth {
    fn from(holds: Option<bool>) -> Self {
        holds.map_or(Self::Unknown, Self::from)
    }
}

/// Truths in a row, one letter each: `T`, `F`, `U`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truths(pub Vec<Truth>);

impl Truths {
    /// # Errors
    /// [`ValueError::Truths`] for any other letter.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let truths = text.chars().map(|letter| {
            let mut all = Truth::ALL.into_iter();
            all.find(|truth| truth.letter() == letter)
                .ok_or(ValueError::Truths)
        });
        truths.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Truths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut letters = self.0.iter().map(|truth| truth.letter());
        letters.try_for_each(|letter| fmt::Write::write_char(f, letter))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;

    use super::Truth::{False, True, Unknown};
    use super::*;

    #[test]
    fn the_tables_are_kleenes() {
        for (one, other, both, either) in [
            (True, True, True, True),
            (True, False, False, True),
            (True, Unknown, Unknown, True),
            (False, False, False, False),
            (False, Unknown, False, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                assert_eq!(one.and(other), both, "{one:?} and {other:?}");
                assert_eq!(one.or(other), either, "{one:?} or {other:?}");
            }
        }
        assert_eq!([!True, !False, !Unknown], [False, True, Unknown]);
    }

    #[test]
    fn de_morgans_laws_hold_for_all_three() {
        for one in Truth::ALL {
            assert_eq!(!!one, one);
            for other in Truth::ALL {
                assert_eq!(!one.and(other), (!one).or(!other));
                assert_eq!(!one.or(other), (!one).and(!other));
            }
        }
    }

    #[test]
    fn truths_read_as_they_are_written() {
        let truths = Truths(Truth::ALL.into());
        assert_eq!(truths.to_string(), "TFU");
        assert_eq!(Truths::parse("TFU"), Ok(truths));
        assert_eq!(Truths::parse(""), Ok(Truths::default()));
        assert_eq!(Truths::parse("TX"), Err(ValueError::Truths));
    }
}
