//! Stored rows beyond codes and batches: holds, an order's use of a code, withdrawn serials.

use alloc::vec::Vec;

use crate::{
    AccountKey, Amounts, Context, Customer, Offer, OnExhausted, OrderId, ReleaseReason, Seq,
    Serial, SerialRange, Split, UnixMillis,
};

/// A hold row. It is kept when the hold is over, so that a hold resolves at most once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldRow {
    /// The hold: the number of the journal row that first made it.
    pub id: Seq,
    /// Which code.
    pub serial: Serial,
    /// For which order.
    pub order: OrderId,
    /// Where it stands.
    pub state: HoldState,
    /// The first moment at which it is due, if it is still open then.
    pub until: UnixMillis,
    /// Why it will be released when it is due: its time, or because something ended it early.
    pub due: ReleaseReason,
    /// What was promised when it was made.
    pub promise: Promise,
    /// What it reserves in each of its accounts.
    pub reserved: Amounts,
    /// What the reserved discount is made of.
    pub split: Split,
    /// Who buys.
    pub customer: Customer,
    /// The accounts that it reserves in.
    pub accounts: Vec<AccountKey>,
}

impl HoldRow {
    /// Whether it still reserves something.
    pub fn is_open(&self) -> bool {
        self.state == HoldState::Open
    }

    /// Whether it is open and its time has not come.
    pub fn is_running(&self, now: UnixMillis) -> bool {
        self.is_open() && now < self.until
    }
}

/// What a hold promises: later changes of the campaign do not break it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// When it was made; its windows are those of this moment.
    pub made_at: UnixMillis,
    /// The offer of then.
    pub offer: Offer,
    /// What becomes of a discount that does not fit.
    pub on_exhausted: OnExhausted,
    /// Where it comes from.
    pub context: Context,
}

/// Where a hold stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldState {
    /// It reserves.
    Open,
    /// It was redeemed, by this journal row.
    Redeemed(Seq),
    /// It ended without a redemption.
    Released {
        /// The journal row that tells of it.
        seq: Seq,
        /// Why.
        reason: ReleaseReason,
    },
}

/// What an order has of a code with several uses. A code with one use needs no such row: its own
/// row tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderUse {
    /// Which code.
    pub serial: Serial,
    /// Which order.
    pub order: OrderId,
    /// The order's newest redemption of it, whether or not it was rolled back since.
    pub redemption: Option<Seq>,
    /// The order's newest hold on it, whether or not it is still open.
    pub hold: Option<Seq>,
}

/// Withdrawn serials. No two ranges touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokedRange {
    /// The serials.
    pub serials: SerialRange,
    /// The newest journal row that withdrew some of them.
    pub seq: Seq,
}
