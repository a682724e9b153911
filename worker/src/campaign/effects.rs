//! Making a decision true: one statement for each row that it writes.

use tessera_engine::{
    Account, Amounts, Batch, CodeRow, CommandRow, Effects, Event, Metric, OrderId, Seq, Serial,
    UnixMillis, Write,
};

use super::journal;
use crate::database::{Database, DatabaseError, Value};

/// Writes a decision's rows. Must run in the transaction that read what it was decided on.
pub(super) fn apply<D: Database>(database: &D, effects: &Effects) -> Result<(), DatabaseError> {
    for write in effects.writes() {
        match write {
            Write::Batch(batch) => insert_batch(database, batch, issued_by(effects, batch)?)?,
            Write::Code(code) => put_code(database, code)?,
            Write::Account(account) => put_account(database, account)?,
            Write::Journal(row) => {
                let sql = format!(
                    "INSERT INTO journal ({}) VALUES (?, ?, ?, ?, ?, ?)",
                    journal::COLUMNS
                );
                database.run(&sql, journal::columns(row)?)?;
            }
            Write::Command(command) => put_command(database, command)?,
            Write::OrderUse { serial, order, seq } => {
                insert_order_use(database, *serial, order, *seq)?;
            }
        }
    }
    Ok(())
}

/// The journal row, among those written together, that tells of a batch.
fn issued_by(effects: &Effects, batch: &Batch) -> Result<Seq, DatabaseError> {
    let issued_by = effects.writes().iter().find_map(|write| match write {
        Write::Journal(row) => match &row.event {
            Event::Issued(issued) if issued.serials == batch.serials => Some(row.seq),
            Event::Issued(_) | Event::Entered(_) | Event::Redeemed(_) => None,
        },
        Write::Batch(_)
        | Write::Code(_)
        | Write::Account(_)
        | Write::Command(_)
        | Write::OrderUse { .. } => None,
    });
    issued_by
        .ok_or_else(|| DatabaseError("a batch was decided that the journal does not tell".into()))
}

fn insert_batch<D: Database>(database: &D, batch: &Batch, seq: Seq) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO batch \
               (first_serial, count, expires_at_ms, uses, metadata, revoked, seq) \
               VALUES (?, ?, ?, ?, ?, ?, ?)";
    let parameters = vec![
        batch.serials.first().value().into(),
        batch.serials.count().into(),
        batch.expires_at.map(UnixMillis::value).into(),
        batch.uses.value().into(),
        batch.metadata.as_str().into(),
        batch.revoked.into(),
        seq.value().into(),
    ];
    database.run(sql, parameters).map(drop)
}

fn put_code<D: Database>(database: &D, code: &CodeRow) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO code (serial, revoked, uses, redemption, last_seq) \
               VALUES (?, ?, ?, ?, ?) \
               ON CONFLICT (serial) DO UPDATE SET revoked = excluded.revoked, \
               uses = excluded.uses, redemption = excluded.redemption, last_seq = excluded.last_seq";
    let parameters = vec![
        code.serial.value().into(),
        code.revoked.into(),
        code.uses.into(),
        code.redemption.map(Seq::value).into(),
        code.last_seq.value().into(),
    ];
    database.run(sql, parameters).map(drop)
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
        account.key.entity().to_vec().into(),
        account.key.window_start().value().into(),
    ];
    parameters.extend(amounts(&account.used));
    parameters.extend(amounts(&account.held));
    database.run(sql, parameters).map(drop)
}

fn amounts(amounts: &Amounts) -> [Value; 3] {
    [Metric::Redemptions, Metric::Discount, Metric::OrderValue]
        .map(|metric| amounts.of(metric).into())
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

fn insert_order_use<D: Database>(
    database: &D,
    serial: Serial,
    order: &OrderId,
    seq: Seq,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO order_use (serial, order_id, seq) VALUES (?, ?, ?)";
    let parameters = vec![
        serial.value().into(),
        order.as_str().into(),
        seq.value().into(),
    ];
    database.run(sql, parameters).map(drop)
}
