//! Who never gets a discount, by a keyed hash of the customer's id.
//!
//! The list outlives profiles, and must not name who was deleted. Its key is the shard's own and
//! random: it stays the same when master keys are rotated, or else rotating them would empty the
//! list.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tessera_api::time::Timestamp;

use super::message::StoredSuppression;
use crate::database::{Database, DatabaseError, meta, set_meta};

/// Under which name the table `meta` has the key.
const KEY: &str = "suppression_key";

/// How many bytes of a hash tell a shard's customers apart.
const PSEUDONYM_LEN: usize = 16;

/// Puts a customer on the list. On it already, only the reason changes. The key is taken if there is
/// none yet.
pub(super) fn add<D: Database>(
    database: &D,
    customer: &str,
    reason: Option<&str>,
    (now, new_key): (Timestamp, [u8; 32]),
) -> Result<StoredSuppression, DatabaseError> {
    let key = match key(database)? {
        Some(key) => key,
        None => {
            set_meta(database, KEY, &BASE64URL_NOPAD.encode(&new_key))?;
            new_key.to_vec()
        }
    };
    let sql = "INSERT INTO suppression (pseudonym, reason, suppressed_at_ms) VALUES (?, ?, ?) \
               ON CONFLICT (pseudonym) DO UPDATE SET reason = excluded.reason";
    let pseudonym = pseudonym(&key, customer);
    database.run(
        sql,
        vec![pseudonym.into(), reason.into(), now.unix_ms().into()],
    )?;
    let stored = find(database, customer)?;
    stored.ok_or(DatabaseError::corrupt("a suppression was not stored"))
}

/// What the list says of a customer, if anything.
pub(super) fn find<D: Database>(
    database: &D,
    customer: &str,
) -> Result<Option<StoredSuppression>, DatabaseError> {
    // Without a key nobody was ever put on the list.
    let Some(key) = key(database)? else {
        return Ok(None);
    };
    let sql = "SELECT reason, suppressed_at_ms FROM suppression WHERE pseudonym = ?";
    let row = database.one(sql, vec![pseudonym(&key, customer).into()])?;
    let row = row.map(|mut row| {
        Ok(StoredSuppression {
            reason: row.optional_text()?,
            suppressed_at: Timestamp::saturating_from_unix_ms(row.number()?),
        })
    });
    row.transpose()
}

/// Takes a customer off the list.
pub(super) fn remove<D: Database>(database: &D, customer: &str) -> Result<(), DatabaseError> {
    let Some(key) = key(database)? else {
        return Ok(());
    };
    let sql = "DELETE FROM suppression WHERE pseudonym = ?";
    let pseudonym = pseudonym(&key, customer);
    database.run(sql, vec![pseudonym.into()]).map(drop)
}

fn key<D: Database>(database: &D) -> Result<Option<Vec<u8>>, DatabaseError> {
    let key = meta(database, KEY)?;
    let key = key.map(|key| BASE64URL_NOPAD.decode(key.as_bytes()));
    key.transpose().map_err(DatabaseError::corrupt)
}

/// The first [`PSEUDONYM_LEN`] bytes of `HMAC-SHA256(key, id)`.
fn pseudonym(key: &[u8], customer: &str) -> Vec<u8> {
    // HMAC takes keys of every length, so the fallback is never made.
    let mac = Hmac::<Sha256>::new_from_slice(key);
    let mac = mac.unwrap_or_else(|_| Hmac::new(&Default::default()));
    let mac: [u8; 32] = mac.chain_update(customer).finalize().into_bytes().into();
    mac.iter().copied().take(PSEUDONYM_LEN).collect()
}
