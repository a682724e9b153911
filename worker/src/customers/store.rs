//! What a shard of the customers answers. Every function runs inside one transaction of its caller.

use tessera_api::{customer::Profile, time::Timestamp};

use super::{
    message::{Ask, Put, Shown},
    profiles, suppressions, wallets,
};
use crate::{
    database::{Database, DatabaseError},
    facts::KnownFacts,
};

/// Answers a question, as JSON.
pub(super) fn answer<D: Database>(database: &D, ask: Ask) -> Result<String, DatabaseError> {
    match ask {
        Ask::Put {
            customer,
            profile,
            now,
        } => json(&put(database, &customer, &profile, now)?),
        Ask::Show { customer } => json(&Shown {
            stored: profiles::find(database, &customer)?,
            suppression: suppressions::find(database, &customer)?,
        }),
        Ask::Forget { customer } => {
            profiles::remove(database, &customer)?;
            wallets::remove(database, &customer)?;
            json(&())
        }
        Ask::Page { after, limit } => json(&profiles::page(database, after.as_deref(), limit)?),
        Ask::Facts { customer } => json(&facts(database, &customer)?),
        Ask::AddToWallet { customer, code } => {
            wallets::add(database, &customer, &code)?;
            json(&())
        }
        Ask::Wallet {
            customer,
            after,
            limit,
        } => json(&wallets::page(database, &customer, after, limit)?),
        Ask::Suppress {
            customer,
            reason,
            now,
            key,
        } => json(&suppressions::add(
            database,
            &customer,
            reason.as_deref(),
            (now, key),
        )?),
        Ask::Unsuppress { customer } => {
            suppressions::remove(database, &customer)?;
            json(&())
        }
    }
}

/// What a shard answers in which nothing was ever stored; `None` to what would store something.
pub(super) fn of_nothing(ask: &Ask) -> Result<Option<String>, DatabaseError> {
    let answer = match ask {
        Ask::Put { .. } | Ask::AddToWallet { .. } | Ask::Suppress { .. } => return Ok(None),
        Ask::Show { .. } => json(&Shown {
            stored: None,
            suppression: None,
        }),
        Ask::Page { .. } | Ask::Wallet { .. } => json(&[(); 0]),
        Ask::Facts { .. } => json(&KnownFacts::default()),
        Ask::Forget { .. } | Ask::Unsuppress { .. } => json(&()),
    };
    answer.map(Some)
}

fn put<D: Database>(
    database: &D,
    customer: &str,
    profile: &Profile,
    now: Timestamp,
) -> Result<Put, DatabaseError> {
    let is_new = profiles::put(database, customer, profile, now)?;
    let stored = profiles::find(database, customer)?;
    let stored = stored.ok_or(DatabaseError::corrupt("a profile was not stored"))?;
    Ok(Put { stored, is_new })
}

/// What a profile says is known, also where it says nothing: somebody whose profile names no
/// segment is in none. Without a profile nothing is known but the list.
fn facts<D: Database>(database: &D, customer: &str) -> Result<KnownFacts, DatabaseError> {
    let suppressed = suppressions::find(database, customer)?.is_some();
    let known = match profiles::find(database, customer)? {
        None => KnownFacts::default(),
        Some(stored) => KnownFacts {
            segments: Some(stored.profile.segments),
            attributes: stored.profile.attributes,
            order_count: stored.profile.order_count,
            lifetime_value: stored.profile.lifetime_value,
            suppressed: false,
        },
    };
    Ok(KnownFacts {
        suppressed,
        ..known
    })
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(DatabaseError::corrupt)
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
