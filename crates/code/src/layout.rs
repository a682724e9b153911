//! Layouts: how the bits of a body are divided among tag, serial and expiry.

use core::fmt;

use crate::pattern::Pattern;

/// Fewest bits of a tag that the format allows.
pub(crate) const MIN_TAG_BITS: u8 = 32;
pub(crate) const SERIAL_BITS: core::ops::RangeInclusive<u8> = 8..=40;
pub(crate) const EXPIRY_BITS: core::ops::RangeInclusive<u8> = 0..=16;

/// The widths of a body's fields. Fixed once a campaign has issued a code.
///
/// A body is `D` data symbols, then `P` parity symbols. The `5·D` data bits are, from the most
/// significant: the tag, the masked serial, the masked expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Layout {
    symbols: u8,
    serial_bits: u8,
    expiry_bits: u8,
}

/// The two widths that a campaign chooses; the tag takes the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldBits {
    /// Width of the serial, 8 to 40 bits.
    pub serial_bits: u8,
    /// Width of the expiry, 0 (codes have none of their own) to 16 bits.
    pub expiry_bits: u8,
}

impl Layout {
    /// Divides the body of a pattern.
    ///
    /// # Errors
    ///
    /// If a width is out of range, or fewer than 32 bits are left to the tag.
    pub fn new(pattern: &Pattern, bits: FieldBits) -> Result<Self, LayoutError> {
        Self::of_symbols(pattern.symbols(), bits)
    }

    /// Divides a body of `symbols` symbols, 12 to 20.
    pub(crate) fn of_symbols(symbols: u8, bits: FieldBits) -> Result<Self, LayoutError> {
        let FieldBits {
            serial_bits,
            expiry_bits,
        } = bits;
        if !SERIAL_BITS.contains(&serial_bits) {
            return Err(LayoutError(LayoutErrorKind::Serial(serial_bits)));
        }
        if !EXPIRY_BITS.contains(&expiry_bits) {
            return Err(LayoutError(LayoutErrorKind::Expiry(expiry_bits)));
        }
        let layout = Self {
            symbols,
            serial_bits,
            expiry_bits,
        };
        let tag_bits = layout.tag_bits();
        if tag_bits < MIN_TAG_BITS {
            return Err(LayoutError(LayoutErrorKind::Tag(tag_bits)));
        }
        Ok(layout)
    }

    /// How many symbols a body has, `S`: 12 to 20.
    pub fn symbols(&self) -> u8 {
        self.symbols
    }

    /// How many of them carry data, `D`: 11 to 17.
    pub fn data_symbols(&self) -> u8 {
        self.symbols.saturating_sub(self.parity_symbols())
    }

    /// How many of them check the others, `P`: 1 to 3. From 2 on the code tells which character is
    /// wrong.
    pub fn parity_symbols(&self) -> u8 {
        parity_symbols(self.symbols)
    }

    /// Width of the serial, 8 to 40 bits.
    pub fn serial_bits(&self) -> u8 {
        self.serial_bits
    }

    /// Width of the expiry, 0 to 16 bits.
    pub fn expiry_bits(&self) -> u8 {
        self.expiry_bits
    }

    /// Width of the tag, 32 to 77 bits: whoever guesses needs `2^tag_bits` guesses per hit.
    pub fn tag_bits(&self) -> u8 {
        self.data_bits().saturating_sub(self.payload_bits())
    }

    /// How many serials there are: `2^serial_bits`.
    pub fn serial_count(&self) -> u64 {
        1_u64
            .checked_shl(u32::from(self.serial_bits))
            .unwrap_or(u64::MAX)
    }

    /// The greatest value of the expiry field, which means "no expiry of its own".
    pub(crate) fn expiry_max(&self) -> u32 {
        1_u32
            .checked_shl(u32::from(self.expiry_bits))
            .map_or(0, |power| power.wrapping_sub(1))
    }

    pub(crate) fn data_bits(&self) -> u8 {
        self.data_symbols().saturating_mul(5)
    }

    pub(crate) fn payload_bits(&self) -> u8 {
        self.serial_bits.saturating_add(self.expiry_bits)
    }
}

/// How many parity symbols a body of `symbols` has.
pub(crate) fn parity_symbols(symbols: u8) -> u8 {
    match symbols {
        ..=13 => 1,
        14..=16 => 2,
        17.. => 3,
    }
}

/// Why the widths of a [`Layout`] do not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayoutError(LayoutErrorKind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LayoutErrorKind {
    Serial(u8),
    Expiry(u8),
    Tag(u8),
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            LayoutErrorKind::Serial(bits) => {
                write!(
                    f,
                    "a serial of {bits} bits is out of range; it must have 8 to 40"
                )
            }
            LayoutErrorKind::Expiry(bits) => {
                write!(
                    f,
                    "an expiry of {bits} bits is out of range; it must have 0 to 16"
                )
            }
            LayoutErrorKind::Tag(bits) => write!(
                f,
                "only {bits} bits are left to the tag, and it must have at least {MIN_TAG_BITS}; \
                 take a longer pattern, or fewer bits for the serial or the expiry"
            ),
        }
    }
}

impl core::error::Error for LayoutError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(symbols: usize, serial_bits: u8, expiry_bits: u8) -> Result<Layout, LayoutError> {
        let pattern = Pattern::parse(&format!("AB-{}", "#".repeat(symbols))).unwrap();
        Layout::new(
            &pattern,
            FieldBits {
                serial_bits,
                expiry_bits,
            },
        )
    }

    #[test]
    fn the_tag_takes_the_rest() {
        let sum = layout(16, 24, 12).unwrap();
        assert_eq!(
            (sum.data_symbols(), sum.parity_symbols(), sum.tag_bits()),
            (14, 2, 34)
        );
        assert_eq!(layout(20, 8, 0).unwrap().tag_bits(), 77);
        assert_eq!(layout(12, 16, 7).unwrap().parity_symbols(), 1);
        assert_eq!((sum.serial_count(), sum.expiry_max()), (1 << 24, 4095));
    }

    #[test]
    fn every_message_of_an_error() {
        let message = |result: Result<Layout, LayoutError>| result.unwrap_err().to_string();
        assert_eq!(
            message(layout(16, 7, 0)),
            "a serial of 7 bits is out of range; it must have 8 to 40"
        );
        assert_eq!(
            message(layout(20, 41, 0)),
            "a serial of 41 bits is out of range; it must have 8 to 40"
        );
        assert_eq!(
            message(layout(20, 8, 17)),
            "an expiry of 17 bits is out of range; it must have 0 to 16"
        );
        assert_eq!(
            message(layout(12, 24, 0)),
            "only 31 bits are left to the tag, and it must have at least 32; \
             take a longer pattern, or fewer bits for the serial or the expiry"
        );
        assert!(message(layout(12, 40, 16)).starts_with("only 0 bits"));
    }
}
