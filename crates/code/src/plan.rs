//! Planning: which layout a campaign needs, and what it promises against guessing.

use core::fmt;

use crate::calendar::ExpiryUnit;
use crate::layout::{EXPIRY_BITS, FieldBits, Layout, MIN_TAG_BITS, SERIAL_BITS};
use crate::pattern::Pattern;

/// Fewest bits of a tag that a plan accepts unless weak codes are asked for by name: at 100 guesses a
/// second, a hit every 22 years.
pub const STRONG_TAG_BITS: u8 = 36;

/// What a campaign wants of its codes.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest {
    /// How codes look.
    pub pattern: Pattern,
    /// The most codes that will ever be issued, 1 to `2^40`.
    pub max_codes: u64,
    /// From the epoch to the latest expiry that a code will ever have, in seconds; `None` if no code
    /// has an expiry of its own.
    pub longest_expiry_s: Option<u64>,
    /// What expiries are counted in.
    pub unit: ExpiryUnit,
    /// Accept a tag of 32 to 35 bits.
    pub allow_weak: bool,
}

/// A layout and its promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    layout: Layout,
}

/// Picks the narrowest serial and expiry that fit, and gives the rest to the tag.
///
/// # Errors
///
/// If a number is out of range, or the pattern is too short; then the error says how many symbols
/// would do.
pub fn plan(request: &PlanRequest) -> Result<Plan, PlanError> {
    let bits = FieldBits {
        serial_bits: serial_bits(request.max_codes)?,
        expiry_bits: request
            .longest_expiry_s
            .map_or(Ok(0), |s| expiry_bits(s, request.unit))?,
    };
    let least_tag_bits = if request.allow_weak {
        MIN_TAG_BITS
    } else {
        STRONG_TAG_BITS
    };
    let of_symbols = |symbols| {
        Layout::of_symbols(symbols, bits)
            .ok()
            .filter(|layout| layout.tag_bits() >= least_tag_bits)
    };
    let symbols = request.pattern.symbols();
    match of_symbols(symbols) {
        Some(layout) => Ok(Plan { layout }),
        None => Err(PlanError::TooShort {
            symbols,
            least_tag_bits,
            symbols_needed: (symbols..=20).find(|&symbols| of_symbols(symbols).is_some()),
        }),
    }
}

fn serial_bits(max_codes: u64) -> Result<u8, PlanError> {
    SERIAL_BITS
        .filter(|_| max_codes > 0)
        .find(|&bits| {
            1_u64
                .checked_shl(u32::from(bits))
                .is_some_and(|count| count >= max_codes)
        })
        .ok_or(PlanError::MaxCodes(max_codes))
}

fn expiry_bits(longest_s: u64, unit: ExpiryUnit) -> Result<u8, PlanError> {
    let units = longest_s.div_ceil(unit.seconds());
    EXPIRY_BITS
        .filter(|_| units > 0)
        .find(|&bits| {
            // The greatest value of the field means "no expiry".
            let values = 1_u64.checked_shl(u32::from(bits)).unwrap_or_default();
            values.checked_sub(2).is_some_and(|latest| units <= latest)
        })
        .ok_or(PlanError::LongestExpiry { units, unit })
}

impl Plan {
    /// The promise of a layout that exists already.
    pub fn of_layout(layout: Layout) -> Self {
        Self { layout }
    }

    /// The layout.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The promise: to hit one code, somebody who knows genuine codes of the campaign needs
    /// `2^guesses_per_hit_log2` guesses. It is the tag's width, 32 to 77.
    pub fn guesses_per_hit_log2(&self) -> u8 {
        self.layout.tag_bits()
    }

    /// How long a hit takes at a rate, in whole seconds; `None` for a rate of 0.
    ///
    /// A rate of 100 guesses a second is far more than a shop with rate limits answers.
    pub fn seconds_per_hit(&self, guesses_per_second: u64) -> Option<u128> {
        let guesses = 1_u128.checked_shl(u32::from(self.guesses_per_hit_log2()))?;
        guesses.checked_div(u128::from(guesses_per_second))
    }

    /// Whether the tag is narrower than plans accept without being asked for weak codes.
    pub fn is_weak(&self) -> bool {
        self.layout.tag_bits() < STRONG_TAG_BITS
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanError {
    /// The number of codes is 0 or more than `2^40`.
    MaxCodes(u64),
    /// The longest expiry is 0 or needs more than 16 bits.
    LongestExpiry {
        /// How many units it would have to count.
        units: u64,
        /// The unit.
        unit: ExpiryUnit,
    },
    /// The pattern leaves too few bits to the tag.
    TooShort {
        /// The symbols that the pattern has.
        symbols: u8,
        /// The bits that a tag must have.
        least_tag_bits: u8,
        /// The fewest symbols that would do; `None` if 20 are not enough.
        symbols_needed: Option<u8>,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaxCodes(max_codes) => write!(
                f,
                "a campaign cannot have {max_codes} codes; it must have 1 to 1,099,511,627,776"
            ),
            Self::LongestExpiry { units: 0, .. } => {
                f.write_str("the latest expiry must be after the epoch")
            }
            Self::LongestExpiry { unit: ExpiryUnit::Hour, .. } => f.write_str(
                "by the hour, an expiry lies at most 65,534 hours (7 years) after the epoch; \
                 count by the day, or take a later epoch",
            ),
            Self::LongestExpiry { unit: ExpiryUnit::Day, .. } => f.write_str(
                "an expiry lies at most 65,534 days (179 years) after the epoch; take a later epoch",
            ),
            Self::TooShort { symbols, least_tag_bits, symbols_needed } => {
                write!(
                    f,
                    "with {symbols} symbols fewer than {least_tag_bits} bits are left against \
                     guessing; "
                )?;
                match symbols_needed {
                    Some(needed) => write!(f, "take a pattern with {needed} symbols")?,
                    None => f.write_str("even 20 symbols are too few: ask for fewer codes")?,
                }
                if *least_tag_bits == STRONG_TAG_BITS {
                    f.write_str(", or allow weak codes")?;
                }
                Ok(())
            }
        }
    }
}

impl core::error::Error for PlanError {}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_S: u64 = 86_400;

