//! What comes out: an answer, and the rows that make it true.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    Account, Batch, Campaign, CodeRow, CommandRow, HoldRow, JournalRow, Leaf, MinorUnits, OrderId,
    OrderUse, Rejection, ReleaseReason, Returned, RevokedRange, Seq, Serial, SerialRange, SourceId,
    UnixMillis,
};

/// An answer, and what must be written in the same transaction before it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub outcome: Outcome,
    /// Whether it is the first answer to this command id, given again.
    pub replayed: bool,
    /// What to write; nothing for a refusal or a replay.
    pub effects: Effects,
}

impl Decision {
    pub(crate) const fn refused(rejection: Rejection) -> Self {
        Self {
            outcome: Outcome::Refused(rejection),
            replayed: false,
            effects: Effects::NONE,
        }
    }

    pub(crate) const fn replayed(outcome: Outcome) -> Self {
        Self {
            outcome,
            replayed: true,
            effects: Effects::NONE,
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Redeeming would succeed.
    Valid(Valid),
    /// It was done, and the journal tells of it.
    Done(Done),
    /// It cannot be done, and nothing was changed.
    Refused(Rejection),
}

/// What was done. The journal's row is the whole answer, so that a replay needs nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The row that tells of it. A redemption's [`Returned`] in it is nothing: a first answer reads
    /// the same for ever.
    pub row: JournalRow,
    /// Whether it had been done already, under another command id.
    pub existing: bool,
}

/// What redeeming would answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Valid {
    /// The discount that redeeming would give, or has given already.
    pub discount: MinorUnits,
    /// The subtotal that the discount is taken off: the order's, as it was redeemed if it was.
    pub order_value: MinorUnits,
    /// Whether this order has redeemed the code already.
    pub existing: bool,
    /// Whether the checkout may still refuse: the campaign has limits or rules about what a page's
    /// word does not count for.
    pub provisional: bool,
    /// The conditions of the campaign's rules, and whether each of them held. None where the order
    /// has redeemed or holds the code already, because nothing is judged again then.
    pub rules: Vec<Leaf>,
}

/// Rows to write, all of them or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects(pub(crate) Vec<Write>);

impl Effects {
    /// Nothing to write.
    pub const NONE: Self = Self(Vec::new());

    /// The rows, in the order in which to write them.
    pub fn writes(&self) -> &[Write] {
        &self.0
    }
}

/// One row to write. Batches, assignments and journal rows are inserted; all others are inserted, or replaced by
/// their key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// `campaign`, the only row: its settings, whether it is paused, its version.
    Campaign(Box<Campaign>),
    /// `batch`, keyed by its first serial.
    Batch(Batch),
    /// `assignment`, keyed by the serial, and `assignment_source`, keyed by the source.
    Assignment {
        /// The code.
        serial: Serial,
        /// The source.
        source: SourceId,
        /// The row that is the assignment.
        seq: Seq,
    },
    /// `code`, keyed by its serial.
    Code(CodeRow),
    /// `hold`, keyed by the row that first made it.
    Hold(HoldRow),
    /// `account`, keyed by scope, entity and window start.
    Account(Account),
    /// `journal`, keyed by its number.
    Journal(JournalRow),
    /// `journal`: what was given back of the redemption with this number.
    Returned {
        /// The redemption.
        redemption: Seq,
        /// All that was given back of it until now.
        returned: Returned,
    },
    /// `order_use`, keyed by serial and order.
    OrderUse(OrderUse),
    /// `closed_order`, keyed by the order.
    OrderClosed {
        /// The order.
        order: OrderId,
        /// The row that tells of it.
        seq: Seq,
    },
    /// `revoked`, keyed by the first serial: this range in the place of those that it touches.
    RevokedRange {
        /// The range.
        range: RevokedRange,
        /// The first serials of the ranges that it swallows.
        replaces: Vec<Serial>,
    },
    /// `hold`: every open hold on these serials is due.
    HoldsDue {
        /// Which serials; all of them if none are named.
        serials: Option<SerialRange>,
        /// Since when. Holds that were due before stay as they are.
        at: UnixMillis,
        /// Why.
        reason: ReleaseReason,
    },
    /// `command`, keyed by its id.
    Command(CommandRow),
}
