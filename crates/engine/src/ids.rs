//! What names things: serials, sequence numbers, orders; and the small facts of a batch.

use alloc::string::String;

use crate::ValueError;
use crate::money::EXACT_MAX;

/// A code's serial number within its campaign, from 0 to 2^40 − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(u64);

impl Serial {
    /// 2^40 − 1: the code format carries at most 40 bits.
    pub const MAX: Self = Self((1 << 40) - 1);

    /// # Errors
    /// [`ValueError::Serial`] above 2^40 − 1.
    pub const fn new(serial: u64) -> Result<Self, ValueError> {
        if serial > Self::MAX.0 {
            Err(ValueError::Serial)
        } else {
            Ok(Self(serial))
        }
    }

    /// The number.
    pub const fn value(self) -> u64 {
        self.0
    }
}

/// Serials in a row; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SerialRange {
    first: Serial,
    count: u64,
}

impl SerialRange {
    /// Where the last range can end: 2^40, one beyond [`Serial::MAX`].
    pub(crate) const END_MAX: u64 = 1 << 40;

    /// # Errors
    /// [`ValueError::SerialRange`] if it is empty or ends after [`Serial::MAX`].
    pub fn new(first: Serial, count: u64) -> Result<Self, ValueError> {
        let last = count
            .checked_sub(1)
            .and_then(|rest| first.0.checked_add(rest));
        match last {
            Some(last) if last <= Serial::MAX.0 => Ok(Self { first, count }),
            _ => Err(ValueError::SerialRange),
        }
    }

    /// The range of one serial.
    pub const fn one(serial: Serial) -> Self {
        Self {
            first: serial,
            count: 1,
        }
    }

    /// The first serial; a batch is named by it.
    pub const fn first(&self) -> Serial {
        self.first
    }

    /// How many serials; at least 1.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The first serial after the range, as a number: it may be one beyond [`Serial::MAX`].
    pub const fn end(&self) -> u64 {
        // Both are at most 2^40 by construction, so this cannot saturate.
        self.first.0.saturating_add(self.count)
    }

    /// The last serial.
    pub const fn last(&self) -> Serial {
        // A range holds at least one serial and ends with the greatest there is, by construction.
        Serial(self.end().saturating_sub(1))
    }

    /// Whether the serial lies in the range.
    pub const fn contains(&self, serial: Serial) -> bool {
        self.first.0 <= serial.0 && serial.0 < self.end()
    }
}

/// A journal row's number, from 1 to 2^53 − 1, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(u64);

impl Seq {
    /// The first journal row's number.
    pub const FIRST: Self = Self(1);

    /// # Errors
    /// [`ValueError::Seq`] for 0 and above 2^53 − 1.
    pub const fn new(seq: u64) -> Result<Self, ValueError> {
        match seq {
            1..=EXACT_MAX => Ok(Self(seq)),
            _ => Err(ValueError::Seq),
        }
    }

    /// The number.
    pub const fn value(self) -> u64 {
        self.0
    }

    /// The number of the row after this one.
    pub(crate) fn next(self) -> Result<Self, ValueError> {
        self.0
            .checked_add(1)
            .ok_or(ValueError::Seq)
            .and_then(Self::new)
    }
}

/// How often each code of a batch can be redeemed; at least once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uses(u32);

impl Uses {
    /// Once, the default.
    pub const SINGLE: Self = Self(1);

    /// # Errors
    /// [`ValueError::Uses`] for 0.
    pub const fn new(uses: u32) -> Result<Self, ValueError> {
        if uses == 0 {
            Err(ValueError::Uses)
        } else {
            Ok(Self(uses))
        }
    }

    /// The number of uses.
    pub const fn value(self) -> u32 {
        self.0
    }
}

impl Default for Uses {
    fn default() -> Self {
        Self::SINGLE
    }
}

/// A hash of what the caller calls the reason of an assignment (`source_id`): whoever assigns again
/// for the same reason gets the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub [u8; 16]);

/// The merchant's name for an order: 1 to 128 bytes of text without control characters. Compared
/// byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId(String);

impl OrderId {
    /// In bytes.
    pub const LEN_MAX: usize = 128;

    /// # Errors
    /// [`ValueError::OrderId`] if it is empty, too long or holds control characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let fits = (1..=Self::LEN_MAX).contains(&text.len());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.into()))
        } else {
            Err(ValueError::OrderId)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a merchant notes on a batch, at most 4 KiB. The engine keeps it and never looks inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata(String);

impl Metadata {
    /// In bytes.
    pub const LEN_MAX: usize = 4096;

    /// # Errors
    /// [`ValueError::Metadata`] above 4,096 bytes.
    pub fn new(text: String) -> Result<Self, ValueError> {
        if text.len() > Self::LEN_MAX {
            Err(ValueError::Metadata)
        } else {
            Ok(Self(text))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_have_forty_bits() {
        assert_eq!(Serial::new((1 << 40) - 1), Ok(Serial::MAX));
        assert_eq!(Serial::new(1 << 40), Err(ValueError::Serial));
    }

    #[test]
    fn ranges_hold_at_least_one_serial_and_end_with_the_last() {
        let range = |first, count| SerialRange::new(Serial(first), count);
        assert_eq!(range(5, 0), Err(ValueError::SerialRange));
        assert_eq!(
            range(0, 1 << 40).map(|range| range.end()),
            Ok(SerialRange::END_MAX)
        );
        assert_eq!(range(1, 1 << 40), Err(ValueError::SerialRange));
        assert_eq!(range(1, u64::MAX), Err(ValueError::SerialRange));
        let five = range(10, 5).unwrap();
        let inside = [9, 10, 14, 15].map(|serial| five.contains(Serial(serial)));
        assert_eq!(inside, [false, true, true, false]);
    }

    #[test]
    fn sequence_numbers_start_at_one_and_end() {
        assert_eq!(Seq::new(0), Err(ValueError::Seq));
        assert_eq!(
            Seq::new(EXACT_MAX).and_then(Seq::next),
            Err(ValueError::Seq)
        );
        assert_eq!(Seq::FIRST.next(), Seq::new(2));
    }

    #[test]
    fn a_code_has_at_least_one_use() {
        assert_eq!(Uses::new(0), Err(ValueError::Uses));
        assert_eq!(Uses::new(1), Ok(Uses::default()));
    }

    #[test]
    fn order_ids_are_short_text() {
        let longest = "é".repeat(64);
        for fine in ["1", "order 17/B", longest.as_str(), "注文"] {
            assert_eq!(OrderId::parse(fine).as_ref().map(OrderId::as_str), Ok(fine));
        }
        for wrong in [
            "",
            "a\nb",
            "a\0",
            "\u{85}",
            "x".repeat(129).as_str(),
            &(longest + "e"),
        ] {
            assert_eq!(OrderId::parse(wrong), Err(ValueError::OrderId), "{wrong:?}");
        }
    }

    #[test]
    fn metadata_is_at_most_four_kibibytes() {
        assert!(Metadata::new("x".repeat(4096)).is_ok());
        assert_eq!(Metadata::new("x".repeat(4097)), Err(ValueError::Metadata));
    }
}
