//! What is stored, as far as one command needs it.

use alloc::vec::Vec;

use crate::{
    Account, AccountKey, Batch, Campaign, CodeRow, Command, CommandId, CommandRow, EngineError,
    JournalRow, Newest, OrderId, Seq, Serial,
};

/// The stored rows, each found by its primary key. Whoever owns the storage implements it; which
/// rows a command needs is known here ([`View::load`]).
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

    /// The code row with this serial.
    fn code(&self, serial: Serial) -> Result<Option<CodeRow>, Self::Error>;

    /// The order's redemption of a code with several uses.
    fn order_use(&self, serial: Serial, order: &OrderId) -> Result<Option<Seq>, Self::Error>;

    /// The account with this key.
    fn account(&self, key: &AccountKey) -> Result<Option<Account>, Self::Error>;
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
    pub answer: Option<Pointed>,
    /// The batch at or before the command's serial; for an issue, the last batch.
    pub batch: Option<Batch>,
    /// The code's row.
    pub code: Option<CodeRow>,
    /// The redemption that could be this order's: of a code with one use its redemption, of a code
    /// with several the one that `order_use` names.
    pub redemption: Option<Pointed>,
    /// The accounts that a redemption is charged to.
    pub accounts: Vec<Account>,
}

/// A journal row that another row points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// Its number.
    pub seq: Seq,
    /// The row, unless it is missing, which no honest storage lets happen.
    pub row: Option<JournalRow>,
}

impl Pointed {
    /// # Errors
    /// [`EngineError::Contradiction`] if the row is missing or is another one.
    pub(crate) fn row(&self) -> Result<&JournalRow, EngineError> {
        let row = self.row.as_ref().filter(|row| row.seq == self.seq);
        row.ok_or(EngineError::Contradiction(
            "a journal row is missing that another points to",
        ))
    }
}

impl View {
    /// Reads what the command needs.
    ///
    /// # Errors
    /// Whatever the storage fails with.
    pub fn load<R: Rows>(rows: &R, command: &Command) -> Result<Self, R::Error> {
        let (id, serial, order) = match command {
            Command::Issue(issue) => (Some(issue.id()), None, None),
            Command::Validate(validate) => {
                (None, Some(validate.code.serial), validate.order.as_ref())
            }
            Command::Redeem(redeem) => {
                let content = redeem.content();
                (
                    Some(redeem.id()),
                    Some(content.code.serial),
                    Some(&content.order),
                )
            }
        };
        let command = id.map_or(Ok(None), |id| rows.command(id))?;
        let answer = pointed(rows, command.as_ref().map(|row| row.seq))?;
        let batch = rows.batch_at_or_before(serial.unwrap_or(Serial::MAX))?;
        let code = serial.map_or(Ok(None), |serial| rows.code(serial))?;
        let redemption = match (&batch, &code, order) {
            (Some(batch), Some(code), Some(order)) => {
                let seq = if batch.uses == crate::Uses::SINGLE {
                    code.redemption
                } else {
                    rows.order_use(code.serial, order)?
                };
                pointed(rows, seq)?
            }
            _ => None,
        };
        let keys = serial.map(|_| AccountKey::CAMPAIGN);
        let accounts = keys.iter().map(|key| {
            rows.account(key)
                .map(|row| row.unwrap_or_else(|| Account::empty(*key)))
        });
        Ok(Self {
            campaign: rows.campaign()?,
            newest: rows.newest()?,
            command,
            answer,
            batch,
            code,
            redemption,
            accounts: accounts.collect::<Result<_, _>>()?,
        })
    }
}

fn pointed<R: Rows>(rows: &R, seq: Option<Seq>) -> Result<Option<Pointed>, R::Error> {
    seq.map(|seq| {
        Ok(Pointed {
            seq,
            row: rows.journal(seq)?,
        })
    })
    .transpose()
}
