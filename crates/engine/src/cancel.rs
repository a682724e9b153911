//! Cancelling an order: everything of it is given back, and it is refused from now on.

use alloc::vec::Vec;

use crate::draft::{Draft, existing};
use crate::rollback::give_all_back;
use crate::{
    Cancel, Decision, EngineError, Event, Keyed, OrderClosed, ReleaseReason, UnixMillis, View,
    Write,
};

/// Cancels the order, or finds that it was cancelled before.
pub(crate) fn cancel(
    view: &View,
    keyed: &Keyed<Cancel>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    if let Some(row) = &view.closed {
        return Ok(existing(keyed, row.clone(), at));
    }
    let order = &keyed.content().order;
    let mut draft = Draft::new(view, at);
    let mut released = Vec::with_capacity(view.holds.len());
    for hold in view.holds.iter().filter(|hold| hold.is_running(at)) {
        draft.release(hold, ReleaseReason::OrderCancelled)?;
        released.push(hold.id);
    }
    let mut rolled_back = Vec::with_capacity(view.redemptions.len());
    for redemption in view.redemptions.values() {
        give_all_back(&mut draft, redemption, view.campaign.settings.rollback)?;
        rolled_back.push(redemption.seq);
    }
    let row = draft.record(Event::OrderClosed(OrderClosed {
        order: order.clone(),
        released,
        rolled_back,
    }))?;
    draft.write(Write::OrderClosed {
        order: order.clone(),
        seq: row.seq,
    });
    Ok(draft.done(keyed, row))
}
