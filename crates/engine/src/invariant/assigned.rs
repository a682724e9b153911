//! Assignments: a serial and a source have one at most, no code of a batch for export has any, and
//! nobody but the holder uses what is assigned.

use super::written::Written;
use super::{agree, hold};
use crate::{
    Assigned, Assignment, Customer, EngineError, Event, JournalRow, Pseudonym, Purpose, Seq,
    Serial, SerialRange, View,
};

/// The command's assignment agrees with the batch that its serial lies in.
pub(super) fn check_view(view: &View) -> Result<(), EngineError> {
    let Some(Assignment { seq, assigned, .. }) = &view.assignment else {
        return Ok(());
    };
    agree(
        Some(*seq) <= view.newest.map(|newest| newest.seq),
        "an assignment is not in the journal",
    )?;
    let Some(batch) = view.batch_of(assigned.serial) else {
        return Ok(());
    };
    agree(
        batch.purpose == Purpose::Assigning,
        "a code of a batch for export is assigned",
    )?;
    agree(
        assigned.batch == Some(batch.serials.first()) && assigned.expires_at == batch.expires_at,
        "an assignment differs from its batch",
    )
}

pub(super) fn check(view: &View, written: &Written<'_>) -> Result<(), EngineError> {
    for row in &written.journal {
        match &row.event {
            Event::Assigned(told) => check_told(view, written, row.seq, told)?,
            Event::Held(told) => {
                let kept = written.holds.get(&told.hold);
                let customer = kept.map(|kept| kept.customer).unwrap_or_default();
                check_user(view, told.serial, &customer)?;
            }
            Event::Redeemed(told) => check_user(view, told.serial, &told.customer)?,
            Event::Issued(_) | Event::Entered(_) | Event::HoldReleased(_) => {}
            Event::RolledBack(_) | Event::Revoked(_) | Event::Paused | Event::Resumed => {}
            Event::Ended { .. } | Event::Changed { .. } | Event::OrderClosed(_) => {}
        }
    }
    if let Some(kept) = written.assignment {
        let tells = |row: &&JournalRow| matches!(&row.event, Event::Assigned(told) if (told.serial, told.source, row.seq) == kept);
        hold(
            written.journal.iter().any(tells),
            "a code is assigned untold",
        )?;
    }
    Ok(())
}

/// The assignment is kept, and takes what nobody had.
fn check_told(
    view: &View,
    written: &Written<'_>,
    seq: Seq,
    told: &Assigned,
) -> Result<(), EngineError> {
    let Assigned { serial, source, .. } = *told;
    hold(
        written.assignment == Some((serial, source, seq)),
        "an assignment is told and not kept",
    )?;
    hold(
        view.assignment.is_none(),
        "a source is assigned another code",
    )?;
    let batch = view.batch.as_ref();
    match told.batch {
        None => hold(
            serial.value() >= batch.map_or(0, |last| last.serials.end())
                && serial.value() < view.campaign.serial_count.min(SerialRange::END_MAX)
                && view.fresh_least.is_none_or(|least| serial < least),
            "a fresh code is assigned that is not free",
        ),
        Some(first) => {
            let pool = view
                .batch_of(serial)
                .filter(|pool| pool.serials.first() == first);
            hold(
                pool.is_some_and(|pool| pool.purpose == Purpose::Assigning)
                    && view.pool_last < Some(serial)
                    && !view.is_revoked(serial),
                "a code is assigned that its pool does not have",
            )?;
            hold(
                pool.is_some_and(|pool| pool.expires_at == told.expires_at),
                "a code is assigned with another expiry than its own",
            )
        }
    }
}

/// What is assigned is used by its holder.
fn check_user(view: &View, serial: Serial, customer: &Customer) -> Result<(), EngineError> {
    let issuance = view.issuance(serial);
    let holder: Option<Pseudonym> = issuance.and_then(|issuance| issuance.holder);
    hold(
        holder.is_none() || holder == customer.id,
        "a code is used by another than its holder",
    )
}
