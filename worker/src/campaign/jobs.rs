//! What a campaign does by itself, in bounded steps, when its alarm rings. Nothing waits for it:
//! commands release holds that are due, look-ups fold what is not folded, and command ids that are
//! too old are as good as forgotten.

use tessera_engine::{Clock, UnixMillis, sweep};

use super::{error::StoreError, orders, rows::StoredRows};
use crate::database::{Database, DatabaseError};

/// How long journal rows may wait before they are folded: so many are folded at once.
const FOLD_AFTER_MS: u64 = 60_000;

/// How many journal rows are folded in one step.
const FOLD_ROWS_MAX: u64 = 5_000;

/// How long after one look at all command ids the next begins.
const FORGET_EVERY_MS: u64 = 24 * 60 * 60 * 1_000;

/// How many command ids are looked at in one step.
const FORGET_ROWS_MAX: u32 = 1_000;

/// Does what is due, one step of each kind.
pub(super) fn run_due<D: Database>(database: &D, clock: Clock) -> Result<(), StoreError> {
    sweep(&mut StoredRows { database }, clock.now)?;
    orders::fold(database, FOLD_ROWS_MAX)?;
    let due = forget_due(database)?;
    if due
        .as_ref()
        .is_none_or(|job| job.due_at_ms <= clock.now.value())
    {
        forget(database, due.and_then(|job| job.cursor), clock)?;
    }
    Ok(())
}

/// When there is something to do; `None` if there is nothing.
pub(super) fn next_due<D: Database>(
    database: &D,
    now: UnixMillis,
) -> Result<Option<u64>, DatabaseError> {
    // It is asked after every question, so it is asked once for all kinds of work.
    let sql = "SELECT \
               (SELECT until_ms FROM hold WHERE state = 'open' ORDER BY until_ms LIMIT 1), \
               (SELECT due_at_ms FROM job WHERE kind = 'forget'), \
               (SELECT max(seq) FROM journal) > \
               coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?), 0)";
    let Some(mut row) = database.one(sql, vec![orders::FOLDED.into()])? else {
        return Ok(None);
    };
    let (sweep, forget) = (row.optional_number()?, row.optional_number()?);
    let has_tail = row.optional_number()? == Some(1);
    let fold = has_tail.then(|| now.value().saturating_add(FOLD_AFTER_MS));
    Ok([sweep, fold, forget].into_iter().flatten().min())
}

/// A row of the table `job`.
struct Job {
    due_at_ms: u64,
    /// Where the next step goes on; from the beginning if there is none.
    cursor: Option<Vec<u8>>,
}

fn forget_due<D: Database>(database: &D) -> Result<Option<Job>, DatabaseError> {
    let sql = "SELECT due_at_ms, coalesce(cursor, x'') FROM job WHERE kind = 'forget'";
    let job = database.one(sql, vec![])?.map(|mut row| {
        let due_at_ms = row.number()?;
        let cursor = Some(row.blob()?).filter(|cursor| !cursor.is_empty());
        Ok(Job { due_at_ms, cursor })
    });
    job.transpose()
}

/// Forgets command ids that are too old, among the next few in the order of their hashes.
fn forget<D: Database>(
    database: &D,
    cursor: Option<Vec<u8>>,
    clock: Clock,
) -> Result<(), DatabaseError> {
    let sql = "SELECT id FROM command WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?";
    let after = cursor.unwrap_or_default();
    let place = FORGET_ROWS_MAX.saturating_sub(1);
    let last = database.one(sql, vec![after.clone().into(), place.into()])?;
    let last = last.map(|mut row| row.blob()).transpose()?;
    // Ids are 16 bytes, so that nothing comes after so many of the greatest.
    let until = last.clone().unwrap_or_else(|| vec![u8::MAX; 17]);
    let sql = "DELETE FROM command WHERE id > ? AND id <= ? AND at_ms + ? <= ?";
    let parameters = vec![
        after.into(),
        until.into(),
        clock.retention.millis.into(),
        clock.now.value().into(),
    ];
    database.run(sql, parameters)?;
    let due_at_ms = match last {
        Some(_) => clock.now.value(),
        None => clock.now.value().saturating_add(FORGET_EVERY_MS),
    };
    let sql = "INSERT INTO job (kind, due_at_ms, cursor) VALUES ('forget', ?, ?) \
               ON CONFLICT (kind) DO UPDATE SET \
               due_at_ms = excluded.due_at_ms, cursor = excluded.cursor";
    database
        .run(sql, vec![due_at_ms.into(), last.into()])
        .map(drop)
}
