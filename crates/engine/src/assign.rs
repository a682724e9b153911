//! Assigning: a code becomes one customer's.

use crate::draft::{Draft, existing};
use crate::issue::Free;
use crate::{
    Assign, AssignFrom, Assigned, Assignment, Batch, Decision, EngineError, Event, Field, Keyed,
    Purpose, Rejection, Serial, UnixMillis, View, Write,
};

/// Assigns a code, or finds that this source has one.
pub(crate) fn assign(
    view: &View,
    keyed: &Keyed<Assign>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let asked = keyed.content();
    if let Some(assignment) = &view.assignment {
        return Ok(match difference(asked, assignment) {
            Some(field) => Decision::refused(Rejection::IdempotencyConflict { field }),
            None => existing(keyed, assignment.row(), at),
        });
    }
    let assigned = match chosen(view, asked, at) {
        Ok(assigned) => assigned,
        Err(rejection) => return Ok(Decision::refused(rejection)),
    };
    let (serial, source) = (assigned.serial, assigned.source);
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Assigned(assigned))?;
    draft.write(Write::Assignment {
        serial,
        source,
        seq: row.seq,
    });
    Ok(draft.done(keyed, row))
}

/// The first field in which the source was assigned something else before.
fn difference(asked: &Assign, before: &Assignment) -> Option<Field> {
    let before = &before.assigned;
    if before.holder != asked.holder {
        return Some(Field::Customer);
    }
    match &asked.from {
        AssignFrom::Pool(first) => (before.batch != Some(*first)).then_some(Field::Batch),
        AssignFrom::Fresh { .. } if before.batch.is_some() => Some(Field::Batch),
        AssignFrom::Fresh { expires_at, .. } if before.expires_at != *expires_at => {
            Some(Field::ExpiresAt)
        }
        AssignFrom::Fresh { offer, .. } => (before.offer != *offer).then_some(Field::Offer),
    }
}

/// The code to assign. A campaign that is paused, or has not started, can be assigned from; one that
/// is over cannot.
fn chosen(view: &View, asked: &Assign, at: UnixMillis) -> Result<Assigned, Rejection> {
    if view.campaign.settings.period.has_ended(at) {
        return Err(Rejection::CampaignEnded);
    }
    let (serial, expires_at, offer, batch) = match &asked.from {
        AssignFrom::Fresh { expires_at, offer } => {
            if expires_at.is_some_and(|expires_at| expires_at <= at) {
                return Err(Rejection::ExpiryPassed);
            }
            let serial = fresh(view).ok_or(Rejection::CampaignFull { left: 0 })?;
            (serial, *expires_at, *offer, None)
        }
        AssignFrom::Pool(first) => {
            let batch = view.batch.as_ref();
            let batch = batch.filter(|batch| batch.serials.first() == *first);
            let batch = batch.ok_or(Rejection::NotIssued)?;
            let serial = next(view, batch, at).ok_or(Rejection::PoolExhausted)?;
            (serial, batch.expires_at, None, Some(*first))
        }
    };
    Ok(Assigned {
        serial,
        source: asked.source,
        holder: asked.holder,
        expires_at,
        offer,
        batch,
    })
}

/// The last serial that is free.
fn fresh(view: &View) -> Option<Serial> {
    let free = Free::of(view);
    let last = free.end.checked_sub(1).filter(|_| free.count() > 0)?;
    Serial::new(last).ok()
}

/// The pool's next serial that was not withdrawn. No two withdrawn ranges touch, so what follows one
/// was not.
fn next(view: &View, batch: &Batch, at: UnixMillis) -> Option<Serial> {
    let is_expired = batch.expires_at.is_some_and(|expires_at| expires_at <= at);
    if batch.purpose != Purpose::Assigning || is_expired {
        return None;
    }
    let next = next_of_pool(batch, view.pool_last)?;
    let mut revoked = view.revoked.iter().map(|range| range.serials);
    let next = match revoked.find(|serials| serials.contains(next)) {
        Some(serials) => Serial::new(serials.end()).ok()?,
        None => next,
    };
    batch.serials.contains(next).then_some(next)
}

/// The serial after the greatest that is assigned, withdrawn or not; `None` if the pool ends there.
pub(crate) fn next_of_pool(batch: &Batch, last: Option<Serial>) -> Option<Serial> {
    let Some(last) = last else {
        return Some(batch.serials.first());
    };
    let next = Serial::new(last.value().checked_add(1)?).ok()?;
    batch.serials.contains(next).then_some(next)
}
