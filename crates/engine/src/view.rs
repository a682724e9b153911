//! What is stored, as far as one command needs it.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::{
    Account, AccountKey, Assigned, Batch, Campaign, CodeRow, CommandRow, Event, HoldRow,
    JournalRow, Newest, OrderUse, Redeemed, Returned, RevokedRange, Seq, Serial, UnixMillis, Uses,
};

/// When a command is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The time.
    pub now: UnixMillis,
    /// How long command ids are remembered.
    pub retention: Retention,
}

/// How long command ids are remembered. A row that is older is as good as gone, whether or not it
/// has been swept away yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// In milliseconds.
    pub millis: u64,
}

impl Retention {
    /// 30 days.
    pub const DEFAULT: Self = Self {
        millis: 30 * 24 * 60 * 60 * 1000,
    };

    /// Whether an id of this time is still remembered.
    pub const fn remembers(self, at: UnixMillis, now: UnixMillis) -> bool {
        now.value() < at.value().saturating_add(self.millis)
    }
}

/// What is stored, as far as one command needs it; every row that is missing is a fact too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The campaign's configuration.
    pub campaign: Campaign,
    /// The newest journal row.
    pub newest: Option<Newest>,
    /// The command row with the command's id.
    pub command: Option<CommandRow>,
    /// The journal row that the command row points to.
    pub answer: Option<JournalRow>,
    /// The batch at or before the command's serial; for an issue, a range or a fresh assignment,
    /// the last batch.
    pub batch: Option<Batch>,
    /// The assignment of the command's serial, or for the command's source.
    pub assignment: Option<Assignment>,
    /// The greatest serial of the command's pool that is assigned.
    pub pool_last: Option<Serial>,
    /// The least serial outside of batches that is assigned: all after it are, too.
    pub fresh_least: Option<Serial>,
    /// Withdrawn ranges around the command's serials.
    pub revoked: Vec<RevokedRange>,
    /// What the order has of a code with several uses.
    pub order_use: Option<OrderUse>,
    /// The journal row that tells that the order was cancelled.
    pub closed: Option<JournalRow>,
    /// The journal row that ended the hold that the command names.
    pub ended: Option<JournalRow>,
    /// The codes' rows.
    pub codes: BTreeMap<Serial, CodeRow>,
    /// The holds that the command is about: the order's own on the code, the named one, those that
    /// are due (the longest due first), or all open ones of an order.
    pub holds: Vec<HoldRow>,
    /// The redemptions that the command is about.
    pub redemptions: BTreeMap<Seq, Redemption>,
    /// The accounts that may be charged, or given back to.
    pub accounts: BTreeMap<AccountKey, Account>,
}

/// A redemption: its journal row, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    /// The row's number.
    pub seq: Seq,
    /// When.
    pub at: UnixMillis,
    /// The row before about the same code.
    pub prev_seq: Option<Seq>,
    /// Code, order, amounts and accounts.
    pub redeemed: Redeemed,
}

impl Redemption {
    /// The journal row, unless it tells of something else.
    pub fn from_row(row: JournalRow) -> Option<Self> {
        let JournalRow {
            seq,
            at,
            prev_seq,
            event,
        } = row;
        if let Event::Redeemed(redeemed) = event {
            Some(Self {
                seq,
                at,
                prev_seq,
                redeemed,
            })
        } else {
            None
        }
    }

    /// The journal row as it was written first: nothing had been given back then.
    pub(crate) fn first_row(&self) -> JournalRow {
        let redeemed = Redeemed {
            returned: Returned::default(),
            ..self.redeemed.clone()
        };
        JournalRow {
            seq: self.seq,
            at: self.at,
            prev_seq: self.prev_seq,
            event: Event::Redeemed(redeemed),
        }
    }
}

/// An assignment: its journal row, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The row's number.
    pub seq: Seq,
    /// When.
    pub at: UnixMillis,
    /// Code, source and holder.
    pub assigned: Assigned,
}

impl Assignment {
    /// The journal row, unless it tells of something else.
    pub fn from_row(row: JournalRow) -> Option<Self> {
        let JournalRow {
            seq,
            at,
            prev_seq: _,
            event,
        } = row;
        if let Event::Assigned(assigned) = event {
            Some(Self { seq, at, assigned })
        } else {
            None
        }
    }

    /// The journal row.
    pub(crate) fn row(&self) -> JournalRow {
        JournalRow {
            seq: self.seq,
            at: self.at,
            prev_seq: None,
            event: Event::Assigned(self.assigned.clone()),
        }
    }
}

impl View {
    /// The code's row.
    pub fn code(&self, serial: Serial) -> Option<&CodeRow> {
        self.codes.get(&serial)
    }

    /// The hold's row.
    pub fn hold(&self, id: Seq) -> Option<&HoldRow> {
        self.holds.iter().find(|hold| hold.id == id)
    }

    /// The redemption.
    pub fn redemption(&self, seq: Seq) -> Option<&Redemption> {
        self.redemptions.get(&seq)
    }

    /// The account, if it was read.
    pub fn account(&self, key: &AccountKey) -> Option<&Account> {
        self.accounts.get(key)
    }

    /// The order's own hold on the code, unless its time has come.
    pub(crate) fn own_hold(&self, at: UnixMillis) -> Option<&HoldRow> {
        self.holds.iter().find(|hold| hold.is_running(at))
    }

    /// Whether a code has several uses, so that orders need rows of their own to find what they
    /// have of it.
    pub(crate) fn has_several_uses(&self, serial: Serial) -> bool {
        let issuance = self.issuance(serial);
        issuance.is_some_and(|issuance| issuance.uses != Uses::SINGLE)
    }

    /// The batch that the serial lies in.
    pub fn batch_of(&self, serial: Serial) -> Option<&Batch> {
        let batch = self.batch.as_ref();
        batch.filter(|batch| batch.serials.contains(serial))
    }

    /// Whether the code was withdrawn, alone or with others.
    pub fn is_revoked(&self, serial: Serial) -> bool {
        self.code(serial).is_some_and(|code| code.revoked)
            || self
                .revoked
                .iter()
                .any(|range| range.serials.contains(serial))
    }
}
