//! What happened, as the journal stores it: the kind by name, the rest as JSON.

mod content;

use tessera_engine::{Event, JournalRow, Seq, Serial, UnixMillis};

use super::stored::{self, StoredReturned};
use crate::database::{DatabaseError, Row, Value};

/// The columns that [`read`] takes and [`columns`] gives, in their order.
pub(super) const COLUMNS: &str = "seq, at_ms, prev_seq, serial, kind, content, returned";

/// A row's values, when it is written first.
pub(super) fn columns(row: &JournalRow) -> Result<Vec<Value>, DatabaseError> {
    Ok(vec![
        row.seq.value().into(),
        row.at.value().into(),
        row.prev_seq.map(Seq::value).into(),
        row.event.serial().map(Serial::value).into(),
        row.event.kind().into(),
        content::write(row)?.into(),
        Value::Null,
    ])
}

/// Reads a row back.
pub(super) fn read(mut row: Row) -> Result<JournalRow, DatabaseError> {
    let seq = Seq::new(row.number()?).map_err(DatabaseError::corrupt)?;
    let at = UnixMillis::new(row.number()?).map_err(DatabaseError::corrupt)?;
    let prev_seq = row.optional_number()?.map(Seq::new).transpose();
    let serial = row.optional_number()?.map(Serial::new).transpose();
    let place = content::Place {
        seq,
        at,
        serial: serial.map_err(DatabaseError::corrupt)?,
    };
    let mut event = content::read(&place, &row.text()?, &row.text()?)?;
    if let (Event::Redeemed(redeemed), Some(returned)) = (&mut event, row.optional_text()?) {
        redeemed.returned = stored::parse::<StoredReturned>(&returned)?.read()?;
    }
    Ok(JournalRow {
        seq,
        at,
        prev_seq: prev_seq.map_err(DatabaseError::corrupt)?,
        event,
    })
}
