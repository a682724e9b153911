//! What a checkout's object stores. Every function runs inside one transaction of its caller.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    CheckedOut, CheckoutFacts, CheckoutState, Intent, intent::Fingerprint, machine::Resumed,
    phase::Phase,
};
use crate::database::{Database, DatabaseError, Row};

/// How long a checkout goes on by itself.
const PARK_AFTER_MS: u64 = 24 * 60 * 60 * 1_000;

/// Where an order's newest attempt is stored.
struct Stored {
    attempt: u64,
    key: Vec<u8>,
    fingerprint: Fingerprint,
    begun_at_ms: u64,
    phase: Phase,
}

/// Begins an attempt, unless the order has one that runs or has redeemed.
pub(super) fn begin<D: Database>(
    database: &D,
    (key, intent): ([u8; 16], &Intent),
    now_ms: u64,
) -> Result<CheckedOut, DatabaseError> {
    let fingerprint = intent.fingerprint()?;
    let newest = newest(database)?;
    if let Some(stored) = &newest
        && !matches!(stored.phase, Phase::Refused(_))
    {
        let is_same_key = stored.key == key;
        return Ok(match stored.fingerprint.difference(&fingerprint) {
            Some(field) => CheckedOut::Conflict { field, is_same_key },
            None => CheckedOut::Accepted {
                checkout: stored.facts(now_ms),
                replayed: is_same_key,
                existing: !is_same_key,
            },
        });
    }
    // What was refused has changed nothing. It is remembered until there is something newer.
    let attempt = newest.map_or(0, |stored| stored.attempt).saturating_add(1);
    let sql = "DELETE FROM checkout";
    database.run(sql, vec![])?;
    let sql = "INSERT INTO checkout (attempt, key, fingerprint, begun_at_ms, intent, phase) \
               VALUES (?, ?, ?, ?, ?, ?)";
    let parameters = vec![
        attempt.into(),
        key.to_vec().into(),
        json(&fingerprint)?.into(),
        now_ms.into(),
        json(intent)?.into(),
        json(&Phase::Planning)?.into(),
    ];
    database.run(sql, parameters)?;
    Ok(CheckedOut::Accepted {
        checkout: CheckoutFacts {
            attempt,
            state: CheckoutState::Running,
        },
        replayed: false,
        existing: false,
    })
}

/// An attempt, if it is remembered.
pub(super) fn show<D: Database>(
    database: &D,
    attempt: u64,
    now_ms: u64,
) -> Result<Option<CheckoutFacts>, DatabaseError> {
    let newest = newest(database)?.filter(|stored| stored.attempt == attempt);
    Ok(newest.map(|stored| stored.facts(now_ms)))
}

/// What is under way; `None` if nothing is.
pub(super) fn running<D: Database>(database: &D) -> Result<Option<Resumed>, DatabaseError> {
    let sql = "SELECT attempt, begun_at_ms, intent, phase FROM checkout \
               WHERE intent IS NOT NULL ORDER BY attempt DESC LIMIT 1";
    let row = database.one(sql, vec![])?;
    row.map(|mut row| {
        Ok(Resumed {
            attempt: row.number()?,
            begun_at_ms: row.number()?,
            intent: parse(&mut row)?,
            phase: parse(&mut row)?,
        })
    })
    .transpose()
}

/// Notes how far an attempt has come. What it was asked for is forgotten once it is over.
pub(super) fn note<D: Database>(
    database: &D,
    attempt: u64,
    phase: &Phase,
) -> Result<(), DatabaseError> {
    let sql = "UPDATE checkout SET phase = ?, intent = CASE WHEN ? THEN NULL ELSE intent END \
               WHERE attempt = ?";
    let parameters = vec![json(phase)?.into(), phase.is_over().into(), attempt.into()];
    database.run(sql, parameters).map(drop)
}

/// When a checkout that is under way, and was not finished now, is to be tried again: the older it is,
/// the later. `None` if it is over, or has tried for long enough.
pub(super) fn next_try<D: Database>(
    database: &D,
    now_ms: u64,
) -> Result<Option<u64>, DatabaseError> {
    const WAIT_MS_MIN: u64 = 1_000;
    const WAIT_MS_MAX: u64 = 10 * 60 * 1_000;
    let running = running(database)?;
    Ok(running.and_then(|running| {
        let age_ms = now_ms.saturating_sub(running.begun_at_ms);
        let wait_ms = age_ms.clamp(WAIT_MS_MIN, WAIT_MS_MAX);
        (age_ms < PARK_AFTER_MS).then(|| now_ms.saturating_add(wait_ms))
    }))
}

impl Stored {
    fn facts(&self, now_ms: u64) -> CheckoutFacts {
        let is_late = now_ms >= self.begun_at_ms.saturating_add(PARK_AFTER_MS);
        let state = match &self.phase {
            Phase::Planning | Phase::Holding(_) | Phase::Redeeming(_) | Phase::Undoing { .. } => {
                if is_late {
                    CheckoutState::Parked
                } else {
                    CheckoutState::Running
                }
            }
            Phase::Redeemed(parts) => CheckoutState::Redeemed(parts.clone()),
            Phase::Refused(refused) => CheckoutState::Refused(refused.clone()),
        };
        CheckoutFacts {
            attempt: self.attempt,
            state,
        }
    }
}

fn newest<D: Database>(database: &D) -> Result<Option<Stored>, DatabaseError> {
    let sql = "SELECT attempt, key, fingerprint, begun_at_ms, phase FROM checkout \
               ORDER BY attempt DESC LIMIT 1";
    let row = database.one(sql, vec![])?;
    row.map(|mut row| {
        Ok(Stored {
            attempt: row.number()?,
            key: row.blob()?,
            fingerprint: parse(&mut row)?,
            begun_at_ms: row.number()?,
            phase: parse(&mut row)?,
        })
    })
    .transpose()
}

fn json<T: Serialize>(value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(DatabaseError::corrupt)
}

fn parse<T: DeserializeOwned>(row: &mut Row) -> Result<T, DatabaseError> {
    serde_json::from_str(&row.text()?).map_err(DatabaseError::corrupt)
}
