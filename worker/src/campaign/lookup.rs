//! A code's state and timeline.

use tessera_api::convert::engine::timestamp;
use tessera_engine::{CodeState, Event, JournalRow, Rejection, Rows, Seq, UnixMillis};

use super::{
    error::StoreError,
    message::{Answer, LookupFacts, TimelineFact},
    rows::StoredRows,
    store,
};
use crate::database::{Database, DatabaseError};

/// How many entries a timeline shows: the newest ones.
const TIMELINE_LEN_MAX: usize = 100;

/// What is known about a genuine code.
pub(super) fn look_up<D: Database>(
    rows: &StoredRows<'_, D>,
    code: tessera_engine::CodeFacts,
    now: UnixMillis,
) -> Result<Answer<LookupFacts>, StoreError> {
    let batch = rows.batch_of(code.serial)?;
    if batch
        .as_ref()
        .is_some_and(|(batch, _)| batch.expires_at != code.expires_at)
    {
        // Genuine in form, but never issued with this expiry.
        return Ok(Answer::Refused(Rejection::InvalidCode.into()));
    }
    let row = rows.code(code.serial)?;
    let state = CodeState::of(batch.as_ref().map(|(batch, _)| batch), row.as_ref(), now);
    let currency = rows.campaign()?.currency;
    let mut newest_first = vec![];
    let mut next = row.as_ref().map(|row| row.last_seq);
    while let Some(seq) = next.filter(|_| newest_first.len() < TIMELINE_LEN_MAX) {
        let row = journal_row(rows, seq)?;
        next = row.prev_seq;
        let fact = match row.event {
            Event::Issued(issued) => TimelineFact::Issued(issued.serials.first().value()),
            Event::Entered(_) => TimelineFact::Entered,
            Event::Redeemed(redeemed) => TimelineFact::Redeemed(store::redemption_facts(
                (seq, row.at, &redeemed, false),
                code.expires_at,
                currency,
            )),
        };
        newest_first.push((timestamp(row.at), fact));
    }
    if let Some((batch, seq)) = &batch {
        let at = timestamp(journal_row(rows, *seq)?.at);
        newest_first.push((at, TimelineFact::Issued(batch.serials.first().value())));
    }
    newest_first.reverse();
    let value = LookupFacts {
        state: state.into(),
        batch: batch
            .as_ref()
            .map(|(batch, _)| batch.serials.first().value()),
        uses: row.map_or(0, |row| row.uses),
        uses_max: batch.map_or(0, |(batch, _)| batch.uses.value()),
        timeline: newest_first,
    };
    Ok(Answer::Granted {
        value,
        replayed: false,
    })
}

fn journal_row<D: Database>(
    rows: &StoredRows<'_, D>,
    seq: Seq,
) -> Result<JournalRow, DatabaseError> {
    rows.journal(seq)?
        .ok_or_else(|| DatabaseError::corrupt("a timeline points to no journal row"))
}
