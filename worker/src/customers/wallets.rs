//! Wallets: which codes were assigned to whom.

use tessera_api::time::Timestamp;

use super::message::WalletCode;
use crate::database::{Database, DatabaseError, Row};

/// Adds a code, or leaves the one that is there as it is.
pub(super) fn add<D: Database>(
    database: &D,
    customer: &str,
    code: &WalletCode,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO wallet (customer, prefix, serial, expires_at_ms, assigned_at_ms) \
               VALUES (?, ?, ?, ?, ?) ON CONFLICT (customer, prefix, serial) DO NOTHING";
    let parameters = vec![
        customer.into(),
        code.prefix.as_str().into(),
        code.serial.into(),
        code.expires_at_ms.into(),
        code.assigned_at.unix_ms().into(),
    ];
    database.run(sql, parameters).map(drop)
}

/// Codes after a prefix and a serial, in their order.
pub(super) fn page<D: Database>(
    database: &D,
    customer: &str,
    after: Option<(String, u64)>,
    limit: u32,
) -> Result<Vec<WalletCode>, DatabaseError> {
    const COLUMNS: &str = "prefix, serial, expires_at_ms, assigned_at_ms";
    let order = "ORDER BY prefix, serial LIMIT ?";
    let rows = match after {
        None => {
            let sql = format!("SELECT {COLUMNS} FROM wallet WHERE customer = ? {order}");
            database.run(&sql, vec![customer.into(), limit.into()])?
        }
        Some((prefix, serial)) => {
            let sql = format!(
                "SELECT {COLUMNS} FROM wallet \
                 WHERE customer = ? AND (prefix, serial) > (?, ?) {order}"
            );
            let parameters = vec![customer.into(), prefix.into(), serial.into(), limit.into()];
            database.run(&sql, parameters)?
        }
    };
    rows.into_iter().map(read).collect()
}

/// Forgets whose codes they are. The codes themselves are their campaigns'.
pub(super) fn remove<D: Database>(database: &D, customer: &str) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM wallet WHERE customer = ?";
    database.run(sql, vec![customer.into()]).map(drop)
}

fn read(mut row: Row) -> Result<WalletCode, DatabaseError> {
    Ok(WalletCode {
        prefix: row.text()?,
        serial: row.number()?,
        expires_at_ms: row.optional_number()?,
        assigned_at: Timestamp::saturating_from_unix_ms(row.number()?),
    })
}
