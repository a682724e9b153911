//! Withdrawing codes.

use alloc::vec::Vec;

use crate::draft::Draft;
use crate::issue::Free;
use crate::{
    CodeFacts, CodeRow, Decision, EngineError, Event, Keyed, Rejection, ReleaseReason, Revoke,
    Revoked, RevokedRange, Seq, Serial, SerialRange, UnixMillis, View, Write,
};

/// Withdraws a code, a batch or a range.
pub(crate) fn revoke(
    view: &View,
    keyed: &Keyed<Revoke>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let revoked = match named(view, keyed.content()) {
        Ok(revoked) => revoked,
        Err(rejection) => return Ok(Decision::refused(rejection)),
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Revoked(revoked))?;
    let serials = match revoked {
        Revoked::Code(serial) => {
            draft.change_code(serial, |code| {
                Some(CodeRow {
                    revoked: true,
                    ..*code
                })
            })?;
            SerialRange::one(serial)
        }
        Revoked::Batch(serials) | Revoked::Range(serials) => {
            draft.write(united(&view.revoked, serials, row.seq)?);
            serials
        }
    };
    // Dying is becoming due: the holds are released in steps, like all that are due.
    draft.write(Write::HoldsDue {
        serials: Some(serials),
        at,
        reason: ReleaseReason::Revoked,
    });
    Ok(draft.done(keyed, row))
}

/// What the command names, if it was issued.
fn named(view: &View, revoke: &Revoke) -> Result<Revoked, Rejection> {
    let batch = view.batch.as_ref();
    match *revoke {
        Revoke::Code(CodeFacts { serial, expires_at }) => match view.issuance(serial) {
            None => Err(Rejection::NotIssued),
            Some(issued) if issued.expires_at != expires_at => Err(Rejection::InvalidCode),
            Some(_) => Ok(Revoked::Code(serial)),
        },
        Revoke::Batch(first) => {
            let batch = batch.filter(|batch| batch.serials.first() == first);
            let serials = batch.ok_or(Rejection::NotIssued)?.serials;
            Ok(Revoked::Batch(serials))
        }
        Revoke::Range(serials) => {
            // Batches follow each other without gaps, and so do fresh assignments from the end.
            let is_there = serials.end() <= view.campaign.serial_count;
            let is_issued = is_there && !Free::of(view).touches(serials);
            let revoked = is_issued.then_some(Revoked::Range(serials));
            revoked.ok_or(Rejection::NotIssued)
        }
    }
}

/// One range in the place of all that it touches, so that no two ranges ever touch.
fn united(touching: &[RevokedRange], serials: SerialRange, seq: Seq) -> Result<Write, EngineError> {
    let firsts = touching.iter().map(|range| range.serials.first());
    let ends = touching.iter().map(|range| range.serials.end());
    let first: Serial = firsts.clone().fold(serials.first(), Serial::min);
    let end = ends.fold(serials.end(), u64::max);
    let serials = SerialRange::new(first, end.saturating_sub(first.value()))?;
    Ok(Write::RevokedRange {
        range: RevokedRange { serials, seq },
        replaces: firsts.collect::<Vec<_>>(),
    })
}
