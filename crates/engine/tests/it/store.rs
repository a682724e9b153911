//! An object's storage in memory, as small as it can be: maps by primary key, and one place that
//! applies effects. It does no thinking, just as the real one must not.

use std::collections::BTreeMap;
use std::convert::Infallible;

use tessera_engine::{
    Account, AccountKey, Batch, Campaign, CodeRow, Command, CommandId, CommandRow, Decision,
    EngineError, JournalRow, Newest, OrderId, Rows, Seq, Serial, UnixMillis, View, Write, decide,
};

/// The rows of one campaign.
pub(crate) struct Store {
    pub(crate) campaign: Campaign,
    pub(crate) batches: BTreeMap<u64, Batch>,
    pub(crate) codes: BTreeMap<u64, CodeRow>,
    pub(crate) accounts: BTreeMap<(&'static str, Vec<u8>, u64), Account>,
    pub(crate) journal: BTreeMap<u64, JournalRow>,
    pub(crate) commands: BTreeMap<CommandId, CommandRow>,
    pub(crate) order_uses: BTreeMap<(u64, OrderId), Seq>,
}

impl Store {
    pub(crate) fn new(campaign: Campaign) -> Self {
        Self {
            campaign,
            batches: BTreeMap::new(),
            codes: BTreeMap::new(),
            accounts: BTreeMap::new(),
            journal: BTreeMap::new(),
            commands: BTreeMap::new(),
            order_uses: BTreeMap::new(),
        }
    }

    /// Load, decide, apply: the loop body of the campaign's object.
    pub(crate) fn run(
        &mut self,
        command: &Command,
        now: UnixMillis,
    ) -> Result<Decision, EngineError> {
        let Ok(view) = View::load(self, command);
        let decision = decide(&view, command, now)?;
        for write in decision.effects.writes() {
            self.apply(write.clone());
        }
        Ok(decision)
    }

    fn apply(&mut self, write: Write) {
        match write {
            Write::Batch(batch) => {
                let first = batch.serials.first().value();
                assert!(
                    self.batches.insert(first, batch).is_none(),
                    "a batch is replaced"
                );
            }
            Write::Code(code) => {
                self.codes.insert(code.serial.value(), code);
            }
            Write::Account(account) => {
                self.accounts.insert(stored(&account.key), account);
            }
            Write::Journal(row) => {
                let seq = row.seq.value();
                assert!(
                    self.journal.insert(seq, row).is_none(),
                    "a journal row is replaced"
                );
            }
            Write::Command(command) => {
                assert!(
                    self.commands.insert(command.id, command).is_none(),
                    "an id is replaced"
                );
            }
            Write::OrderUse { serial, order, seq } => {
                let key = (serial.value(), order);
                assert!(
                    self.order_uses.insert(key, seq).is_none(),
                    "a use is replaced"
                );
            }
        }
    }
}

fn stored(key: &AccountKey) -> (&'static str, Vec<u8>, u64) {
    (
        key.scope(),
        key.entity().to_vec(),
        key.window_start().value(),
    )
}

impl Rows for Store {
    type Error = Infallible;

    fn campaign(&self) -> Result<Campaign, Infallible> {
        Ok(self.campaign.clone())
    }

    fn newest(&self) -> Result<Option<Newest>, Infallible> {
        let newest = self.journal.values().next_back();
        Ok(newest.map(|row| Newest {
            seq: row.seq,
            at: row.at,
        }))
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRow>, Infallible> {
        Ok(self.commands.get(id).cloned())
    }

    fn journal(&self, seq: Seq) -> Result<Option<JournalRow>, Infallible> {
        Ok(self.journal.get(&seq.value()).cloned())
    }

    fn batch_at_or_before(&self, serial: Serial) -> Result<Option<Batch>, Infallible> {
        Ok(self
            .batches
            .range(..=serial.value())
            .next_back()
            .map(|(_, batch)| batch.clone()))
    }

    fn code(&self, serial: Serial) -> Result<Option<CodeRow>, Infallible> {
        Ok(self.codes.get(&serial.value()).copied())
    }

    fn order_use(&self, serial: Serial, order: &OrderId) -> Result<Option<Seq>, Infallible> {
        Ok(self
            .order_uses
            .get(&(serial.value(), order.clone()))
            .copied())
    }

    fn account(&self, key: &AccountKey) -> Result<Option<Account>, Infallible> {
        Ok(self.accounts.get(&stored(key)).copied())
    }
}

/// FNV-1a: enough to tell small test values apart.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 8] {
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, fold).to_be_bytes()
}

/// A command's id from a short name.
pub(crate) fn command_id(name: &str) -> CommandId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&hash(name.as_bytes()));
    CommandId(id)
}
