//! Issuing: a batch is one row, whatever its count.

use core::num::NonZeroU64;

use crate::draft::Draft;
use crate::{
    Batch, Campaign, Decision, EngineError, Event, Issue, Issued, Keyed, Rejection, Serial,
    SerialRange, UnixMillis, View, Write,
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
        offer,
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
        offer: offer.clone(),
        metadata: metadata.clone(),
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Issued(Issued {
        serials,
        expires_at: *expires_at,
        uses: *uses,
    }))?;
    draft.write(Write::Batch(batch));
    Ok(draft.done(keyed, row))
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
    if campaign.settings.period.has_ended(at) {
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
    use crate::invariant::fixture::campaign;

    #[test]
    fn no_campaign_has_more_serials_than_codes_can_carry() {
        let campaign = Campaign {
            serial_count: u64::MAX,
            ..campaign()
        };
        let count = NonZeroU64::new(2).unwrap();
        let first = SerialRange::END_MAX - 1;
        let rejection = refusal(&campaign, count, first, None, UnixMillis::EPOCH);
        assert_eq!(rejection, Some(Rejection::CampaignFull { left: 1 }));
    }
}
