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
        metadata,
        purpose,
    } = keyed.content();
    let free = Free::of(view);
    if let Some(rejection) = refusal(&view.campaign, *count, free, *expires_at, at) {
        return Ok(Decision::refused(rejection));
    }
    let serials = SerialRange::new(Serial::new(free.first)?, count.get())?;
    let batch = Batch {
        serials,
        expires_at: *expires_at,
        uses: *uses,
        metadata: metadata.clone(),
        purpose: *purpose,
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Issued(Issued {
        serials,
        expires_at: *expires_at,
        uses: *uses,
        purpose: *purpose,
    }))?;
    draft.write(Write::Batch(batch));
    Ok(draft.done(keyed, row))
}

/// The serials that are neither in a batch nor assigned: batches go upwards to them, and fresh
/// assignments downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Free {
    pub(crate) first: u64,
    /// The first after them.
    pub(crate) end: u64,
}

impl Free {
    /// Of a view that knows the last batch and the least serial outside of batches.
    pub(crate) fn of(view: &View) -> Self {
        let end = view.campaign.serial_count.min(SerialRange::END_MAX);
        Self {
            first: view.batch.as_ref().map_or(0, |last| last.serials.end()),
            end: view.fresh_least.map_or(end, Serial::value),
        }
    }

    /// How many.
    pub(crate) const fn count(self) -> u64 {
        self.end.saturating_sub(self.first)
    }

    /// Whether one of these is free.
    pub(crate) fn touches(self, serials: SerialRange) -> bool {
        self.first.max(serials.first().value()) < self.end.min(serials.end())
    }
}

/// A paused campaign, or one that has not started, can be filled; one that is over cannot.
fn refusal(
    campaign: &Campaign,
    count: NonZeroU64,
    free: Free,
    expires_at: Option<UnixMillis>,
    at: UnixMillis,
) -> Option<Rejection> {
    let left = free.count();
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
    use crate::invariant::fixture::{campaign, entered};

    #[test]
    fn no_campaign_has_more_serials_than_codes_can_carry() {
        let end = SerialRange::END_MAX;
        let serials = SerialRange::new(Serial::new(0).unwrap(), end - 1).unwrap();
        let mut view = entered();
        view.campaign.serial_count = u64::MAX;
        view.batch.as_mut().unwrap().serials = serials;
        let free = Free::of(&view);
        let first = end - 1;
        assert_eq!(free, Free { first, end });
        let count = NonZeroU64::new(2).unwrap();
        let rejection = refusal(&campaign(), count, free, None, UnixMillis::EPOCH);
        assert_eq!(rejection, Some(Rejection::CampaignFull { left: 1 }));
    }
}
