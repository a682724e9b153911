//! An object's storage in memory, as small as it can be: maps by primary key, and one place that
//! applies writes. It does no thinking, just as the real one must not.

mod audit;

use std::collections::BTreeMap;

use tessera_engine::{
    Account, AccountKey, Assignment, Batch, Campaign, Clock, CodeRow, Command, CommandId,
    CommandRow, Decision, EngineError, Event, HoldRow, Issuance, JournalRow, Newest, OrderId,
    OrderUse, Pseudonym, Retention, RevokedRange, Rows, SWEEP_MAX, Seq, Serial, SerialRange,
    SourceId, Storage, UnixMillis, Write,
};

/// The rows of one campaign.
#[derive(Clone)]
pub(crate) struct Store {
    pub(crate) campaign: Campaign,
    pub(crate) batches: BTreeMap<Serial, Batch>,
    pub(crate) assignments: BTreeMap<Serial, Seq>,
    pub(crate) sources: BTreeMap<SourceId, Seq>,
    pub(crate) codes: BTreeMap<Serial, CodeRow>,
    pub(crate) holds: BTreeMap<Seq, HoldRow>,
    pub(crate) accounts: BTreeMap<AccountKey, Account>,
    pub(crate) journal: BTreeMap<Seq, JournalRow>,
    pub(crate) commands: BTreeMap<CommandId, CommandRow>,
    pub(crate) order_uses: BTreeMap<(Serial, OrderId), OrderUse>,
    pub(crate) closed_orders: BTreeMap<OrderId, Seq>,
    pub(crate) revoked: BTreeMap<Serial, RevokedRange>,
    /// What the last command wrote, sweeping included.
    pub(crate) written: Vec<Write>,
    /// How many due holds one step releases at most.
    pub(crate) sweep_max: usize,
}

impl Store {
    pub(crate) fn new(campaign: Campaign) -> Self {
        Self {
            campaign,
            batches: BTreeMap::new(),
            assignments: BTreeMap::new(),
            sources: BTreeMap::new(),
            codes: BTreeMap::new(),
            holds: BTreeMap::new(),
            accounts: BTreeMap::new(),
            journal: BTreeMap::new(),
            commands: BTreeMap::new(),
            order_uses: BTreeMap::new(),
            closed_orders: BTreeMap::new(),
            revoked: BTreeMap::new(),
            written: Vec::new(),
            sweep_max: SWEEP_MAX,
        }
    }

    /// Runs a command as the campaign's object does. Ids are kept for as long as is usual.
    pub(crate) fn run(
        &mut self,
        command: &Command,
        now: UnixMillis,
    ) -> Result<Decision, EngineError> {
        let retention = Retention::DEFAULT;
        self.run_by(command, Clock { now, retention })
    }

    /// Runs a command while ids are kept for as long as the clock says.
    pub(crate) fn run_by(
        &mut self,
        command: &Command,
        clock: Clock,
    ) -> Result<Decision, EngineError> {
        self.written.clear();
        tessera_engine::run(self, command, clock)
    }

    /// What the alarm does: releases up to 100 holds that are due, and says how many.
    pub(crate) fn sweep(&mut self, now: UnixMillis) -> Result<usize, EngineError> {
        self.written.clear();
        tessera_engine::sweep(self, now)
    }

    /// The assignment that a row is.
    fn assigned(&self, seq: Seq) -> Assignment {
        let row = self.journal[&seq].clone();
        Assignment::from_row(row).expect("what points to an assignment")
    }

    /// What the serial is by its issue, told by whoever asks with what these rows say.
    pub(crate) fn issued<T>(
        &self,
        serial: Serial,
        told: impl FnOnce(Option<Issuance<'_>>) -> T,
    ) -> T {
        let batch = self.batches.range(..=serial).next_back();
        let batch = batch.map(|(_, batch)| batch);
        let batch = batch.filter(|batch| batch.serials.contains(serial));
        let assignment = self.assignments.get(&serial).map(|seq| self.assigned(*seq));
        told(Issuance::of(batch, assignment.as_ref()))
    }

    /// What in the rows tells another story than the journal; nothing if all is well.
    pub(crate) fn audit(&self) -> Vec<String> {
        audit::audit(self)
    }
}

impl Storage for Store {
    fn sweep_max(&self) -> usize {
        self.sweep_max
    }

    fn apply(&mut self, write: &Write) -> Result<(), EngineError> {
        self.written.push(write.clone());
        match write.clone() {
            Write::Campaign(campaign) => self.campaign = *campaign,
            Write::Batch(batch) => {
                let before = self.batches.insert(batch.serials.first(), batch);
                assert_eq!(before, None, "a batch is replaced");
            }
            Write::Assignment {
                serial,
                source,
                seq,
            } => {
                let before = self.assignments.insert(serial, seq);
                let before = before.or(self.sources.insert(source, seq));
                assert_eq!(before, None, "an assignment is replaced");
            }
            Write::Code(code) => {
                self.codes.insert(code.serial, code);
            }
            Write::Hold(hold) => {
                self.holds.insert(hold.id, hold);
            }
            Write::Account(account) => {
                self.accounts.insert(account.key.clone(), account);
            }
            Write::Journal(row) => {
                let before = self.journal.insert(row.seq, row);
                assert_eq!(before, None, "a journal row is replaced");
            }
            Write::Returned {
                redemption,
                returned,
            } => {
                let row = self.journal.get_mut(&redemption).map(|row| &mut row.event);
                match row {
                    Some(Event::Redeemed(redeemed)) => redeemed.returned = returned,
                    other => panic!("given back of what is no redemption: {other:?}"),
                }
            }
            Write::OrderUse(order_use) => {
                let key = (order_use.serial, order_use.order.clone());
                self.order_uses.insert(key, order_use);
            }
            Write::OrderClosed { order, seq } => {
                self.closed_orders.insert(order, seq);
            }
            Write::RevokedRange { range, replaces } => {
                for first in replaces {
                    assert!(
                        self.revoked.remove(&first).is_some(),
                        "no such range to replace"
                    );
                }
                self.revoked.insert(range.serials.first(), range);
            }
            Write::HoldsDue {
                serials,
                at,
                reason,
            } => {
                let concerned = |hold: &&mut HoldRow| {
                    hold.is_running(at)
                        && serials.is_none_or(|serials| serials.contains(hold.serial))
                };
                for hold in self.holds.values_mut().filter(concerned) {
                    (hold.until, hold.due) = (at, reason);
                }
            }
            Write::Command(command) => {
                self.commands.insert(command.id, command);
            }
        }
        Ok(())
    }
}

impl Rows for Store {
    type Error = EngineError;

