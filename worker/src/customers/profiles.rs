//! Profiles, as a shard stores them.

use tessera_api::{customer::Profile, time::Timestamp};

use super::{message::StoredCustomer, store::json, suppressions};
use crate::database::{Database, DatabaseError, Row};

const COLUMNS: &str = "customer, profile, created_at_ms, updated_at_ms";

/// Stores a profile in place of the one that there was; says whether there was none.
pub(super) fn put<D: Database>(
    database: &D,
    customer: &str,
    profile: &Profile,
    now: Timestamp,
) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 FROM profile WHERE customer = ?";
    let is_new = database.one(sql, vec![customer.into()])?.is_none();
    let sql = "INSERT INTO profile (customer, profile, created_at_ms, updated_at_ms) \
               VALUES (?, ?, ?, ?) ON CONFLICT (customer) DO UPDATE SET \
               profile = excluded.profile, updated_at_ms = excluded.updated_at_ms";
    let now_ms = now.unix_ms();
    let profile = json(profile)?;
    let parameters = vec![
        customer.into(),
        profile.into(),
        now_ms.into(),
        now_ms.into(),
    ];
    database.run(sql, parameters)?;
    Ok(is_new)
}

/// The customer with an id, exactly as it is written.
pub(super) fn find<D: Database>(
    database: &D,
    customer: &str,
) -> Result<Option<StoredCustomer>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM profile WHERE customer = ?");
    let row = database.one(&sql, vec![customer.into()])?;
    row.map(|row| read(database, row)).transpose()
}

/// Customers after an id, in the order of their ids.
pub(super) fn page<D: Database>(
    database: &D,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<StoredCustomer>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM profile WHERE customer > ? ORDER BY customer LIMIT ?");
    let after = after.unwrap_or_default();
    let rows = database.run(&sql, vec![after.into(), limit.into()])?;
    rows.into_iter().map(|row| read(database, row)).collect()
}

/// Forgets a profile, if there is one.
pub(super) fn remove<D: Database>(database: &D, customer: &str) -> Result<(), DatabaseError> {
    let sql = "DELETE FROM profile WHERE customer = ?";
    database.run(sql, vec![customer.into()]).map(drop)
}

fn read<D: Database>(database: &D, mut row: Row) -> Result<StoredCustomer, DatabaseError> {
    let customer = row.text()?;
    let profile = serde_json::from_str(&row.text()?).map_err(DatabaseError::corrupt)?;
    Ok(StoredCustomer {
        profile,
        created_at: Timestamp::saturating_from_unix_ms(row.number()?),
        updated_at: Timestamp::saturating_from_unix_ms(row.number()?),
        suppression: suppressions::find(database, &customer)?,
        customer,
    })
}
