//! A code's state and timeline.

use tessera_api::convert::engine::timestamp;
use tessera_engine::{
    Batch, Clock, CodeFacts, CodeRow, CodeState, Event, Issuance, JournalRow, Rejection, Rows,
    SWEEP_MAX, Seq, Serial, SerialRange, UnixMillis, sweep,
};

use super::{
    answers,
    error::StoreError,
    facts::{self, LookupFacts, StandingFacts, TimelineFact},
    message::Answer,
    rows::{StoredRows, batch},
};
use crate::database::Database;

/// How many entries a timeline shows: the newest ones.
const TIMELINE_LEN_MAX: usize = 100;

/// What is known about a genuine code.
pub(super) fn look_up<D: Database>(
    rows: &mut StoredRows<'_, D>,
    code: CodeFacts,
    clock: Clock,
) -> Result<Answer<LookupFacts>, StoreError> {
    let Some(found) = find(rows, code, clock.now)? else {
        return Ok(Answer::Refused(Rejection::InvalidCode.into()));
    };
    let told = told(rows, &found)?;
    let skipped = told.len().saturating_sub(TIMELINE_LEN_MAX);
    let timeline = told.iter().skip(skipped).map(|row| {
        let fact = fact(rows, row)?;
        Ok((timestamp(row.at), fact))
    });
    let batch = found.batch.as_ref();
    let value = LookupFacts {
        state: found.standing.state,
        batch: batch.map(|(batch, _)| batch.serials.first().value()),
        uses: found.standing.uses,
        uses_max: found.standing.uses_max,
        timeline: timeline.collect::<Result<_, StoreError>>()?,
    };
    Ok(Answer::Granted {
        value,
        replayed: false,
    })
}

/// Where several codes stand, in their order. Nobody reads what happened to them.
pub(super) fn standings<D: Database>(
    rows: &mut StoredRows<'_, D>,
    codes: &[facts::CodeFacts],
    clock: Clock,
) -> Result<Vec<StandingFacts>, StoreError> {
    let standings = codes.iter().map(|code| {
        let found = find(rows, code.to_engine()?, clock.now)?;
        Ok(found.map_or(NOT_ISSUED, |found| found.standing))
    });
    standings.collect()
}

/// What stands of a code that was never issued with this expiry.
const NOT_ISSUED: StandingFacts = StandingFacts {
    state: tessera_api::lookup::CodeState::NotIssued,
    uses: 0,
    uses_max: 0,
};

/// What is stored about a code.
struct Found {
    /// Its batch, and the journal row that tells of it.
    batch: Option<(Batch, Seq)>,
    assigned: Option<Seq>,
    revoked: Option<Seq>,
    row: Option<CodeRow>,
    standing: StandingFacts,
}

/// What is stored about a code; `None` if it is genuine in form, but was never issued with this
/// expiry.
fn find<D: Database>(
    rows: &mut StoredRows<'_, D>,
    code: CodeFacts,
    now: UnixMillis,
) -> Result<Option<Found>, StoreError> {
    let batch = batch::of(rows.database, code.serial)?;
    let assignment = rows.assignment(code.serial)?;
    let issued = batch.as_ref().map(|(batch, _)| batch);
    let issuance = Issuance::of(issued, assignment.as_ref());
    if issuance.is_some_and(|issuance| issuance.expires_at != code.expires_at) {
        return Ok(None);
    }
    let row = swept(rows, code.serial, now)?;
    let revoked = rows.revoked_ranges(SerialRange::new(code.serial, 1)?)?;
    let mut revoked = revoked.iter();
    let revoked = revoked.find(|range| range.serials.contains(code.serial));
    let is_revoked = revoked.is_some() || row.is_some_and(|row| row.revoked);
    let state = CodeState::of(issuance.as_ref(), is_revoked, row.as_ref(), now);
    let standing = StandingFacts {
        state: state.into(),
        uses: row.map_or(0, |row| row.uses),
        uses_max: issuance.map_or(0, |issuance| issuance.uses.value()),
    };
    Ok(Some(Found {
        assigned: assignment.as_ref().map(|assignment| assignment.seq),
        revoked: revoked.map(|range| range.seq),
        batch,
        row,
        standing,
    }))
}

/// The journal rows that tell of a code, oldest first. How it was issued, and what is told of many
/// codes at once, is no part of a code's own chain.
fn told<D: Database>(
    rows: &StoredRows<'_, D>,
    found: &Found,
) -> Result<Vec<JournalRow>, StoreError> {
    let issued = found.batch.as_ref().map(|(_, seq)| *seq);
    let mut told = chain(rows, found.row.map(|row| row.last_seq))?;
    for seq in [issued, found.assigned, found.revoked]
        .into_iter()
        .flatten()
    {
        told.push(rows.journal_row(seq)?);
    }
    told.sort_by_key(|row| row.seq);
    Ok(told)
}

/// The code's row once no hold on it is due any more: such a hold holds nothing, however many of
/// others are due before it.
fn swept<D: Database>(
    rows: &mut StoredRows<'_, D>,
    serial: Serial,
    now: UnixMillis,
) -> Result<Option<CodeRow>, StoreError> {
    loop {
        let released = sweep(rows, now)?;
        let row = rows.code(serial)?;
        if released < SWEEP_MAX || row.is_none_or(|row| row.holds == 0) {
            return Ok(row);
        }
    }
}

/// The newest journal rows about a code.
fn chain<D: Database>(
    rows: &StoredRows<'_, D>,
    last: Option<Seq>,
) -> Result<Vec<JournalRow>, StoreError> {
    let mut newest_first = vec![];
    let mut next = last;
    while let Some(seq) = next.filter(|_| newest_first.len() < TIMELINE_LEN_MAX) {
        let row = rows.journal_row(seq)?;
        next = row.prev_seq;
        newest_first.push(row);
    }
    Ok(newest_first)
}

fn fact<D: Database>(
    rows: &StoredRows<'_, D>,
    row: &JournalRow,
) -> Result<TimelineFact, StoreError> {
    Ok(match &row.event {
        Event::Issued(issued) => TimelineFact::Issued(issued.serials.first().value()),
        Event::Assigned(_) => TimelineFact::Assigned,
        Event::Entered(_) => TimelineFact::Entered,
        Event::Held(held) => TimelineFact::Held(rows.held_facts(row, held)?),
        Event::HoldReleased(released) => TimelineFact::HoldReleased {
            hold: released.hold.value(),
            reason: released.reason.into(),
        },
        Event::Redeemed(redeemed) => {
            TimelineFact::Redeemed(rows.redemption_facts(row, redeemed, false)?)
        }
        Event::RolledBack(_) => TimelineFact::RolledBack(answers::rolled_back(row)?),
        Event::Revoked(_) => TimelineFact::Revoked,
        Event::Paused
        | Event::Resumed
        | Event::Ended { .. }
        | Event::Changed { .. }
        | Event::OrderClosed(_) => {
            return Err(StoreError::Message(
                "a code's timeline leads elsewhere".into(),
            ));
        }
    })
}