    fn campaign(&self) -> Result<Campaign, EngineError> {
        Ok(self.campaign.clone())
    }

    fn newest(&self) -> Result<Option<Newest>, EngineError> {
        let newest = |row: &JournalRow| Newest {
            seq: row.seq,
            at: row.at,
        };
        Ok(self.journal.values().next_back().map(newest))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRow>, EngineError> {
        Ok(self.commands.get(id).cloned())
    }

    fn journal(&self, seq: Seq) -> Result<Option<JournalRow>, EngineError> {
        Ok(self.journal.get(&seq).cloned())
    }

    fn batch_at_or_before(&self, serial: Serial) -> Result<Option<Batch>, EngineError> {
        let before = self.batches.range(..=serial).next_back();
        Ok(before.map(|(_, batch)| batch.clone()))
    }

    fn assignment(&self, serial: Serial) -> Result<Option<Assignment>, EngineError> {
        Ok(self.assignments.get(&serial).map(|seq| self.assigned(*seq)))
    }

    fn assignment_for(&self, source: &SourceId) -> Result<Option<Assignment>, EngineError> {
        Ok(self.sources.get(source).map(|seq| self.assigned(*seq)))
    }

    fn assigned_at_or_before(&self, serial: Serial) -> Result<Option<Serial>, EngineError> {
        let before = self.assignments.range(..=serial).next_back();
        Ok(before.map(|(serial, _)| *serial))
    }

    fn assigned_at_or_after(&self, serial: Serial) -> Result<Option<Serial>, EngineError> {
        let after = self.assignments.range(serial..).next();
        Ok(after.map(|(serial, _)| *serial))
    }

    fn code(&self, serial: Serial) -> Result<Option<CodeRow>, EngineError> {
        Ok(self.codes.get(&serial).copied())
    }

    fn hold(&self, id: Seq) -> Result<Option<HoldRow>, EngineError> {
        Ok(self.holds.get(&id).cloned())
    }

    fn due_holds(&self, at: UnixMillis, limit: usize) -> Result<Vec<HoldRow>, EngineError> {
        let is_due = |hold: &&HoldRow| hold.is_open() && hold.until <= at;
        let mut due: Vec<_> = self.holds.values().filter(is_due).cloned().collect();
        due.sort_by_key(|hold| (hold.until, hold.id));
        due.truncate(limit);
        Ok(due)
    }

    fn order_use(&self, serial: Serial, order: &OrderId) -> Result<Option<OrderUse>, EngineError> {
        Ok(self.order_uses.get(&(serial, order.clone())).cloned())
    }

    fn account(&self, key: &AccountKey) -> Result<Option<Account>, EngineError> {
        Ok(self.accounts.get(key).cloned())
    }

    fn revoked_ranges(&self, touching: SerialRange) -> Result<Vec<RevokedRange>, EngineError> {
        let touches = |range: &&RevokedRange| {
            range.serials.first().value() <= touching.end()
                && touching.first().value() <= range.serials.end()
        };
        Ok(self.revoked.values().filter(touches).copied().collect())
    }

    fn closed_order(&self, order: &OrderId) -> Result<Option<Seq>, EngineError> {
        Ok(self.closed_orders.get(order).copied())
    }

    fn open_holds_of(&self, order: &OrderId) -> Result<Vec<HoldRow>, EngineError> {
        let theirs = |hold: &&HoldRow| hold.is_open() && hold.order == *order;
        Ok(self.holds.values().filter(theirs).cloned().collect())
    }

    fn redemptions_of(&self, order: &OrderId) -> Result<Vec<JournalRow>, EngineError> {
        let theirs = |row: &&JournalRow| matches!(&row.event, Event::Redeemed(redeemed) if redeemed.order == *order);
        Ok(self.journal.values().filter(theirs).cloned().collect())
    }
}

/// FNV-1a: enough to tell small test values apart.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 8] {
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, fold).to_be_bytes()
}

/// A command's id from a short name.
pub(crate) fn command_id(name: &str) -> CommandId {
    CommandId(wide_hash(name))
}

/// Why a code is assigned, from a short name.
pub(crate) fn source_id(name: &str) -> SourceId {
    SourceId(wide_hash(name))
}

/// What a customer is known as, from a short name.
pub(crate) fn pseudonym(name: &str) -> Pseudonym {
    Pseudonym(wide_hash(name))
}

fn wide_hash(name: &str) -> [u8; 16] {
    let mut wide = [0; 16];
    wide[..8].copy_from_slice(&hash(name.as_bytes()));
    wide
}
