//! The journal: every committed change, one row each, in order. It is the truth that the other
//! rows summarise, and the outbox of everything that follows a change.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    AccountKey, Amounts, Count, Customer, Judgement, MinorUnits, Offer, OrderId, Pseudonym,
    Purpose, RollbackMode, Seq, Serial, SerialRange, Settings, SourceId, UnixMillis, Uses,
    ValueError,
};

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
    /// A code was assigned to a customer: this row is the assignment.
    Assigned(Assigned),
    /// A code was validated for the first time.
    Entered(Serial),
    /// A hold was made, or renewed.
    Held(Held),
    /// A hold ended without a redemption.
    HoldReleased(HoldReleased),
    /// A code was redeemed: this row is the redemption.
    Redeemed(Redeemed),
    /// All or part of a redemption was given back.
    RolledBack(RolledBack),
    /// Codes were withdrawn.
    Revoked(Revoked),
    /// The campaign was paused.
    Paused,
    /// The campaign was resumed.
    Resumed,
    /// The campaign was ended.
    Ended {
        /// Whether open holds died with it.
        void_holds: bool,
    },
    /// The campaign's settings were changed.
    Changed {
        /// The version since.
        version: u64,
        /// The settings since.
        settings: Box<Settings>,
    },
    /// An order was cancelled.
    OrderClosed(OrderClosed),
}

impl Event {
    /// The stored name of the kind.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Issued(_) => "issued",
            Self::Assigned(_) => "assigned",
            Self::Entered(_) => "entered",
            Self::Held(_) => "held",
            Self::HoldReleased(_) => "hold_released",
            Self::Redeemed(_) => "redeemed",
            Self::RolledBack(_) => "rolled_back",
            Self::Revoked(_) => "revoked",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Ended { .. } => "ended",
            Self::Changed { .. } => "changed",
            Self::OrderClosed(_) => "order_closed",
        }
    }

    /// The one code in whose chain it stands. How a code was issued stands in none, so that a code
    /// that nobody has touched needs no row.
    pub const fn serial(&self) -> Option<Serial> {
        match self {
            Self::Entered(serial) | Self::Revoked(Revoked::Code(serial)) => Some(*serial),
            Self::Held(held) => Some(held.serial),
            Self::HoldReleased(released) => Some(released.serial),
            Self::Redeemed(redeemed) => Some(redeemed.serial),
            Self::RolledBack(rolled_back) => Some(rolled_back.serial),
            Self::Issued(_)
            | Self::Assigned(_)
            | Self::Revoked(Revoked::Batch(_) | Revoked::Range(_))
            | Self::Paused
            | Self::Resumed
            | Self::Ended { .. }
            | Self::Changed { .. }
            | Self::OrderClosed(_) => None,
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
    /// What they are for.
    pub purpose: Purpose,
}

/// A code as it was assigned. Nothing of it changes any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// Which code.
    pub serial: Serial,
    /// Why, by the caller's word for it.
    pub source: SourceId,
    /// Who holds it.
    pub holder: Pseudonym,
    /// When it ends.
    pub expires_at: Option<UnixMillis>,
    /// What it is worth, if not what its batch or the campaign says.
    pub offer: Option<Offer>,
    /// The pool that it was taken from; `None` if it lies outside all batches.
    pub batch: Option<Serial>,
}

/// A hold as it was made or renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The hold: the number of the row that first made it.
    pub hold: Seq,
    /// When that was.
    pub made_at: UnixMillis,
    /// Which code.
    pub serial: Serial,
    /// For which order.
    pub order: OrderId,
    /// The order's subtotal before the discount.
    pub order_value: MinorUnits,
    /// The discount reserved; at most the order's value.
    pub discount: MinorUnits,
    /// The first moment at which it is due.
    pub until: UnixMillis,
    /// How the campaign's rules were judged, where it has any. A renewal is judged no more.
    pub judged: Option<Judgement>,
}

/// The end of a hold without a redemption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldReleased {
    /// Which hold.
    pub hold: Seq,
    /// Which code.
    pub serial: Serial,
    /// Why.
    pub reason: ReleaseReason,
}

/// Why a hold ended without a redemption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseReason {
    /// The caller gave it up.
    Released,
    /// Its time had come.
    Expired,
    /// Its code was withdrawn.
    Revoked,
    /// The campaign was ended with its holds.
    CampaignEnded,
    /// Its order was cancelled.
    OrderCancelled,
}

