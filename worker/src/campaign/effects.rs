//! Making a decision true: one statement for each row that it writes.

use tessera_engine::{
    Account, Amounts, Batch, Campaign, CodeRow, CommandRow, HoldRow, JournalRow, Metric, OrderUse,
    Purpose, ReleaseReason, Returned, RevokedRange, Rows, Seq, Serial, SerialRange, Storage,
    UnixMillis, Write,
};

use super::{
    error::StoreError,
    journal,
    rows::{StoredRows, assignment, batch, hold},
    stored::{StoredReturned, json},
};
use crate::{
    database::{Database, DatabaseError, Value},
    record::CampaignRecord,
};

impl<D: Database> Storage for StoredRows<'_, D> {
    fn apply(&mut self, write: &Write) -> Result<(), StoreError> {
        let database = self.database;
        match write {
            Write::Campaign(campaign) => self.put_campaign(campaign)?,
            Write::Batch(batch) => {
                // Journal rows are written first, so that the newest tells of this batch.
                let newest = self.newest()?;
                let newest = newest.ok_or(DatabaseError::corrupt("a batch that nothing tells"))?;
                insert_batch(database, batch, newest.seq)?;
            }
            Write::Assignment {
                serial,
                source,
                seq,
            } => assignment::insert(database, (*serial, source), *seq)?,
            Write::Code(code) => put_code(database, code)?,
            Write::Hold(hold) => put_hold(database, hold)?,
            Write::Account(account) => put_account(database, account)?,
            Write::Journal(row) => insert_journal(database, row)?,
            Write::Returned {
                redemption,
                returned,
            } => set_returned(database, *redemption, returned)?,
            Write::OrderUse(order_use) => put_order_use(database, order_use)?,
            Write::OrderClosed { order, seq } => {
                let sql = "INSERT INTO closed_order (order_id, seq) VALUES (?, ?) \
                           ON CONFLICT (order_id) DO UPDATE SET seq = excluded.seq";
                database.run(sql, vec![order.as_str().into(), seq.value().into()])?;
            }
            Write::RevokedRange { range, replaces } => put_revoked(database, range, replaces)?,
            Write::HoldsDue {
                serials,
                at,
                reason,
            } => set_due(database, serials.as_ref(), *at, *reason)?,
            Write::Command(command) => put_command(database, command)?,
        }
        Ok(())
    }
}

impl<D: Database> StoredRows<'_, D> {
    fn put_campaign(&self, campaign: &Campaign) -> Result<(), DatabaseError> {
        self.put_record(&self.record()?.with_engine(campaign))
    }

    /// Replaces the campaign's configuration.
    pub(super) fn put_record(&self, record: &CampaignRecord) -> Result<(), DatabaseError> {
        let sql = "UPDATE campaign SET record = ?";
        self.database.run(sql, vec![json(record)?.into()]).map(drop)
    }
}

fn insert_batch<D: Database>(database: &D, batch: &Batch, seq: Seq) -> Result<(), DatabaseError> {
    let sql = format!(
        "INSERT INTO batch ({}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        batch::COLUMNS
    );
    let parameters = vec![
        batch.serials.first().value().into(),
        batch.serials.count().into(),
        batch.expires_at.map(UnixMillis::value).into(),
        batch.uses.value().into(),
        batch.metadata.as_str().into(),
        (batch.purpose == Purpose::Assigning).into(),
        seq.value().into(),
    ];
    database.run(&sql, parameters).map(drop)
}

fn put_code<D: Database>(database: &D, code: &CodeRow) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO code (serial, revoked, uses, holds, redemption, hold, last_seq) \
               VALUES (?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (serial) DO UPDATE SET revoked = excluded.revoked, \
               uses = excluded.uses, holds = excluded.holds, redemption = excluded.redemption, \
               hold = excluded.hold, last_seq = excluded.last_seq";
    let parameters = vec![
        code.serial.value().into(),
        code.revoked.into(),
        code.uses.into(),
        code.holds.into(),
        code.redemption.map(Seq::value).into(),
        code.hold.map(Seq::value).into(),
        code.last_seq.value().into(),
    ];
    database.run(sql, parameters).map(drop)
}

