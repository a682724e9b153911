//! All accounts, for tests to look at: what they sum up is told nowhere else.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::error::StoreError;
use crate::database::{Database, Row};

/// Every account, the oldest window first.
pub(super) fn all<D: Database>(database: &D) -> Result<Vec<Value>, StoreError> {
    let sql = "SELECT scope, entity, window_start_ms, used_redemptions, used_discount, \
               used_order_value, held_redemptions, held_discount, held_order_value \
               FROM account ORDER BY window_start_ms";
    let rows = database.run(sql, vec![])?;
    rows.into_iter().map(|row| Ok(account(row)?)).collect()
}

fn account(mut row: Row) -> Result<Value, crate::database::DatabaseError> {
    Ok(json!({
        "scope": row.text()?,
        "entity": BASE64.encode(&row.blob()?),
        "window_start_ms": row.number()?,
        "used": [row.number()?, row.number()?, row.number()?],
        "held": [row.number()?, row.number()?, row.number()?],
    }))
}
