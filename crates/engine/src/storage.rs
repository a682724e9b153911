//! What the owner of the storage implements: reads by key, and one write.

use alloc::vec::Vec;

use crate::{
    Account, AccountKey, Assignment, Batch, Campaign, CodeRow, CommandId, CommandRow, HoldRow,
    JournalRow, Newest, OrderId, OrderUse, RevokedRange, SWEEP_MAX, Seq, Serial, SerialRange,
    SourceId, UnixMillis, Write,
};

/// The stored rows, each found by its key. Whoever owns the storage implements it; which rows a
/// command needs is known here.
pub trait Rows {
    /// What reading can fail with.
    type Error;

    /// The campaign's configuration.
    ///
    /// # Errors
    /// Whatever the storage fails with; so for all of these.
    fn campaign(&self) -> Result<Campaign, Self::Error>;

    /// Number and time of the newest journal row.
    fn newest(&self) -> Result<Option<Newest>, Self::Error>;

    /// The command row with this id.
    fn command(&self, id: &CommandId) -> Result<Option<CommandRow>, Self::Error>;

    /// The journal row with this number.
    fn journal(&self, seq: Seq) -> Result<Option<JournalRow>, Self::Error>;

    /// The batch with the greatest first serial at or before this one; it need not reach it.
    fn batch_at_or_before(&self, serial: Serial) -> Result<Option<Batch>, Self::Error>;

    /// The assignment of this serial.
    fn assignment(&self, serial: Serial) -> Result<Option<Assignment>, Self::Error>;

    /// The assignment for this source.
    fn assignment_for(&self, source: &SourceId) -> Result<Option<Assignment>, Self::Error>;

    /// The greatest assigned serial at or before this one.
    fn assigned_at_or_before(&self, serial: Serial) -> Result<Option<Serial>, Self::Error>;

    /// The least assigned serial at or after this one.
    fn assigned_at_or_after(&self, serial: Serial) -> Result<Option<Serial>, Self::Error>;

    /// The code row with this serial.
    fn code(&self, serial: Serial) -> Result<Option<CodeRow>, Self::Error>;

    /// The hold with this id.
    fn hold(&self, id: Seq) -> Result<Option<HoldRow>, Self::Error>;

    /// Open holds with `until <= at`, by `until` and then by id; at most `limit` of them.
    fn due_holds(&self, at: UnixMillis, limit: usize) -> Result<Vec<HoldRow>, Self::Error>;

    /// What the order has of a code with several uses.
    fn order_use(&self, serial: Serial, order: &OrderId) -> Result<Option<OrderUse>, Self::Error>;

    /// The account with this key.
    fn account(&self, key: &AccountKey) -> Result<Option<Account>, Self::Error>;

    /// Withdrawn ranges that share a serial with this one or border on it, in order.
    fn revoked_ranges(&self, touching: SerialRange) -> Result<Vec<RevokedRange>, Self::Error>;

    /// The journal row that tells that the order was cancelled.
    fn closed_order(&self, order: &OrderId) -> Result<Option<Seq>, Self::Error>;

    /// The order's open holds, by id.
    fn open_holds_of(&self, order: &OrderId) -> Result<Vec<HoldRow>, Self::Error>;

    /// The journal rows that are the order's redemptions, by number, rolled back or not.
    fn redemptions_of(&self, order: &OrderId) -> Result<Vec<JournalRow>, Self::Error>;
}

/// Rows that can also be written.
pub trait Storage: Rows {
    /// Writes one row.
    ///
    /// # Errors
    /// Whatever the storage fails with. Everything since the transaction's begin must be undone
    /// then.
    fn apply(&mut self, write: &Write) -> Result<(), Self::Error>;

    /// How many due holds one step releases at most; at least 1. What commands answer does not
    /// depend on it.
    fn sweep_max(&self) -> usize {
        SWEEP_MAX
    }
}
