//! Lines that look at the rows.

use tessera_engine::{
    Account, AccountKey, AttributeName, CodeState, Entity, Metric, Per, Seq, Serial, UnixMillis,
};

use super::instant::instant;
use super::line::Line;
use crate::store::{Store, pseudonym};

/// `used`, `held`: the campaign's account, or with `SCOPE ENTITY` another one: of its newest window,
/// or with `from=` of the one that begins there. Redemptions, discount, order value.
pub(crate) fn account(line: &mut Line<'_>, rows: &Store) -> Result<String, String> {
    let scope = line.optional_name().unwrap_or("campaign/lifetime");
    let (per, window) = scope.split_once('/').ok_or("a scope reads per/window")?;
    let scope = match AttributeName::parse(per) {
        Ok(_) if !["campaign", "customer", "channel"].contains(&per) => {
            format!("attribute:{per}/{window}")
        }
        _ => scope.into(),
    };
    let (per, window) = AccountKey::parse_scope(&scope).map_err(|error| error.to_string())?;
    let entity = entity(per, line.optional_name().unwrap_or_default())?;
    let from = line.option("from").map(instant).transpose()?;
    let wanted = |account: &&Account| {
        let key = &account.key;
        (key.per, key.window) == (per, window)
            && key.entity == entity
            && from.is_none_or(|from| key.window_start == from)
    };
    // Accounts are in order of their windows.
    let account = rows.accounts.values().rfind(wanted);
    let amounts = match line.verb {
        "used" => account.map(|account| account.used),
        _ => account.map(|account| account.held),
    };
    let amounts = amounts.unwrap_or_default();
    Ok(Metric::ALL
        .map(|metric| amounts.of(metric).to_string())
        .join(" "))
}

fn entity(per: Per, name: &str) -> Result<Entity, String> {
    let bytes = match per {
        Per::Customer => {
            let (kind, name) = name
                .split_once(':')
                .ok_or("a customer reads id:ann or email:ann@x.de")?;
            kind.bytes().take(1).chain(pseudonym(name).0).collect()
        }
        Per::Campaign | Per::Channel | Per::Attribute(_) => name.into(),
    };
    Entity::new(bytes).map_err(|error| error.to_string())
}

/// The word for where a code stands, once nothing is due any more.
pub(crate) fn state(rows: &Store, serial: Serial, now: UnixMillis) -> &'static str {
    let code = rows.codes.get(&serial);
    let revoked = range_around(rows, serial).is_some() || code.is_some_and(|code| code.revoked);
    rows.issued(serial, |issued| {
        CodeState::of(issued.as_ref(), revoked, code, now).slug()
    })
}

/// What happened to a code, oldest first: its own rows, the one that assigned it, and the one that
/// withdrew it with others.
pub(crate) fn timeline(rows: &Store, serial: Serial) -> String {
    let mut next = rows.codes.get(&serial).map(|code| code.last_seq);
    let mut told: Vec<_> = range_around(rows, serial).into_iter().collect();
    told.extend(rows.assignments.get(&serial));
    while let Some(row) = next.and_then(|seq| rows.journal.get(&seq)) {
        told.push(row.seq);
        next = row.prev_seq;
    }
    told.sort();
    let kinds = told.iter().map(|seq| rows.journal[seq].event.kind());
    kinds.collect::<Vec<_>>().join(" ")
}

/// The row that withdrew the code with others.
fn range_around(rows: &Store, serial: Serial) -> Option<Seq> {
    let mut ranges = rows.revoked.values();
    let around = ranges.find(|range| range.serials.contains(serial));
    around.map(|range| range.seq)
}
