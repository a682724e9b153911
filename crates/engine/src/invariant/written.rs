//! What a decision writes, found by key.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::{
    Account, AccountKey, Batch, Campaign, CodeRow, CommandRow, Effects, EngineError, HoldRow,
    JournalRow, OrderId, OrderUse, ReleaseReason, Returned, RevokedRange, Seq, Serial, SerialRange,
    SourceId, UnixMillis, Write,
};

/// The rows of a decision: none of them twice, where the second would hide the first.
#[derive(Default)]
pub(super) struct Written<'e> {
    /// In their order.
    pub(super) journal: Vec<&'e JournalRow>,
    pub(super) codes: BTreeMap<Serial, &'e CodeRow>,
    pub(super) holds: BTreeMap<Seq, &'e HoldRow>,
    pub(super) accounts: BTreeMap<&'e AccountKey, &'e Account>,
    pub(super) returned: BTreeMap<Seq, &'e Returned>,
    pub(super) campaign: Option<&'e Campaign>,
    pub(super) batch: Option<&'e Batch>,
    /// Which code for which source, by which row.
    pub(super) assignment: Option<(Serial, SourceId, Seq)>,
    pub(super) order_use: Option<&'e OrderUse>,
    pub(super) closed: Option<(&'e OrderId, Seq)>,
    pub(super) revoked: Option<&'e RevokedRange>,
    pub(super) due: Option<Due>,
    pub(super) command: Option<&'e CommandRow>,
}

/// Which holds a decision makes due, since when, and why.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Due {
    pub(super) serials: Option<SerialRange>,
    pub(super) at: UnixMillis,
    pub(super) reason: ReleaseReason,
}

impl<'e> Written<'e> {
    /// # Errors
    /// [`EngineError::Invariant`] for a row that is written twice.
    pub(super) fn read(effects: &'e Effects) -> Result<Self, EngineError> {
        let mut written = Self::default();
        for write in effects.writes() {
            let is_first = match write {
                Write::Journal(row) => {
                    written.journal.push(row);
                    // Held against the row before it where the journal is checked.
                    true
                }
                Write::Code(code) => written.codes.insert(code.serial, code).is_none(),
                Write::Hold(hold) => written.holds.insert(hold.id, hold).is_none(),
                Write::Account(account) => written.accounts.insert(&account.key, account).is_none(),
                Write::Returned {
                    redemption,
                    returned,
                } => written.returned.insert(*redemption, returned).is_none(),
                Write::Campaign(campaign) => written.campaign.replace(campaign).is_none(),
                Write::Batch(batch) => written.batch.replace(batch).is_none(),
                Write::Assignment {
                    serial,
                    source,
                    seq,
                } => {
                    let assignment = (*serial, *source, *seq);
                    written.assignment.replace(assignment).is_none()
                }
                Write::OrderUse(of) => written.order_use.replace(of).is_none(),
                Write::OrderClosed { order, seq } => {
                    written.closed.replace((order, *seq)).is_none()
                }
                Write::RevokedRange { range, .. } => written.revoked.replace(range).is_none(),
                Write::HoldsDue {
                    serials,
                    at,
                    reason,
                } => {
                    let due = Due {
                        serials: *serials,
                        at: *at,
                        reason: *reason,
                    };
                    written.due.replace(due).is_none()
                }
                Write::Command(command) => written.command.replace(command).is_none(),
            };
            super::hold(is_first, "a row is written twice")?;
        }
        Ok(written)
    }
}
