//! The ids of batches, holds and redemptions: they name the campaign, so that no index is needed.

use core::fmt;

use data_encoding::HEXLOWER;

/// The greatest number of a journal row: 2^53 − 1.
const SEQ_MAX: u64 = (1 << 53) - 1;

/// `bt_{PREFIX}_{first serial}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BatchId<'p> {
    pub(crate) prefix: &'p str,
    pub(crate) first_serial: u64,
}

/// `hd_{PREFIX}_{shard}_{seq}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HoldId<'p> {
    pub(crate) prefix: &'p str,
    /// The journal row that first made it.
    pub(crate) seq: u64,
}

/// `rd_{PREFIX}_{shard}_{seq}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RedemptionId<'p> {
    pub(crate) prefix: &'p str,
    /// The journal row that is the redemption.
    pub(crate) seq: u64,
}

/// `co_{hash of the order's id}_{attempt}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CheckoutId {
    pub(crate) order: [u8; 16],
    /// Which of the order's checkouts it is, counted from 1.
    pub(crate) attempt: u64,
}

impl CheckoutId {
    /// Reads an id; `None` if it is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (order, attempt) = text.strip_prefix("co_")?.split_once('_')?;
        let order = HEXLOWER.decode(order.as_bytes()).ok()?;
        let attempt = number(attempt)?;
        (1..=SEQ_MAX).contains(&attempt).then_some(Self {
            order: order.try_into().ok()?,
            attempt,
        })
    }
}

impl fmt::Display for CheckoutId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "co_{}_{}", HEXLOWER.encode(&self.order), self.attempt)
    }
}

impl<'p> BatchId<'p> {
    /// Reads an id; `None` if it is none.
    pub(crate) fn parse(text: &'p str) -> Option<Self> {
        let (prefix, first_serial) = text.strip_prefix("bt_")?.split_once('_')?;
        Some(Self {
            prefix,
            first_serial: number(first_serial)?,
        })
    }
}

impl<'p> HoldId<'p> {
    /// Reads an id; `None` if it is none.
    pub(crate) fn parse(text: &'p str) -> Option<Self> {
        let (prefix, seq) = row_of_shard(text.strip_prefix("hd_")?)?;
        Some(Self { prefix, seq })
    }
}

impl<'p> RedemptionId<'p> {
    /// Reads an id; `None` if it is none.
    pub(crate) fn parse(text: &'p str) -> Option<Self> {
        let (prefix, seq) = row_of_shard(text.strip_prefix("rd_")?)?;
        Some(Self { prefix, seq })
    }
}

impl fmt::Display for BatchId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bt_{}_{}", self.prefix, self.first_serial)
    }
}

impl fmt::Display for HoldId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hd_{}_0_{}", self.prefix, self.seq)
    }
}

impl fmt::Display for RedemptionId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rd_{}_0_{}", self.prefix, self.seq)
    }
}

/// `{PREFIX}_{shard}_{seq}`; the shard is 0, because campaigns have one.
fn row_of_shard(text: &str) -> Option<(&str, u64)> {
    let (prefix, rest) = text.split_once('_')?;
    let seq = number(rest.strip_prefix("0_")?)?;
    (1..=SEQ_MAX).contains(&seq).then_some((prefix, seq))
}

/// A number as [`fmt::Display`] writes it, so that an id has one spelling.
fn number(text: &str) -> Option<u64> {
    let number = text.parse::<u64>().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_checkout_has_one_spelling() {
        let id = CheckoutId {
            order: [0xab; 16],
            attempt: 12,
        };
        let text = format!("co_{}_12", "ab".repeat(16));
        assert_eq!(id.to_string(), text);
        assert_eq!(CheckoutId::parse(&text), Some(id));
        for text in [
            text.to_uppercase(),
            text.replace("_12", "_0"),
            text.replace("_12", "_012"),
            text.replace("ab_", "a_"),
            text.replace("co_", "rd_"),
        ] {
            assert_eq!(CheckoutId::parse(&text), None, "{text}");
        }
    }

    #[test]
    fn ids_have_one_spelling() {
        let batch = BatchId {
            prefix: "SUM",
            first_serial: 1000,
        };
        assert_eq!(batch.to_string(), "bt_SUM_1000");
        assert_eq!(BatchId::parse("bt_SUM_1000"), Some(batch));
        let redemption = RedemptionId {
            prefix: "SUM",
            seq: 17,
        };
        assert_eq!(redemption.to_string(), "rd_SUM_0_17");
        assert_eq!(RedemptionId::parse("rd_SUM_0_17"), Some(redemption));
        let hold = HoldId {
            prefix: "SUM",
            seq: 9_007_199_254_740_991,
        };
        assert_eq!(hold.to_string(), "hd_SUM_0_9007199254740991");
        assert_eq!(HoldId::parse("hd_SUM_0_9007199254740991"), Some(hold));
        for text in [
            "",
            "bt_SUM",
            "bt_SUM_01",
            "bt_SUM_+1",
            "bt_SUM_-1",
            "bt_SUM_1_",
            "rd_SUM_0",
        ] {
            assert_eq!(BatchId::parse(text), None, "{text}");
        }
        for text in [
            "",
            "rd_SUM_1_17",
            "rd_SUM_17",
            "rd_SUM_0_",
            "bt_SUM_0_17",
            "rd_SUM_0_0",
            "rd_SUM_0_9007199254740992",
            "rd_SUM_0_99999999999999999999",
        ] {
            assert_eq!(RedemptionId::parse(text), None, "{text}");
            assert_eq!(HoldId::parse(&text.replace("rd_", "hd_")), None, "{text}");
        }
    }
}
