//! Giving a hold up.

use crate::draft::{Draft, existing};
use crate::{
    Decision, EngineError, HoldState, Keyed, Rejection, Release, ReleaseReason, UnixMillis, View,
};

/// Releases a hold, or finds that it was given up before.
pub(crate) fn release(
    view: &View,
    keyed: &Keyed<Release>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let Some(hold) = view.hold(keyed.content().hold) else {
        return Ok(Decision::refused(Rejection::HoldUnknown));
    };
    match hold.state {
        HoldState::Open if hold.is_running(at) => {
            let mut draft = Draft::new(view, at);
            let row = draft.release(hold, ReleaseReason::Released)?;
            Ok(draft.done(keyed, row))
        }
        HoldState::Open => Ok(Decision::refused(Rejection::HoldExpired)),
        HoldState::Redeemed(_) => Ok(Decision::refused(Rejection::HoldResolved)),
        HoldState::Released {
            reason: ReleaseReason::Expired,
            ..
        } => Ok(Decision::refused(Rejection::HoldExpired)),
        HoldState::Released {
            reason:
                ReleaseReason::Released
                | ReleaseReason::Revoked
                | ReleaseReason::CampaignEnded
                | ReleaseReason::OrderCancelled,
            ..
        } => {
            let row = view.ended.clone();
            let row = row.ok_or(EngineError::Contradiction("a hold's end is not told"))?;
            Ok(existing(keyed, row, at))
        }
    }
}