    fn request(pattern: &str, max_codes: u64) -> PlanRequest {
        PlanRequest {
            pattern: Pattern::parse(pattern).unwrap(),
            max_codes,
            longest_expiry_s: Some(170 * DAY_S),
            unit: ExpiryUnit::Hour,
            allow_weak: false,
        }
    }

    #[test]
    fn the_example_of_the_format() {
        let plan = plan(&request("SUM-####-####-####-####", 1_000_000)).unwrap();
        let layout = plan.layout();
        assert_eq!(
            (
                layout.serial_bits(),
                layout.expiry_bits(),
                layout.tag_bits()
            ),
            (20, 12, 38)
        );
        assert_eq!(plan.seconds_per_hit(100), Some((1 << 38) / 100), "87 years");
        assert_eq!(plan.seconds_per_hit(0), None);
        assert!(!plan.is_weak());
    }

    #[test]
    fn the_narrowest_fields_that_fit() {
        let bits = |max_codes, longest_expiry_s| {
            let request = request("SUM-####-####-####-####-####", max_codes);
            let plan = plan(&PlanRequest {
                longest_expiry_s,
                ..request
            })
            .unwrap();
            (plan.layout().serial_bits(), plan.layout().expiry_bits())
        };
        assert_eq!(bits(1, None), (8, 0));
        assert_eq!(bits(256, Some(1)), (8, 2));
        assert_eq!(bits(257, Some(2 * 3_600)), (9, 2));
        assert_eq!(bits(1 << 24, Some(2 * 3_600 + 1)), (24, 3));
        assert_eq!(bits(1_000, Some(65_534 * 3_600)), (10, 16));
    }

    #[test]
    fn every_message_of_an_error() {
        let message = |request: &PlanRequest| plan(request).unwrap_err().to_string();
        let sum = request("SUM-####-####-####-####", 1_000_000);
        assert_eq!(
            message(&PlanRequest {
                max_codes: 0,
                ..sum
            }),
            "a campaign cannot have 0 codes; it must have 1 to 1,099,511,627,776"
        );
        assert!(
            plan(&PlanRequest {
                max_codes: (1 << 40) + 1,
                ..sum
            })
            .is_err()
        );
        assert_eq!(
            message(&PlanRequest {
                longest_expiry_s: Some(0),
                ..sum
            }),
            "the latest expiry must be after the epoch"
        );
        let late = PlanRequest {
            longest_expiry_s: Some(65_535 * DAY_S),
            ..sum
        };
        assert_eq!(
            message(&late),
            "by the hour, an expiry lies at most 65,534 hours (7 years) after the epoch; \
             count by the day, or take a later epoch"
        );
        assert_eq!(
            message(&PlanRequest {
                unit: ExpiryUnit::Day,
                ..late
            }),
            "an expiry lies at most 65,534 days (179 years) after the epoch; take a later epoch"
        );
        let short = request("SUM-####-####-####", 1_000_000);
        assert_eq!(
            message(&short),
            "with 12 symbols fewer than 36 bits are left against guessing; \
             take a pattern with 16 symbols, or allow weak codes"
        );
        assert_eq!(
            message(&PlanRequest {
                max_codes: 1 << 40,
                allow_weak: true,
                ..sum
            }),
            "with 16 symbols fewer than 32 bits are left against guessing; \
             take a pattern with 20 symbols"
        );
        let years = PlanRequest {
            longest_expiry_s: Some(65_000 * 3_600),
            ..sum
        };
        assert_eq!(
            message(&PlanRequest {
                max_codes: 1 << 40,
                ..years
            }),
            "with 16 symbols fewer than 36 bits are left against guessing; \
             even 20 symbols are too few: ask for fewer codes, or allow weak codes"
        );
    }

    #[test]
    fn weak_codes_must_be_asked_for() {
        let weak = request("VIP-####-####-####", 1_000);
        let weak = PlanRequest {
            longest_expiry_s: Some(170 * DAY_S),
            ..weak
        };
        assert!(plan(&weak).is_err());
        let weak = plan(&PlanRequest {
            allow_weak: true,
            ..weak
        })
        .unwrap();
        assert!(weak.is_weak());
        assert_eq!(weak.guesses_per_hit_log2(), 33);
    }
}
