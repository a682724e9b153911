//! Look-ups by order: folded from the journal into a table of their own, off the hot path. Whoever
//! reads folds the tail first, so that the table always tells everything.

use tessera_engine::{HoldRow, JournalRow, OrderId};

use super::{journal, rows::hold};
use crate::database::{Database, DatabaseError, meta, set_meta};

/// Where the number of the last journal row that was folded stands.
pub(super) const FOLDED: &str = "folded_seq";

/// The order's open holds, by id.
pub(super) fn open_holds<D: Database>(
    database: &D,
    order: &OrderId,
) -> Result<Vec<HoldRow>, DatabaseError> {
    fold_all(database)?;
    let sql = format!(
        "SELECT {} FROM hold WHERE state = 'open' \
         AND id IN (SELECT seq FROM order_entry WHERE order_id = ?) ORDER BY id",
        hold::COLUMNS
    );
    let rows = database.run(&sql, vec![order.as_str().into()])?;
    rows.into_iter().map(hold::read).collect()
}

/// The journal rows that are the order's redemptions, oldest first.
pub(super) fn redemptions<D: Database>(
    database: &D,
    order: &OrderId,
) -> Result<Vec<JournalRow>, DatabaseError> {
    fold_all(database)?;
    let sql = format!(
        "SELECT {} FROM journal WHERE kind = 'redeemed' \
         AND seq IN (SELECT seq FROM order_entry WHERE order_id = ?) ORDER BY seq",
        journal::COLUMNS
    );
    let rows = database.run(&sql, vec![order.as_str().into()])?;
    rows.into_iter().map(journal::read).collect()
}

fn fold_all<D: Database>(database: &D) -> Result<(), DatabaseError> {
    fold(database, u64::MAX)
}

/// Folds up to so many journal rows.
pub(super) fn fold<D: Database>(database: &D, rows_max: u64) -> Result<(), DatabaseError> {
    let Tail { folded, newest } = tail(database)?;
    let until = newest.min(folded.saturating_add(rows_max));
    if until > folded {
        // A `held` row that names a hold renews it: the row that made it is the entry.
        let sql = "INSERT INTO order_entry (order_id, seq) \
                   SELECT json_extract(content, '$.order'), seq FROM journal \
                   WHERE seq > ? AND seq <= ? AND (kind = 'redeemed' \
                   OR kind = 'held' AND json_extract(content, '$.hold') IS NULL)";
        database.run(sql, vec![folded.into(), until.into()])?;
        set_meta(database, FOLDED, &until.to_string())?;
    }
    Ok(())
}

/// What of the journal was folded, and where it ends.
struct Tail {
    folded: u64,
    newest: u64,
}

fn tail<D: Database>(database: &D) -> Result<Tail, DatabaseError> {
    let folded = meta(database, FOLDED)?;
    let folded = folded.map_or(Ok(0), |seq| seq.parse().map_err(DatabaseError::corrupt))?;
    let sql = "SELECT seq FROM journal ORDER BY seq DESC LIMIT 1";
    let newest = database.one(sql, vec![])?;
    let newest = newest.map_or(Ok(0), |mut row| row.number())?;
    Ok(Tail { folded, newest })
}
