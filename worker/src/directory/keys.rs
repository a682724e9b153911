//! API keys as the directory stores them: never the text, only its hash.

use serde::{Deserialize, Serialize};
use tessera_api::{
    key::{Key, KeyKind, Scope},
    time::Timestamp,
};

use crate::database::{Database, DatabaseError, Row};

/// How many living keys there can be: every request compares its key with each of them.
pub(super) const LIVING_KEYS_MAX: u64 = 1000;

/// A key to store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewKey {
    pub(crate) id: String,
    /// SHA-256 of the key's text.
    pub(crate) hash: Vec<u8>,
    pub(crate) kind: KeyKind,
    pub(crate) name: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) origins: Vec<String>,
    pub(crate) created_at: Timestamp,
    /// Which master key makes the key of its customer tokens. `None` for secret keys, and for
    /// publishable ones that are older than such tokens: nobody was given a key for theirs.
    #[serde(default)]
    pub(crate) key_version: Option<u32>,
}

/// A stored key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyRecord {
    #[serde(flatten)]
    pub(crate) key: NewKey,
    pub(crate) revoked_at: Option<Timestamp>,
}

impl KeyRecord {
    /// The key as it crosses the wire.
    pub(crate) fn to_wire(&self) -> Key {
        let NewKey {
            id,
            hash: _,
            kind,
            name,
            scopes,
            origins,
            created_at,
            key_version: _,
        } = self.key.clone();
        Key {
            id,
            kind,
            name,
            scopes,
            origins,
            created_at,
            revoked_at: self.revoked_at,
        }
    }
}

const COLUMNS: &str =
    "id, hash, kind, name, scopes, origins, created_at_ms, key_version, revoked_at_ms";

/// How many keys have not been revoked.
pub(super) fn living<D: Database>(database: &D) -> Result<u64, DatabaseError> {
    let row = database.one(
        "SELECT count(*) FROM api_key WHERE revoked_at_ms IS NULL",
        vec![],
    )?;
    row.map_or(Ok(0), |mut row| row.number())
}

/// Stores a key; storing it again, as a call that is retried does, changes nothing.
pub(super) fn insert<D: Database>(database: &D, key: &NewKey) -> Result<(), DatabaseError> {
    let json = |value: serde_json::Result<String>| value.map_err(DatabaseError::corrupt);
    let sql = "INSERT INTO api_key \
               (id, hash, kind, name, scopes, origins, created_at_ms, key_version) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
               ON CONFLICT (id) DO NOTHING";
    let parameters = vec![
        key.id.as_str().into(),
        key.hash.clone().into(),
        kind_name(key.kind).into(),
        key.name.as_str().into(),
        json(serde_json::to_string(&key.scopes))?.into(),
        json(serde_json::to_string(&key.origins))?.into(),
        key.created_at.unix_ms().into(),
        key.key_version.into(),
    ];
    database.run(sql, parameters).map(drop)
}

/// Keys after an id, in the order of their ids.
pub(super) fn page<D: Database>(
    database: &D,
    after: Option<&str>,
    limit: u32,
) -> Result<Vec<KeyRecord>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM api_key WHERE id > ? ORDER BY id LIMIT ?");
    read_all(database.run(&sql, vec![after.unwrap_or_default().into(), limit.into()])?)
}

/// All keys that have not been revoked.
pub(super) fn all_living<D: Database>(database: &D) -> Result<Vec<KeyRecord>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM api_key WHERE revoked_at_ms IS NULL ORDER BY id");
    read_all(database.run(&sql, vec![])?)
}

/// The key with an id.
pub(super) fn by_id<D: Database>(
    database: &D,
    id: &str,
) -> Result<Option<KeyRecord>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM api_key WHERE id = ?");
    database.one(&sql, vec![id.into()])?.map(read).transpose()
}

/// Marks a key as revoked, unless it is already.
pub(super) fn revoke<D: Database>(
    database: &D,
    id: &str,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE api_key SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL";
    database
        .run(sql, vec![now.unix_ms().into(), id.into()])
        .map(drop)
}

fn read_all(rows: Vec<Row>) -> Result<Vec<KeyRecord>, DatabaseError> {
    rows.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<KeyRecord, DatabaseError> {
    let instant = |ms| Timestamp::from_unix_ms(ms).ok_or(DatabaseError::corrupt("an instant"));
    Ok(KeyRecord {
        key: NewKey {
            id: row.text()?,
            hash: row.blob()?,
            kind: kind_of(&row.text()?)?,
            name: row.text()?,
            scopes: serde_json::from_str(&row.text()?).map_err(DatabaseError::corrupt)?,
            origins: serde_json::from_str(&row.text()?).map_err(DatabaseError::corrupt)?,
            created_at: instant(row.number()?)?,
            key_version: version(row.optional_number()?)?,
        },
        revoked_at: row.optional_number()?.map(instant).transpose()?,
    })
}

fn version(number: Option<u64>) -> Result<Option<u32>, DatabaseError> {
    let version = number.map(u32::try_from).transpose();
    version.map_err(DatabaseError::corrupt)
}

fn kind_name(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Secret => "secret",
        KeyKind::Publishable => "publishable",
    }
}

fn kind_of(name: &str) -> Result<KeyKind, DatabaseError> {
    match name {
        "secret" => Ok(KeyKind::Secret),
        "publishable" => Ok(KeyKind::Publishable),
        other => Err(DatabaseError::corrupt(format_args!(
            "there is no key of kind {other}"
        ))),
    }
}