impl ReleaseReason {
    /// The stored name, which is also how it reads on the wire.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::CampaignEnded => "campaign_ended",
            Self::OrderCancelled => "order_cancelled",
        }
    }
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
    /// The hold that it came from.
    pub hold: Option<Seq>,
    /// Who bought.
    pub customer: Customer,
    /// The accounts that it was charged to, and that a rollback gives back to.
    pub accounts: Vec<AccountKey>,
    /// How the campaign's rules were judged, where it has any. Those of a hold were judged when it
    /// was made.
    pub judged: Option<Judgement>,
    /// What was given back since: the one thing in the journal that changes.
    pub returned: Returned,
}

impl Redeemed {
    /// What it was charged with.
    pub fn amounts(&self) -> Amounts {
        Amounts {
            redemptions: Count::ONE,
            discount: self.discount,
            order_value: self.order_value,
        }
    }

    /// Whether the order still has it: it was not given back in full.
    pub const fn is_live(&self) -> bool {
        self.returned.in_full.is_none()
    }
}

/// What was given back of a redemption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// Of the discount.
    pub discount: MinorUnits,
    /// Of the order's value.
    pub order_value: MinorUnits,
    /// Whether that was all, and what became of the use.
    pub in_full: Option<RollbackMode>,
}

/// A rollback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolledBack {
    /// Which redemption.
    pub redemption: Seq,
    /// Which code.
    pub serial: Serial,
    /// What was given back of the discount.
    pub discount: MinorUnits,
    /// What was given back of the order's value.
    pub order_value: MinorUnits,
    /// Whether nothing is left of the redemption now, and what became of the use.
    pub in_full: Option<RollbackMode>,
}

/// Codes that were withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// One code.
    Code(Serial),
    /// A batch's.
    Batch(SerialRange),
    /// Serials in a row.
    Range(SerialRange),
}

/// A cancelled order, and what it gave back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderClosed {
    /// Which order.
    pub order: OrderId,
    /// The holds that were released for it.
    pub released: Vec<Seq>,
    /// The redemptions that were rolled back for it.
    pub rolled_back: Vec<Seq>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_kinds_are_pinned() {
        let serial = Serial::new(4).unwrap();
        let serials = SerialRange::new(serial, 1).unwrap();
        let (amount, order) = (MinorUnits::ZERO, OrderId::parse("o").unwrap());
        let hold = Seq::FIRST;
        let issued = Issued {
            serials,
            expires_at: None,
            uses: Uses::SINGLE,
            purpose: Purpose::Export,
        };
        let assigned = Assigned {
            serial,
            source: SourceId([1; 16]),
            holder: Pseudonym([2; 16]),
            expires_at: None,
            offer: None,
            batch: None,
        };
        let held = Held {
            hold,
            made_at: UnixMillis::EPOCH,
            serial,
            order: order.clone(),
            order_value: amount,
            discount: amount,
            until: UnixMillis::EPOCH,
            judged: None,
        };
        let reason = ReleaseReason::Expired;
        let released = HoldReleased {
            hold,
            serial,
            reason,
        };
        let redeemed = Redeemed {
            serial,
            order: order.clone(),
            order_value: amount,
            discount: amount,
            hold: None,
            customer: Customer::GUEST,
            accounts: Vec::new(),
            judged: None,
            returned: Returned::default(),
        };
        let rolled_back = RolledBack {
            redemption: hold,
            serial,
            discount: amount,
            order_value: amount,
            in_full: None,
        };
        let closed = OrderClosed {
            order,
            released: Vec::new(),
            rolled_back: Vec::new(),
        };
        let cases = [
            (Event::Issued(issued), "issued", None),
            (Event::Assigned(assigned), "assigned", None),
            (Event::Entered(serial), "entered", Some(serial)),
            (Event::Held(held), "held", Some(serial)),
            (Event::HoldReleased(released), "hold_released", Some(serial)),
            (Event::Redeemed(redeemed), "redeemed", Some(serial)),
            (Event::RolledBack(rolled_back), "rolled_back", Some(serial)),
            (
                Event::Revoked(Revoked::Code(serial)),
                "revoked",
                Some(serial),
            ),
            (Event::Revoked(Revoked::Batch(serials)), "revoked", None),
            (Event::Revoked(Revoked::Range(serials)), "revoked", None),
            (Event::Paused, "paused", None),
            (Event::Resumed, "resumed", None),
            (Event::Ended { void_holds: true }, "ended", None),
            (Event::OrderClosed(closed), "order_closed", None),
        ];
        for (event, kind, serial) in cases {
            assert_eq!((event.kind(), event.serial()), (kind, serial));
        }
    }
}
