//! The journal: every committed change, one row each, in order. It is the truth that the other
//! rows summarise, and the outbox of everything that follows a change.

use crate::{MinorUnits, OrderId, Seq, Serial, SerialRange, UnixMillis, Uses, ValueError};

/// A journal row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number; the first row is 1, and there are no gaps.
    pub seq: Seq,
    /// When; never before the row before.
    pub at: UnixMillis,
    /// The row before about the same code, so that a timeline can be walked without an index.
    pub prev_seq: Option<Seq>,
    /// What happened.
    pub event: Event,
}

/// The newest journal row, as far as the next one needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Its number.
    pub seq: Seq,
    /// Its time, before which nothing happens any more.
    pub at: UnixMillis,
}

impl Newest {
    /// Time never goes back: an earlier clock is held at the newest row.
    pub(crate) fn no_earlier(newest: Option<Self>, now: UnixMillis) -> UnixMillis {
        newest.map_or(now, |newest| newest.at.max(now))
    }

    /// The number of the row after this one, or of the first.
    pub(crate) fn next_seq(newest: Option<Self>) -> Result<Seq, ValueError> {
        newest.map_or(Ok(Seq::FIRST), |newest| newest.seq.next())
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A batch was added.
    Issued(Issued),
    /// A code was validated for the first time.
    Entered(Serial),
    /// A code was redeemed: this row is the redemption.
    Redeemed(Redeemed),
}

impl Event {
    /// The stored name of the kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Issued(_) => "issued",
            Self::Entered(_) => "entered",
            Self::Redeemed(_) => "redeemed",
        }
    }

    /// The code that it is about.
    pub const fn serial(&self) -> Option<Serial> {
        match self {
            Self::Issued(_) => None,
            Self::Entered(serial) => Some(*serial),
            Self::Redeemed(redeemed) => Some(redeemed.serial),
        }
    }
}

/// A batch as it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Its serials; the first one names the batch.
    pub serials: SerialRange,
    /// When its codes end.
    pub expires_at: Option<UnixMillis>,
    /// How often each can be redeemed.
    pub uses: Uses,
}

/// A redemption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redeemed {
    /// Which code.
    pub serial: Serial,
    /// For which order.
    pub order: OrderId,
    /// The order's subtotal before the discount.
    pub order_value: MinorUnits,
    /// The discount given; at most the order's value.
    pub discount: MinorUnits,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_kinds_are_pinned() {
        let serial = Serial::new(4).unwrap();
        let amount = MinorUnits::ZERO;
        let order = OrderId::parse("o").unwrap();
        let issued = Issued {
            serials: SerialRange::new(serial, 1).unwrap(),
            expires_at: None,
            uses: Uses::SINGLE,
        };
        let redeemed = Redeemed {
            serial,
            order,
            order_value: amount,
            discount: amount,
        };
        let cases = [
            (Event::Issued(issued), "issued", None),
            (Event::Entered(serial), "entered", Some(serial)),
            (Event::Redeemed(redeemed), "redeemed", Some(serial)),
        ];
        for (event, kind, serial) in cases {
            assert_eq!((event.kind(), event.serial()), (kind, serial));
        }
    }
}
