//! Money: whole minor units, never floating point.

use core::fmt;

use crate::ValueError;

/// The largest integer that every JSON reader and SQLite's REAL binding keep exactly.
pub(crate) const EXACT_MAX: u64 = (1 << 53) - 1;

/// An amount of money in the currency's minor unit (cents), from 0 to 2^53 − 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MinorUnits(u64);

impl MinorUnits {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// 2^53 − 1.
    pub const MAX: Self = Self(EXACT_MAX);

    /// # Errors
    /// [`ValueError::Amount`] above 2^53 − 1.
    pub const fn new(minor: u64) -> Result<Self, ValueError> {
        if minor > EXACT_MAX {
            Err(ValueError::Amount)
        } else {
            Ok(Self(minor))
        }
    }

    /// The number of minor units.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// # Errors
    /// [`ValueError::Amount`] if the sum passes 2^53 − 1.
    pub(crate) const fn plus(self, other: Self) -> Result<Self, ValueError> {
        Self::new(self.0.saturating_add(other.0))
    }

    /// The difference; nothing, if the other is more.
    pub(crate) const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// An ISO 4217 currency code. Only its shape is checked: `EUR`, `USD`, `XTS`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// # Errors
    /// [`ValueError::Currency`] unless it is three capital letters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(ValueError::Currency),
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        // The constructor admits ASCII letters only, so the fallback is never seen.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A share in basis points, from 1 to 10,000 (100 %).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// # Errors
    /// [`ValueError::BasisPoints`] for 0 and above 10,000.
    pub const fn new(basis_points: u16) -> Result<Self, ValueError> {
        match basis_points {
            1..=10_000 => Ok(Self(basis_points)),
            _ => Err(ValueError::BasisPoints),
        }
    }

    /// The number of basis points.
    pub const fn value(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_end_at_the_last_exact_integer() {
        assert_eq!(MinorUnits::new(9_007_199_254_740_991), Ok(MinorUnits::MAX));
        assert_eq!(
            MinorUnits::new(9_007_199_254_740_992),
            Err(ValueError::Amount)
        );
        assert_eq!(MinorUnits::new(u64::MAX), Err(ValueError::Amount));
    }

    #[test]
    fn currencies_are_three_capital_letters() {
        assert_eq!(
            Currency::parse("EUR").map(|eur| eur.to_string()),
            Ok("EUR".into())
        );
        for wrong in ["", "EU", "EURO", "eur", "EU1", "E R", "ÄU", "€"] {
            assert_eq!(
                Currency::parse(wrong),
                Err(ValueError::Currency),
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn a_share_is_more_than_nothing_and_at_most_all() {
        assert_eq!(BasisPoints::new(0), Err(ValueError::BasisPoints));
        assert_eq!(BasisPoints::new(1).map(BasisPoints::value), Ok(1));
        assert_eq!(BasisPoints::new(10_000).map(BasisPoints::value), Ok(10_000));
        assert_eq!(BasisPoints::new(10_001), Err(ValueError::BasisPoints));
    }
}
