//! A code's state and timeline.

use tessera_api::convert::engine::timestamp;
use tessera_engine::{
    Clock, CodeFacts, CodeRow, CodeState, Event, Issuance, JournalRow, Rejection, Rows, SWEEP_MAX,
    Seq, Serial, SerialRange, UnixMillis, sweep,
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
    let batch = batch::of(rows.database, code.serial)?;
    let assignment = rows.assignment(code.serial)?;
    let issued = batch.as_ref().map(|(batch, _)| batch);
    let issuance = Issuance::of(issued, assignment.as_ref());
    if issuance.is_some_and(|issuance| issuance.expires_at != code.expires_at) {
        // Genuine in form, but never issued with this expiry.
        return Ok(Answer::Refused(Rejection::InvalidCode.into()));
    }
    let row = swept(rows, code.serial, clock.now)?;
    let revoked = rows.revoked_ranges(SerialRange::new(code.serial, 1)?)?;
    let mut revoked = revoked.iter();
    let revoked = revoked.find(|range| range.serials.contains(code.serial));
    let is_revoked = revoked.is_some() || row.is_some_and(|row| row.revoked);
    let state = CodeState::of(issuance.as_ref(), is_revoked, row.as_ref(), clock.now);
    // How it was issued, and what is told of many codes at once, is no part of a code's own chain.
    let mut told = vec![];
    for seq in batch
        .iter()
        .map(|(_, seq)| *seq)
        .chain(assignment.iter().map(|assignment| assignment.seq))
        .chain(revoked.map(|range| range.seq))
    {
        told.push(rows.journal_row(seq)?);
    }
    told.extend(chain(rows, row.map(|row| row.last_seq))?);
    told.sort_by_key(|row| row.seq);
    let skipped = told.len().saturating_sub(TIMELINE_LEN_MAX);
    let timeline = told.iter().skip(skipped).map(|row| {
        let fact = fact(rows, row)?;
        Ok((timestamp(row.at), fact))
    });
    let value = LookupFacts {
        state: state.into(),
        batch: issued.map(|batch| batch.serials.first().value()),
        uses: row.map_or(0, |row| row.uses),
        uses_max: issuance.map_or(0, |issuance| issuance.uses.value()),
        timeline: timeline.collect::<Result<_, StoreError>>()?,
    };
    Ok(Answer::Granted {
        value,
        replayed: false,
    })
}

/// Where several codes stand.
pub(super) fn standings<D: Database>(
    rows: &mut StoredRows<'_, D>,
    codes: &[facts::CodeFacts],
    clock: Clock,
) -> Result<Vec<StandingFacts>, StoreError> {
    let standings = codes.iter().map(|code| {
        Ok(match look_up(rows, code.to_engine()?, clock)? {
            Answer::Granted { value, .. } => StandingFacts {
                state: value.state,
                uses: value.uses,
                uses_max: value.uses_max,
            },
            // Never issued with this expiry.
            Answer::Refused(_) => StandingFacts {
                state: CodeState::NotIssued.into(),
                uses: 0,
                uses_max: 0,
            },
        })
    });
    standings.collect()
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
