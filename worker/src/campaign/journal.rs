//! What happened, as the journal stores it: the kind by name, the rest as JSON.

use serde::{Deserialize, Serialize};
use tessera_engine::{
    Event, Issued, JournalRow, MinorUnits, OrderId, Redeemed, Seq, Serial, SerialRange, UnixMillis,
    Uses,
};

use crate::database::{DatabaseError, Row, Value};

/// The columns that [`read`] takes and [`columns`] gives, in their order.
pub(super) const COLUMNS: &str = "seq, at_ms, prev_seq, serial, kind, content";

/// A row's values.
pub(super) fn columns(row: &JournalRow) -> Result<Vec<Value>, DatabaseError> {
    Ok(vec![
        row.seq.value().into(),
        row.at.value().into(),
        row.prev_seq.map(Seq::value).into(),
        row.event.serial().map(Serial::value).into(),
        row.event.kind().into(),
        content(&row.event)?.into(),
    ])
}

/// Reads a row back.
pub(super) fn read(mut row: Row) -> Result<JournalRow, DatabaseError> {
    let seq = |seq| Seq::new(seq).map_err(DatabaseError::corrupt);
    Ok(JournalRow {
        seq: seq(row.number()?)?,
        at: UnixMillis::new(row.number()?).map_err(DatabaseError::corrupt)?,
        prev_seq: row.optional_number()?.map(seq).transpose()?,
        event: {
            let serial = row.optional_number()?;
            let serial = serial
                .map(Serial::new)
                .transpose()
                .map_err(DatabaseError::corrupt)?;
            event(serial, &row.text()?, &row.text()?)?
        },
    })
}

/// [`Issued`] as it is stored.
#[derive(Serialize, Deserialize)]
struct IssuedContent {
    first_serial: u64,
    count: u64,
    expires_at_ms: Option<u64>,
    uses: u32,
}

/// [`Redeemed`] as it is stored, but for the serial, which has a column.
#[derive(Serialize, Deserialize)]
struct RedeemedContent {
    order: String,
    order_value: u64,
    discount: u64,
}

fn content(event: &Event) -> Result<String, DatabaseError> {
    let json = match event {
        Event::Issued(issued) => serde_json::to_string(&IssuedContent {
            first_serial: issued.serials.first().value(),
            count: issued.serials.count(),
            expires_at_ms: issued.expires_at.map(UnixMillis::value),
            uses: issued.uses.value(),
        }),
        Event::Entered(_) => Ok(String::new()),
        Event::Redeemed(redeemed) => serde_json::to_string(&RedeemedContent {
            order: redeemed.order.as_str().to_owned(),
            order_value: redeemed.order_value.value(),
            discount: redeemed.discount.value(),
        }),
    };
    json.map_err(DatabaseError::corrupt)
}

fn event(serial: Option<Serial>, kind: &str, content: &str) -> Result<Event, DatabaseError> {
    let needed = serial.ok_or_else(|| DatabaseError::corrupt("a journal row names no code"));
    match kind {
        "issued" => {
            let content: IssuedContent =
                serde_json::from_str(content).map_err(DatabaseError::corrupt)?;
            let first = Serial::new(content.first_serial).map_err(DatabaseError::corrupt)?;
            let expires_at = content.expires_at_ms.map(UnixMillis::new).transpose();
            Ok(Event::Issued(Issued {
                serials: SerialRange::new(first, content.count).map_err(DatabaseError::corrupt)?,
                expires_at: expires_at.map_err(DatabaseError::corrupt)?,
                uses: Uses::new(content.uses).map_err(DatabaseError::corrupt)?,
            }))
        }
        "entered" => Ok(Event::Entered(needed?)),
        "redeemed" => {
            let content: RedeemedContent =
                serde_json::from_str(content).map_err(DatabaseError::corrupt)?;
            let amount = |minor| MinorUnits::new(minor).map_err(DatabaseError::corrupt);
            Ok(Event::Redeemed(Redeemed {
                serial: needed?,
                order: OrderId::parse(&content.order).map_err(DatabaseError::corrupt)?,
                order_value: amount(content.order_value)?,
                discount: amount(content.discount)?,
            }))
        }
        other => Err(DatabaseError::corrupt(format_args!(
            "there are no journal rows of kind {other}"
        ))),
    }
}
