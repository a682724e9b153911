//! The rows that the engine asks for.

use tessera_engine::{
    Account, AccountKey, Amounts, Batch, Campaign, CodeRow, CommandId, CommandRow, Count,
    Fingerprint, JournalRow, Metadata, MinorUnits, Newest, OrderId, Rows, Seq, Serial, SerialRange,
    UnixMillis, Uses,
};

use super::journal;
use crate::{
    database::{Database, DatabaseError, Row},
    record::CampaignRecord,
};

/// A campaign's rows in a database.
pub(super) struct StoredRows<'d, D> {
    pub(super) database: &'d D,
}

impl<D: Database> StoredRows<'_, D> {
    /// The campaign's configuration as it was created.
    pub(super) fn record(&self) -> Result<CampaignRecord, DatabaseError> {
        let row = self.database.one("SELECT record FROM campaign", vec![])?;
        let mut row = row.ok_or_else(|| DatabaseError("the campaign was not created".into()))?;
        serde_json::from_str(&row.text()?).map_err(DatabaseError::corrupt)
    }

    /// Batches from a serial on, with the journal rows that tell of them.
    pub(super) fn batches_from(
        &self,
        first_serial: u64,
        limit: u32,
    ) -> Result<Vec<(Batch, Seq)>, DatabaseError> {
        let sql = format!(
            "SELECT {BATCH_COLUMNS} FROM batch WHERE first_serial >= ? ORDER BY first_serial LIMIT ?"
        );
        let rows = self
            .database
            .run(&sql, vec![first_serial.into(), limit.into()])?;
        rows.into_iter().map(batch).collect()
    }

    /// The batch that a serial lies in, with the journal row that tells of it.
    pub(super) fn batch_of(&self, serial: Serial) -> Result<Option<(Batch, Seq)>, DatabaseError> {
        let found = self.batch_before(serial)?;
        Ok(found.filter(|(batch, _)| batch.serials.contains(serial)))
    }

    fn batch_before(&self, serial: Serial) -> Result<Option<(Batch, Seq)>, DatabaseError> {
        let sql = format!(
            "SELECT {BATCH_COLUMNS} FROM batch WHERE first_serial <= ? \
             ORDER BY first_serial DESC LIMIT 1"
        );
        self.database
            .one(&sql, vec![serial.value().into()])?
            .map(batch)
            .transpose()
    }
}

impl<D: Database> Rows for StoredRows<'_, D> {
    type Error = DatabaseError;

    fn campaign(&self) -> Result<Campaign, DatabaseError> {
        self.record()?.to_engine().map_err(DatabaseError::corrupt)
    }

    fn newest(&self) -> Result<Option<Newest>, DatabaseError> {
        let sql = "SELECT seq, at_ms FROM journal ORDER BY seq DESC LIMIT 1";
        let newest = |mut row: Row| {
            Ok(Newest {
                seq: seq(&mut row)?,
                at: instant(&mut row)?,
            })
        };
        self.database.one(sql, vec![])?.map(newest).transpose()
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRow>, DatabaseError> {
        let sql = "SELECT fingerprint, seq, existing, at_ms FROM command WHERE id = ?";
        let command = |mut row: Row| {
            let fingerprint = Fingerprint::from_bytes(&row.blob()?);
            Ok(CommandRow {
                id: *id,
                fingerprint: fingerprint.map_err(DatabaseError::corrupt)?,
                seq: seq(&mut row)?,
                existing: row.flag()?,
                at: instant(&mut row)?,
            })
        };
        self.database
            .one(sql, vec![id.0.to_vec().into()])?
            .map(command)
            .transpose()
    }

    fn journal(&self, seq: Seq) -> Result<Option<JournalRow>, DatabaseError> {
        let sql = format!("SELECT {} FROM journal WHERE seq = ?", journal::COLUMNS);
        self.database
            .one(&sql, vec![seq.value().into()])?
            .map(journal::read)
            .transpose()
    }

    fn batch_at_or_before(&self, serial: Serial) -> Result<Option<Batch>, DatabaseError> {
        Ok(self.batch_before(serial)?.map(|(batch, _)| batch))
    }

    fn code(&self, serial: Serial) -> Result<Option<CodeRow>, DatabaseError> {
        let sql = "SELECT revoked, uses, redemption, last_seq FROM code WHERE serial = ?";
        let code = |mut row: Row| {
            let revoked = row.flag()?;
            let uses = u32::try_from(row.number()?).map_err(DatabaseError::corrupt)?;
            let redemption = row.optional_number()?.map(Seq::new).transpose();
            let redemption = redemption.map_err(DatabaseError::corrupt)?;
            Ok(CodeRow {
                serial,
                revoked,
                uses,
                redemption,
                last_seq: seq(&mut row)?,
            })
        };
        self.database
            .one(sql, vec![serial.value().into()])?
            .map(code)
            .transpose()
    }

    fn order_use(&self, serial: Serial, order: &OrderId) -> Result<Option<Seq>, DatabaseError> {
        let sql = "SELECT seq FROM order_use WHERE serial = ? AND order_id = ?";
        let row = self
            .database
            .one(sql, vec![serial.value().into(), order.as_str().into()])?;
        row.map(|mut row| seq(&mut row)).transpose()
    }

    fn account(&self, key: &AccountKey) -> Result<Option<Account>, DatabaseError> {
        let sql = "SELECT used_redemptions, used_discount, used_order_value, \
                   held_redemptions, held_discount, held_order_value \
                   FROM account WHERE scope = ? AND entity = ? AND window_start_ms = ?";
        let parameters = vec![
            key.scope().into(),
            key.entity().to_vec().into(),
            key.window_start().value().into(),
        ];
        let account = |mut row: Row| {
            Ok(Account {
                key: *key,
                used: amounts(&mut row)?,
                held: amounts(&mut row)?,
            })
        };
        self.database.one(sql, parameters)?.map(account).transpose()
    }
}

const BATCH_COLUMNS: &str = "first_serial, count, expires_at_ms, uses, metadata, revoked, seq";

fn batch(mut row: Row) -> Result<(Batch, Seq), DatabaseError> {
    let first = Serial::new(row.number()?).map_err(DatabaseError::corrupt)?;
    let batch = Batch {
        serials: SerialRange::new(first, row.number()?).map_err(DatabaseError::corrupt)?,
        expires_at: row
            .optional_number()?
            .map(UnixMillis::new)
            .transpose()
            .map_err(DatabaseError::corrupt)?,
        uses: Uses::new(u32::try_from(row.number()?).map_err(DatabaseError::corrupt)?)
            .map_err(DatabaseError::corrupt)?,
        metadata: Metadata::new(row.text()?).map_err(DatabaseError::corrupt)?,
        revoked: row.flag()?,
    };
    Ok((batch, seq(&mut row)?))
}

fn amounts(row: &mut Row) -> Result<Amounts, DatabaseError> {
    Ok(Amounts {
        redemptions: Count::new(row.number()?).map_err(DatabaseError::corrupt)?,
        discount: MinorUnits::new(row.number()?).map_err(DatabaseError::corrupt)?,
        order_value: MinorUnits::new(row.number()?).map_err(DatabaseError::corrupt)?,
    })
}

fn seq(row: &mut Row) -> Result<Seq, DatabaseError> {
    Seq::new(row.number()?).map_err(DatabaseError::corrupt)
}

fn instant(row: &mut Row) -> Result<UnixMillis, DatabaseError> {
    UnixMillis::new(row.number()?).map_err(DatabaseError::corrupt)
}
