//! The rows that the engine asks for.

pub(super) mod assignment;
pub(super) mod batch;
pub(super) mod hold;

use tessera_engine::{
    Account, AccountKey, Amounts, Assignment, Batch, Campaign, CodeRow, CommandId, CommandRow,
    Count, Fingerprint, HoldRow, JournalRow, MinorUnits, Newest, OrderId, OrderUse, RevokedRange,
    Rows, Seq, Serial, SerialRange, SourceId, UnixMillis,
};

use super::{error::StoreError, journal, orders};
use crate::{
    database::{Database, DatabaseError, Row, Value},
    record::CampaignRecord,
};

/// A campaign's rows in a database.
pub(super) struct StoredRows<'d, D> {
    pub(super) database: &'d D,
}

impl<D: Database> StoredRows<'_, D> {
    /// The campaign's configuration.
    pub(super) fn record(&self) -> Result<CampaignRecord, DatabaseError> {
        let row = self.database.one("SELECT record FROM campaign", vec![])?;
        let mut row = row.ok_or_else(|| DatabaseError("the campaign was not created".into()))?;
        serde_json::from_str(&row.text()?).map_err(DatabaseError::corrupt)
    }

    /// A journal row that another row points to.
    pub(super) fn journal_row(&self, seq: Seq) -> Result<JournalRow, StoreError> {
        let row = self.journal(seq)?;
        let missing = || DatabaseError::corrupt("a row points to no journal row");
        Ok(row.ok_or_else(missing)?)
    }

    fn read<T>(
        &self,
        sql: &str,
        parameters: Vec<Value>,
        read: impl FnOnce(Row) -> Result<T, DatabaseError>,
    ) -> Result<Option<T>, StoreError> {
        let row = self.database.one(sql, parameters)?;
        Ok(row.map(read).transpose()?)
    }
}

