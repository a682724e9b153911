//! Rows of the table `batch`.

use tessera_engine::{Batch, Metadata, Purpose, Seq, Serial, SerialRange, UnixMillis, Uses};

use super::seq;
use crate::database::{Database, DatabaseError, Row};

/// The columns that [`read`] takes, in their order.
pub(in crate::campaign) const COLUMNS: &str =
    "first_serial, count, expires_at_ms, uses, metadata, assigning, seq";

/// Batches from a serial on, with the journal rows that tell of them.
pub(in crate::campaign) fn from<D: Database>(
    database: &D,
    first_serial: u64,
    limit: u32,
) -> Result<Vec<(Batch, Seq)>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM batch WHERE first_serial >= ? ORDER BY first_serial LIMIT ?"
    );
    let rows = database.run(&sql, vec![first_serial.into(), limit.into()])?;
    rows.into_iter().map(read).collect()
}

/// The batch that a serial lies in, with the journal row that tells of it.
pub(in crate::campaign) fn of<D: Database>(
    database: &D,
    serial: Serial,
) -> Result<Option<(Batch, Seq)>, DatabaseError> {
    let found = at_or_before(database, serial)?;
    Ok(found.filter(|(batch, _)| batch.serials.contains(serial)))
}

/// The batch with the greatest first serial at or before this one.
pub(in crate::campaign) fn at_or_before<D: Database>(
    database: &D,
    serial: Serial,
) -> Result<Option<(Batch, Seq)>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM batch WHERE first_serial <= ? ORDER BY first_serial DESC LIMIT 1"
    );
    let row = database.one(&sql, vec![serial.value().into()])?;
    row.map(read).transpose()
}

fn read(mut row: Row) -> Result<(Batch, Seq), DatabaseError> {
    let first = Serial::new(row.number()?).map_err(DatabaseError::corrupt)?;
    let batch = Batch {
        serials: SerialRange::new(first, row.number()?).map_err(DatabaseError::corrupt)?,
        expires_at: row
            .optional_number()?
            .map(UnixMillis::new)
            .transpose()
            .map_err(DatabaseError::corrupt)?,
        uses: Uses::new(super::small(&mut row)?).map_err(DatabaseError::corrupt)?,
        metadata: Metadata::new(row.text()?).map_err(DatabaseError::corrupt)?,
        purpose: if row.flag()? {
            Purpose::Assigning
        } else {
            Purpose::Export
        },
    };
    Ok((batch, seq(&mut row)?))
}
