//! The campaign as a whole: pause, resume, end, change.

use alloc::boxed::Box;

use crate::draft::Draft;
use crate::fingerprint::Content;
use crate::{
    Campaign, Change, Decision, End, EngineError, Event, Keyed, Pause, Rejection, ReleaseReason,
    Resume, Settings, UnixMillis, View, Write,
};

/// Stops the campaign until it is resumed.
pub(crate) fn pause(
    view: &View,
    keyed: &Keyed<Pause>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    set_paused(view, keyed, true, at)
}

/// Goes on after a pause.
pub(crate) fn resume(
    view: &View,
    keyed: &Keyed<Resume>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    set_paused(view, keyed, false, at)
}

fn set_paused<C: Content>(
    view: &View,
    keyed: &Keyed<C>,
    paused: bool,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    if view.campaign.settings.period.has_ended(at) {
        return Ok(Decision::refused(Rejection::CampaignEnded));
    }
    let campaign = Campaign {
        paused,
        ..next_version(&view.campaign)
    };
    let event = if paused {
        Event::Paused
    } else {
        Event::Resumed
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(event)?;
    draft.put_campaign(campaign);
    Ok(draft.done(keyed, row))
}

/// Ends the campaign now, if it has not ended before.
pub(crate) fn end(
    view: &View,
    keyed: &Keyed<End>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let void_holds = keyed.content().void_holds;
    let next = next_version(&view.campaign);
    let period = next.settings.period.ended_at(at);
    let campaign = Campaign {
        settings: Settings {
            period,
            ..next.settings
        },
        ..next
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Ended { void_holds })?;
    draft.put_campaign(campaign);
    if void_holds {
        draft.write(Write::HoldsDue {
            serials: None,
            at,
            reason: ReleaseReason::CampaignEnded,
        });
    }
    Ok(draft.done(keyed, row))
}

/// Changes the settings, if they are still what the change was made from.
pub(crate) fn change(
    view: &View,
    change: &Change,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let current = view.campaign.version;
    if change.version != current {
        return Ok(Decision::refused(Rejection::VersionMismatch { current }));
    }
    let campaign = Campaign {
        settings: change.settings.clone(),
        ..next_version(&view.campaign)
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Changed {
        version: campaign.version,
        settings: Box::new(campaign.settings.clone()),
    })?;
    draft.put_campaign(campaign);
    Ok(draft.answered(row))
}

/// The campaign as the next version finds it.
fn next_version(campaign: &Campaign) -> Campaign {
    Campaign {
        // One a command, of which the journal ends at 2^53.
        version: campaign.version.saturating_add(1),
        ..campaign.clone()
    }
}
