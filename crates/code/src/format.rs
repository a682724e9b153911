//! A campaign's code format: everything about its codes that is public and fixed but its key.

use core::fmt;

use crate::calendar::Calendar;
use crate::layout::Layout;
use crate::pattern::Pattern;

/// The number of one code of its campaign, 0 to `2^40 − 1`: what is stored when a code is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(u64);

impl Serial {
    /// A serial; `None` from `2^40` on.
    pub fn new(value: u64) -> Option<Self> {
        (value < 1 << 40).then_some(Self(value))
    }

    /// The number.
    pub fn value(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The content of a code's expiry field: units since the campaign's epoch.
///
/// What it means depends on the [`Format`] it was made by: see [`Format::expires_at_ms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Expiry(pub(crate) u32);

impl Expiry {
    /// An expiry by the raw value of its field, 0 to 65,535. Whether it fits is for the format to say.
    pub fn from_raw(value: u16) -> Self {
        Self(u32::from(value))
    }

    /// The raw value of the field.
    pub fn raw(self) -> u32 {
        self.0
    }
}

/// How a campaign's codes are made: pattern, layout, calendar and the version of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    pattern: Pattern,
    layout: Layout,
    calendar: Calendar,
    key_version: u32,
}

/// What a [`Format`] is made of.
#[derive(Debug, Clone, Copy)]
pub struct FormatParts {
    /// How codes look.
    pub pattern: Pattern,
    /// How their bits are divided.
    pub layout: Layout,
    /// How their expiries are counted.
    pub calendar: Calendar,
    /// Which keys of the campaign seal them. A prefix that is used again gets a higher one.
    pub key_version: u32,
}

impl Format {
    /// Puts a format together.
    ///
    /// # Errors
    ///
    /// If the layout was made for a pattern of another length.
    pub fn new(parts: FormatParts) -> Result<Self, FormatError> {
        let FormatParts {
            pattern,
            layout,
            calendar,
            key_version,
        } = parts;
        if pattern.symbols() != layout.symbols() {
            return Err(FormatError(()));
        }
        Ok(Self {
            pattern,
            layout,
            calendar,
            key_version,
        })
    }

    /// How codes look.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// How their bits are divided.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How their expiries are counted.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Which keys of the campaign seal them.
    pub fn key_version(&self) -> u32 {
        self.key_version
    }

    /// The expiry of codes that have none of their own.
    pub fn never(&self) -> Expiry {
        Expiry(self.layout.expiry_max())
    }

    /// The expiry of codes that are valid until an instant, in Unix milliseconds: rounded up to the
    /// next full unit, never clamped.
    ///
    /// # Errors
    ///
    /// If the instant is not after the epoch, or later than the field can count.
    pub fn expiry_at_ms(&self, expires_at_ms: u64) -> Result<Expiry, ExpiryError> {
        let latest_units = self
            .layout
            .expiry_max()
            .checked_sub(1)
            .filter(|&units| units > 0);
        let latest_units = latest_units.ok_or(ExpiryError::NoField)?;
        let units = self
            .calendar
            .units_until(expires_at_ms)
            .ok_or(ExpiryError::NotAfterEpoch {
                epoch_ms: self.calendar.instant_ms(0),
            })?;
        u32::try_from(units)
            .ok()
            .filter(|&units| units <= latest_units)
            .map(Expiry)
            .ok_or(ExpiryError::TooLate {
                latest_ms: self.calendar.instant_ms(latest_units),
            })
    }

    /// Until when a code is valid, in Unix milliseconds, itself excluded: `now < expires_at`. `None`
    /// if the code has no expiry of its own.
    pub fn expires_at_ms(&self, expiry: Expiry) -> Option<u64> {
        (expiry.0 < self.layout.expiry_max()).then(|| self.calendar.instant_ms(expiry.0))
    }
}

/// The layout of a [`Format`] was made for a pattern of another length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormatError(());

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the layout was made for a pattern with another number of symbols")
    }
}

impl core::error::Error for FormatError {}

/// Why codes cannot expire at an instant. Instants are in Unix milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpiryError {
    /// The layout has no room for an expiry.
    NoField,
    /// The instant is the campaign's epoch or before it.
    NotAfterEpoch {
        /// The epoch.
        epoch_ms: u64,
    },
    /// The field cannot count so far.
    TooLate {
        /// The last instant that it can express.
        latest_ms: u64,
    },
}

impl fmt::Display for ExpiryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoField => f.write_str(
                "codes of this campaign cannot carry an expiry: their layout gives it too few bits",
            ),
            Self::NotAfterEpoch { .. } => {
                f.write_str("the expiry must be after the epoch that the campaign counts from")
            }
            Self::TooLate { .. } => {
                f.write_str("the expiry is later than the campaign's codes can express")
            }
        }
    }
}

impl core::error::Error for ExpiryError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::ExpiryUnit;
    use crate::layout::FieldBits;

    fn format(expiry_bits: u8) -> Format {
        let pattern = Pattern::parse("SUM-####-####-####-####").unwrap();
        let layout = Layout::new(
            &pattern,
            FieldBits {
                serial_bits: 20,
                expiry_bits,
            },
        )
        .unwrap();
        let calendar = Calendar::new(ExpiryUnit::Hour, 0).unwrap();
        Format::new(FormatParts {
            pattern,
            layout,
            calendar,
            key_version: 1,
        })
        .unwrap()
    }

    #[test]
    fn expiries_are_refused_and_never_clamped() {
        let hour_ms = 3_600_000;
        let format = format(4);
        assert_eq!(format.expiry_at_ms(14 * hour_ms), Ok(Expiry(14)));
        assert_eq!(
            format.expiry_at_ms(14 * hour_ms + 1),
            Err(ExpiryError::TooLate {
                latest_ms: 14 * hour_ms
            })
        );
        assert_eq!(
            format.expiry_at_ms(0),
            Err(ExpiryError::NotAfterEpoch { epoch_ms: 0 })
        );
        assert_eq!(format.expires_at_ms(Expiry(14)), Some(14 * hour_ms));
        assert_eq!(format.expires_at_ms(format.never()), None);
    }

    #[test]
    fn a_field_of_no_or_one_bit_has_no_room_for_an_instant() {
        for expiry_bits in 0..2 {
            let format = format(expiry_bits);
            assert_eq!(format.expiry_at_ms(1), Err(ExpiryError::NoField));
            assert_eq!(format.expires_at_ms(format.never()), None);
        }
    }

    #[test]
    fn a_layout_of_another_length_is_refused() {
        let parts = FormatParts {
            pattern: Pattern::parse("SUM-############").unwrap(),
            layout: *format(4).layout(),
            calendar: *format(4).calendar(),
            key_version: 1,
        };
        assert_eq!(
            Format::new(parts).unwrap_err().to_string(),
            "the layout was made for a pattern with another number of symbols"
        );
    }

    #[test]
    fn serials_have_at_most_40_bits() {
        assert_eq!(
            Serial::new((1 << 40) - 1).map(Serial::value),
            Some((1 << 40) - 1)
        );
        assert_eq!(Serial::new(1 << 40), None);
    }
}
