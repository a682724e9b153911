//! What the directory decides. Every function runs inside one transaction of its caller.

use tessera_code::Pattern;

use super::{
    keys,
    message::{Ask, KeyCreation, Reserved, Snapshot, SnapshotAnswer},
};
use crate::{
    auth,
    database::{Database, DatabaseError, Row, meta, set_meta},
    record::CampaignRecord,
};

/// Answers a question, as JSON.
pub(super) fn answer<D: Database>(database: &D, ask: Ask) -> Result<String, DatabaseError> {
    match ask {
        Ask::Snapshot { known_version } => json(&snapshot(database, known_version)?),
        Ask::Reserve {
            fingerprint,
            record,
        } => json(&reserve(database, fingerprint, *record)?),
        Ask::Activate {
            prefix,
            reservation,
        } => json(&activate(database, &prefix, reservation)?),
        Ask::Update { record } => json(&update(database, &record)?),
        Ask::Campaigns { after, limit } => {
            let sql = "SELECT record FROM campaign WHERE state = 'active' AND prefix > ? \
                       ORDER BY prefix LIMIT ?";
            let after = after.unwrap_or_default();
            json(&records(
                database.run(sql, vec![after.into(), limit.into()])?,
            )?)
        }
        Ask::CreateKey(key) => {
            if keys::living(database)? >= keys::LIVING_KEYS_MAX {
                return json(&KeyCreation::TooMany);
            }
            keys::insert(database, &key)?;
            changed(database)?;
            json(&KeyCreation::Created)
        }
        Ask::Keys { after, limit } => json(&keys::page(database, after.as_deref(), limit)?),
        Ask::RevokeKey { id, now } => {
            keys::revoke(database, &id, now)?;
            changed(database)?;
            json(&keys::by_id(database, &id)?)
        }
        Ask::DemoKey { proposal, text } => {
            let living = keys::all_living(database)?;
            let stored = meta(database, "demo_key")?;
            if let Some(stored) = stored.filter(|stored| auth::find(&living, stored).is_some()) {
                return json(&stored);
            }
            keys::insert(database, &proposal)?;
            set_meta(database, "demo_key", &text)?;
            changed(database)?;
            json(&text)
        }
    }
}

fn snapshot<D: Database>(
    database: &D,
    known_version: Option<u64>,
) -> Result<SnapshotAnswer, DatabaseError> {
    let version = counter(database, "version")?;
    if known_version == Some(version) {
        return Ok(SnapshotAnswer::Unchanged);
    }
    let sql = "SELECT record FROM campaign WHERE state = 'active' ORDER BY prefix";
    let campaigns = records(database.run(sql, vec![])?)?;
    let keys = keys::all_living(database)?;
    Ok(SnapshotAnswer::Changed(Snapshot {
        version,
        campaigns,
        keys,
    }))
}

/// Reserves a prefix.
///
/// A reservation that was never activated stands in nobody's way: the next one for its prefix, or
/// for one that folds alike, takes its place, and its number can no longer be activated.
fn reserve<D: Database>(
    database: &D,
    fingerprint: Vec<u8>,
    record: CampaignRecord,
) -> Result<Reserved, DatabaseError> {
    let pattern = Pattern::parse(&record.pattern).map_err(DatabaseError::corrupt)?;
    let prefix = pattern.prefix();
    let rows = database.run(
        "SELECT state, reservation, fingerprint, record FROM campaign",
        vec![],
    )?;
    let mut replaced = vec![];
    for row in rows {
        let stored = Stored::read(row)?;
        let other = Pattern::parse(&stored.record.pattern).map_err(DatabaseError::corrupt)?;
        let is_same_request = other.prefix() == prefix && stored.fingerprint == fingerprint;
        match (stored.is_active, is_same_request) {
            (true, true) => return Ok(Reserved::Existing(Box::new(stored.record))),
            (false, true) => {
                let (reservation, record) = (stored.reservation, Box::new(stored.record));
                return Ok(Reserved::Open {
                    reservation,
                    record,
                });
            }
            (_, false) if !pattern.collides_with(&other) => {}
            (true, false) => {
                return Ok(Reserved::Taken {
                    by: other.prefix().as_str().to_owned(),
                });
            }
            (false, false) => replaced.push(other.prefix()),
        }
    }
    for prefix in replaced {
        let sql = "DELETE FROM campaign WHERE prefix = ?";
        database.run(sql, vec![prefix.as_str().into()])?;
    }
    let reservation = increment(database, "reservation")?;
    let sql = "INSERT INTO campaign (prefix, state, reservation, fingerprint, record) \
               VALUES (?, 'reserved', ?, ?, ?)";
    let parameters = vec![
        prefix.as_str().into(),
        reservation.into(),
        fingerprint.into(),
        json(&record)?.into(),
    ];
    database.run(sql, parameters)?;
    Ok(Reserved::Open {
        reservation,
        record: Box::new(record),
    })
}

/// Activates a reservation; false if another one has taken its place.
fn activate<D: Database>(
    database: &D,
    prefix: &str,
    reservation: u64,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE campaign SET state = 'active' WHERE prefix = ? AND reservation = ? \
               RETURNING prefix";
    let activated = database
        .one(sql, vec![prefix.into(), reservation.into()])?
        .is_some();
    if activated {
        changed(database)?;
    }
    Ok(activated)
}

/// Replaces a campaign's copy by a newer one; false if the copy is as new.
fn update<D: Database>(database: &D, record: &CampaignRecord) -> Result<bool, DatabaseError> {
    let prefix = record.prefix().map_err(DatabaseError::corrupt)?;
    let sql = "SELECT record FROM campaign WHERE state = 'active' AND prefix = ?";
    let stored = database.one(sql, vec![prefix.as_str().into()])?;
    let Some(mut stored) = stored else {
        return Ok(false);
    };
    if parse(&stored.text()?)?.version >= record.version {
        return Ok(false);
    }
    let sql = "UPDATE campaign SET record = ? WHERE prefix = ?";
    database.run(sql, vec![json(record)?.into(), prefix.as_str().into()])?;
    changed(database)?;
    Ok(true)
}

struct Stored {
    is_active: bool,
    reservation: u64,
    fingerprint: Vec<u8>,
    record: CampaignRecord,
}

impl Stored {
    fn read(mut row: Row) -> Result<Self, DatabaseError> {
        Ok(Self {
            is_active: row.text()? == "active",
            reservation: row.number()?,
            fingerprint: row.blob()?,
            record: parse(&row.text()?)?,
        })
    }
}

fn records(rows: Vec<Row>) -> Result<Vec<CampaignRecord>, DatabaseError> {
    rows.into_iter()
        .map(|mut row| parse(&row.text()?))
        .collect()
}

fn parse(record: &str) -> Result<CampaignRecord, DatabaseError> {
    serde_json::from_str(record).map_err(DatabaseError::corrupt)
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(DatabaseError::corrupt)
}

/// Tells workers that their snapshot is old.
fn changed<D: Database>(database: &D) -> Result<(), DatabaseError> {
    increment(database, "version").map(drop)
}

fn counter<D: Database>(database: &D, name: &str) -> Result<u64, DatabaseError> {
    let value = meta(database, name)?;
    value.map_or(Ok(0), |value| value.parse().map_err(DatabaseError::corrupt))
}

fn increment<D: Database>(database: &D, name: &str) -> Result<u64, DatabaseError> {
    let next = counter(database, name)?.checked_add(1);
    let next = next.ok_or_else(|| DatabaseError::corrupt("a counter is at its end"))?;
    set_meta(database, name, &next.to_string())?;
    Ok(next)
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
