//! What comes out: an answer, and the rows that make it true.

use alloc::vec::Vec;

use crate::{
    Account, Batch, CodeRow, CommandRow, Issued, JournalRow, MinorUnits, OrderId, Redeemed,
    Rejection, Seq, Serial, UnixMillis,
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
    pub(crate) fn new(outcome: Outcome, writes: impl Into<Vec<Write>>) -> Self {
        Self {
            outcome,
            replayed: false,
            effects: Effects(writes.into()),
        }
    }

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
    /// The batch was added.
    Issued(IssuedBatch),
    /// Redeeming would succeed.
    Valid(Valid),
    /// The code is redeemed for the order.
    Redeemed(Redemption),
    /// It cannot be done, and nothing was changed.
    Refused(Rejection),
}

/// A batch that was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuedBatch {
    /// The journal row that tells of it.
    pub seq: Seq,
    /// When.
    pub at: UnixMillis,
    /// What was issued.
    pub issued: Issued,
}

/// What redeeming would answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valid {
    /// The discount that redeeming would give, or has given already.
    pub discount: MinorUnits,
    /// The subtotal that the discount is taken off: the order's, as it was redeemed if it was.
    pub order_value: MinorUnits,
    /// Whether this order has redeemed the code already.
    pub existing: bool,
}

/// A redemption, as its journal row tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    /// The journal row that is the redemption.
    pub seq: Seq,
    /// When.
    pub at: UnixMillis,
    /// Code, order and amounts.
    pub redeemed: Redeemed,
    /// Whether the order had it already, by another command id.
    pub existing: bool,
}

/// Rows to write, all of them or none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects(Vec<Write>);

impl Effects {
    /// Nothing to write.
    pub const NONE: Self = Self(Vec::new());

    /// The rows, in the order in which to write them.
    pub fn writes(&self) -> &[Write] {
        &self.0
    }
}

/// One row to write. Code and account rows are inserted or replaced by their key, all others are
/// inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// `batch`, keyed by its first serial.
    Batch(Batch),
    /// `code`, keyed by its serial.
    Code(CodeRow),
    /// `account`, keyed by scope, entity and window start.
    Account(Account),
    /// `journal`, keyed by its number.
    Journal(JournalRow),
    /// `command`, keyed by its id.
    Command(CommandRow),
    /// `order_use`, keyed by serial and order: which redemption of a code with several uses is the
    /// order's. A code with one use needs none: its code row tells.
    OrderUse {
        /// Which code.
        serial: Serial,
        /// Which order.
        order: OrderId,
        /// Its redemption.
        seq: Seq,
    },
}