fn put_hold<D: Database>(database: &D, hold: &HoldRow) -> Result<(), DatabaseError> {
    // What a renewal or an end cannot change is not written again.
    let sql = format!(
        "INSERT INTO hold ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_by = excluded.ended_by, \
         reason = excluded.reason, until_ms = excluded.until_ms, due = excluded.due, \
         reserved_redemptions = excluded.reserved_redemptions, \
         reserved_discount = excluded.reserved_discount, \
         reserved_order_value = excluded.reserved_order_value, charge = excluded.charge",
        hold::COLUMNS
    );
    database.run(&sql, hold::columns(hold)?).map(drop)
}

fn put_account<D: Database>(database: &D, account: &Account) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO account (scope, entity, window_start_ms, \
               used_redemptions, used_discount, used_order_value, \
               held_redemptions, held_discount, held_order_value) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (scope, entity, window_start_ms) DO UPDATE SET \
               used_redemptions = excluded.used_redemptions, \
               used_discount = excluded.used_discount, \
               used_order_value = excluded.used_order_value, \
               held_redemptions = excluded.held_redemptions, \
               held_discount = excluded.held_discount, \
               held_order_value = excluded.held_order_value";
    let mut parameters = vec![
        account.key.scope().into(),
        account.key.entity.as_bytes().to_vec().into(),
        account.key.window_start.value().into(),
    ];
    parameters.extend(amounts(&account.used));
    parameters.extend(amounts(&account.held));
    database.run(sql, parameters).map(drop)
}

/// The three metrics, in the order of every table's columns.
pub(super) fn amounts(amounts: &Amounts) -> [Value; 3] {
    Metric::ALL.map(|metric| amounts.of(metric).into())
}

fn insert_journal<D: Database>(database: &D, row: &JournalRow) -> Result<(), DatabaseError> {
    let sql = format!(
        "INSERT INTO journal ({}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        journal::COLUMNS
    );
    database.run(&sql, journal::columns(row)?).map(drop)
}

fn set_returned<D: Database>(
    database: &D,
    redemption: Seq,
    returned: &Returned,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE journal SET returned = ? WHERE seq = ?";
    let returned = json(&StoredReturned::from(returned))?;
    let parameters = vec![returned.into(), redemption.value().into()];
    database.run(sql, parameters).map(drop)
}

fn put_order_use<D: Database>(database: &D, order_use: &OrderUse) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO order_use (serial, order_id, redemption, hold) VALUES (?, ?, ?, ?) \
               ON CONFLICT (serial, order_id) DO UPDATE SET \
               redemption = excluded.redemption, hold = excluded.hold";
    let parameters = vec![
        order_use.serial.value().into(),
        order_use.order.as_str().into(),
        order_use.redemption.map(Seq::value).into(),
        order_use.hold.map(Seq::value).into(),
    ];
    database.run(sql, parameters).map(drop)
}

fn put_revoked<D: Database>(
    database: &D,
    range: &RevokedRange,
    replaces: &[Serial],
) -> Result<(), DatabaseError> {
    for first in replaces {
        let sql = "DELETE FROM revoked WHERE first_serial = ?";
        database.run(sql, vec![first.value().into()])?;
    }
    let sql = "INSERT INTO revoked (first_serial, count, seq) VALUES (?, ?, ?)";
    let parameters = vec![
        range.serials.first().value().into(),
        range.serials.count().into(),
        range.seq.value().into(),
    ];
    database.run(sql, parameters).map(drop)
}

fn set_due<D: Database>(
    database: &D,
    serials: Option<&SerialRange>,
    at: UnixMillis,
    reason: ReleaseReason,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE hold SET until_ms = ?1, due = ?2 \
               WHERE state = 'open' AND until_ms > ?1 AND serial >= ?3 AND serial < ?4";
    let (first, end) = match serials {
        Some(serials) => (serials.first().value(), serials.end()),
        None => (0, Serial::MAX.value().saturating_add(1)),
    };
    let parameters = vec![
        at.value().into(),
        reason.slug().into(),
        first.into(),
        end.into(),
    ];
    database.run(sql, parameters).map(drop)
}

fn put_command<D: Database>(database: &D, command: &CommandRow) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO command (id, fingerprint, seq, existing, at_ms) VALUES (?, ?, ?, ?, ?) \
               ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, \
               seq = excluded.seq, existing = excluded.existing, at_ms = excluded.at_ms";
    let parameters = vec![
        command.id.0.to_vec().into(),
        command.fingerprint.to_bytes().into(),
        command.seq.value().into(),
        command.existing.into(),
        command.at.value().into(),
    ];
    database.run(sql, parameters).map(drop)
}
