//! Issuing: a batch is one row, whatever its count.

use core::num::NonZeroU64;

use crate::{
    Batch, Campaign, CommandRow, Decision, EngineError, Event, Issue, Issued, IssuedBatch,
    JournalRow, Keyed, Newest, Outcome, Rejection, Serial, SerialRange, UnixMillis, View, Write,
};

/// Adds the batch after the last one.
pub(crate) fn issue(
    view: &View,
    keyed: &Keyed<Issue>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let Issue {
        count,
        expires_at,
        uses,
        metadata,
    } = keyed.content();
    let first = view.batch.as_ref().map_or(0, |last| last.serials.end());
    if let Some(rejection) = refusal(&view.campaign, *count, first, *expires_at, at) {
        return Ok(Decision::refused(rejection));
    }
    let serials = SerialRange::new(Serial::new(first)?, count.get())?;
    let batch = Batch {
        serials,
        expires_at: *expires_at,
        uses: *uses,
        metadata: metadata.clone(),
        revoked: false,
    };
    let seq = Newest::next_seq(view.newest)?;
    let issued = Issued {
        serials,
        expires_at: *expires_at,
        uses: *uses,
    };
    let row = JournalRow {
        seq,
        at,
        prev_seq: None,
        event: Event::Issued(issued),
    };
    let command = CommandRow::new(keyed, seq, at);
    let outcome = Outcome::Issued(IssuedBatch { seq, at, issued });
    Ok(Decision::new(
        outcome,
        [
            Write::Batch(batch),
            Write::Journal(row),
            Write::Command(command),
        ],
    ))
}

/// A paused campaign, or one that has not started, can be filled; one that is over cannot.
fn refusal(
    campaign: &Campaign,
    count: NonZeroU64,
    first: u64,
    expires_at: Option<UnixMillis>,
    at: UnixMillis,
) -> Option<Rejection> {
    let left = campaign
        .serial_count
        .min(SerialRange::END_MAX)
        .saturating_sub(first);
    if campaign.period.has_ended(at) {
        Some(Rejection::CampaignEnded)
    } else if expires_at.is_some_and(|expires_at| expires_at <= at) {
        Some(Rejection::ExpiryPassed)
    } else if count.get() > left {
        Some(Rejection::CampaignFull { left })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Limits, MinorUnits, Offer, Period};

    #[test]
    fn no_campaign_has_more_serials_than_codes_can_carry() {
        let campaign = Campaign {
            currency: Currency::parse("EUR").unwrap(),
            period: Period::ALWAYS,
            paused: false,
            offer: Offer::Amount(MinorUnits::ZERO),
            limits: Limits::default(),
            serial_count: u64::MAX,
        };
        let count = NonZeroU64::new(2).unwrap();
        let first = SerialRange::END_MAX - 1;
        let rejection = refusal(&campaign, count, first, None, UnixMillis::EPOCH);
        assert_eq!(rejection, Some(Rejection::CampaignFull { left: 1 }));
    }
}