impl<D: Database> Rows for StoredRows<'_, D> {
    type Error = StoreError;

    fn campaign(&self) -> Result<Campaign, StoreError> {
        let campaign = self.record()?.to_engine();
        Ok(campaign.map_err(DatabaseError::corrupt)?)
    }

    fn newest(&self) -> Result<Option<Newest>, StoreError> {
        let sql = "SELECT seq, at_ms FROM journal ORDER BY seq DESC LIMIT 1";
        self.read(sql, vec![], |mut row| {
            Ok(Newest {
                seq: seq(&mut row)?,
                at: instant(&mut row)?,
            })
        })
    }

    fn command(&self, id: &CommandId) -> Result<Option<CommandRow>, StoreError> {
        let sql = "SELECT fingerprint, seq, existing, at_ms FROM command WHERE id = ?";
        self.read(sql, vec![id.0.to_vec().into()], |mut row| {
            let fingerprint = Fingerprint::from_bytes(&row.blob()?);
            Ok(CommandRow {
                id: *id,
                fingerprint: fingerprint.map_err(DatabaseError::corrupt)?,
                seq: seq(&mut row)?,
                existing: row.flag()?,
                at: instant(&mut row)?,
            })
        })
    }

    fn journal(&self, seq: Seq) -> Result<Option<JournalRow>, StoreError> {
        let sql = format!("SELECT {} FROM journal WHERE seq = ?", journal::COLUMNS);
        self.read(&sql, vec![seq.value().into()], journal::read)
    }

    fn batch_at_or_before(&self, serial: Serial) -> Result<Option<Batch>, StoreError> {
        let found = batch::at_or_before(self.database, serial)?;
        Ok(found.map(|(batch, _)| batch))
    }

    fn assignment(&self, serial: Serial) -> Result<Option<Assignment>, StoreError> {
        self.assignment_of(serial)
    }

    fn assignment_for(&self, source: &SourceId) -> Result<Option<Assignment>, StoreError> {
        self.assignment_by(source)
    }

    fn assigned_at_or_before(&self, serial: Serial) -> Result<Option<Serial>, StoreError> {
        let sql = "SELECT serial FROM assignment WHERE serial <= ? ORDER BY serial DESC LIMIT 1";
        self.serial_by(sql, serial)
    }

    fn assigned_at_or_after(&self, serial: Serial) -> Result<Option<Serial>, StoreError> {
        let sql = "SELECT serial FROM assignment WHERE serial >= ? ORDER BY serial LIMIT 1";
        self.serial_by(sql, serial)
    }

    fn code(&self, serial: Serial) -> Result<Option<CodeRow>, StoreError> {
        let sql =
            "SELECT revoked, uses, holds, redemption, hold, last_seq FROM code WHERE serial = ?";
        self.read(sql, vec![serial.value().into()], |mut row| {
            Ok(CodeRow {
                serial,
                revoked: row.flag()?,
                uses: small(&mut row)?,
                holds: small(&mut row)?,
                redemption: optional_seq(&mut row)?,
                hold: optional_seq(&mut row)?,
                last_seq: seq(&mut row)?,
            })
        })
    }

    fn hold(&self, id: Seq) -> Result<Option<HoldRow>, StoreError> {
        let sql = format!("SELECT {} FROM hold WHERE id = ?", hold::COLUMNS);
        self.read(&sql, vec![id.value().into()], hold::read)
    }

    fn due_holds(&self, at: UnixMillis, limit: usize) -> Result<Vec<HoldRow>, StoreError> {
        Ok(hold::due(self.database, at, limit)?)
    }

    fn order_use(&self, serial: Serial, order: &OrderId) -> Result<Option<OrderUse>, StoreError> {
        let sql = "SELECT redemption, hold FROM order_use WHERE serial = ? AND order_id = ?";
        let parameters = vec![serial.value().into(), order.as_str().into()];
        self.read(sql, parameters, |mut row| {
            Ok(OrderUse {
                serial,
                order: order.clone(),
                redemption: optional_seq(&mut row)?,
                hold: optional_seq(&mut row)?,
            })
        })
    }

    fn account(&self, key: &AccountKey) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT used_redemptions, used_discount, used_order_value, \
                   held_redemptions, held_discount, held_order_value \
                   FROM account WHERE scope = ? AND entity = ? AND window_start_ms = ?";
        let parameters = vec![
            key.scope().into(),
            key.entity.as_bytes().to_vec().into(),
            key.window_start.value().into(),
        ];
        self.read(sql, parameters, |mut row| {
            Ok(Account {
                key: key.clone(),
                used: amounts(&mut row)?,
                held: amounts(&mut row)?,
            })
        })
    }

    fn revoked_ranges(&self, touching: SerialRange) -> Result<Vec<RevokedRange>, StoreError> {
        // No two stored ranges touch, so the one before the first that begins inside is the only
        // one that may reach in from the left.
        let sql = "SELECT first_serial, count, seq FROM revoked WHERE first_serial <= ?2 \
                   AND first_serial >= coalesce((SELECT max(first_serial) FROM revoked \
                   WHERE first_serial <= ?1), 0) ORDER BY first_serial";
        let (first, end) = (touching.first().value(), touching.end());
        let rows = self.database.run(sql, vec![first.into(), end.into()])?;
        let ranges = rows.into_iter().map(|mut row| {
            let first = Serial::new(row.number()?).map_err(DatabaseError::corrupt)?;
            let serials = SerialRange::new(first, row.number()?);
            Ok(RevokedRange {
                serials: serials.map_err(DatabaseError::corrupt)?,
                seq: seq(&mut row)?,
            })
        });
        let mut ranges = ranges.collect::<Result<Vec<_>, DatabaseError>>()?;
        ranges.retain(|range| range.serials.end() >= first);
        Ok(ranges)
    }

    fn closed_order(&self, order: &OrderId) -> Result<Option<Seq>, StoreError> {
        let sql = "SELECT seq FROM closed_order WHERE order_id = ?";
        self.read(sql, vec![order.as_str().into()], |mut row| seq(&mut row))
    }

    fn open_holds_of(&self, order: &OrderId) -> Result<Vec<HoldRow>, StoreError> {
        Ok(orders::open_holds(self.database, order)?)
    }

    fn redemptions_of(&self, order: &OrderId) -> Result<Vec<JournalRow>, StoreError> {
        Ok(orders::redemptions(self.database, order)?)
    }
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

fn optional_seq(row: &mut Row) -> Result<Option<Seq>, DatabaseError> {
    let seq = row.optional_number()?.map(Seq::new).transpose();
    seq.map_err(DatabaseError::corrupt)
}

fn instant(row: &mut Row) -> Result<UnixMillis, DatabaseError> {
    UnixMillis::new(row.number()?).map_err(DatabaseError::corrupt)
}

fn small(row: &mut Row) -> Result<u32, DatabaseError> {
    u32::try_from(row.number()?).map_err(DatabaseError::corrupt)
}
