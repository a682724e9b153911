//! Redeeming: in a single step, or what a hold reserves.

use crate::ask::{Ask, Bought};
use crate::draft::{Draft, Side, existing};
use crate::fingerprint::Content;
use crate::hold::keys;
use crate::judge::{Verdict, judge, live, with_hold};
use crate::{
    Asker, Cart, CodeRow, Decision, EngineError, Event, HoldRow, HoldState, Keyed, OrderId, Redeem,
    RedeemHold, Redeemed, Rejection, ReleaseReason, Returned, Serial, UnixMillis, View,
};

/// Redeems the code for the order, or finds that the order has done so.
pub(crate) fn redeem(
    view: &View,
    keyed: &Keyed<Redeem>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let asked = keyed.content();
    let verdict = judge(view, &Ask::from(asked), at)?;
    post(view, keyed, (asked.code.serial, &asked.order), verdict, at)
}

/// Redeems what a hold reserves. Up to that amount it can be refused for reasons of the hold alone.
pub(crate) fn redeem_hold(
    view: &View,
    keyed: &Keyed<RedeemHold>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let asked = keyed.content();
    let Some(hold) = view.hold(asked.hold) else {
        return Ok(Decision::refused(Rejection::HoldUnknown));
    };
    let as_held = Cart::of_subtotal(view.campaign.currency, hold.reserved.order_value);
    let bought = asked.bought.as_ref();
    let bought = Bought {
        cart: bought.map_or(&as_held, |(cart, _)| cart),
        context: bought.map(|(_, context)| context),
        customer: &asked.customer,
    };
    let verdict = match (live(view), over(view, hold, at)) {
        (Some(redemption), _) => Verdict::Existing(redemption),
        (None, Some(rejection)) => Verdict::Refused(rejection),
        (None, None) => with_hold(view, hold, Asker::Server, &bought)?,
    };
    post(view, keyed, (hold.serial, &hold.order), verdict, at)
}

/// Why the hold cannot be redeemed any more, if so.
fn over(view: &View, hold: &HoldRow, at: UnixMillis) -> Option<Rejection> {
    if view.is_revoked(hold.serial) {
        return Some(Rejection::Revoked);
    }
    match hold.state {
        HoldState::Open if hold.is_running(at) => None,
        HoldState::Open => Some(Rejection::HoldExpired),
        HoldState::Released { reason, .. } => Some(ended(reason)),
        HoldState::Redeemed(_) => Some(Rejection::HoldResolved),
    }
}

/// What redeeming a hold that ended this way is refused with.
const fn ended(reason: ReleaseReason) -> Rejection {
    match reason {
        ReleaseReason::Expired => Rejection::HoldExpired,
        ReleaseReason::Released
        | ReleaseReason::Revoked
        | ReleaseReason::CampaignEnded
        | ReleaseReason::OrderCancelled => Rejection::HoldResolved,
    }
}

fn post<C: Content>(
    view: &View,
    keyed: &Keyed<C>,
    (serial, order): (Serial, &OrderId),
    verdict: Verdict<'_>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let grant = match verdict {
        Verdict::Refused(rejection) => return Ok(Decision::refused(rejection)),
        Verdict::Existing(redemption) => return Ok(existing(keyed, redemption.first_row(), at)),
        Verdict::Granted(grant) => grant,
    };
    let mut draft = Draft::new(view, at);
    let row = draft.record(Event::Redeemed(Redeemed {
        serial,
        order: order.clone(),
        order_value: grant.amounts.order_value,
        discount: grant.amounts.discount,
        hold: grant.own.map(|own| own.id),
        customer: grant.customer,
        accounts: keys(&grant),
        judged: grant.eligible.judged.clone(),
        returned: Returned::default(),
    }))?;
    if let Some(own) = grant.own {
        draft.free(own)?;
        draft.put_hold(HoldRow {
            state: HoldState::Redeemed(row.seq),
            ..own.clone()
        });
    }
    draft.change_code(serial, |code| {
        let uses = code.uses.checked_add(1)?;
        let redemption = Some(row.seq);
        Some(CodeRow {
            uses,
            redemption,
            ..*code
        })
    })?;
    let used = keys(&grant);
    draft.change_accounts(&used, Side::Used, |used| used.plus(&grant.amounts))?;
    let hold = grant.own.map(|own| own.id);
    draft.put_order_use((serial, order), (Some(row.seq), hold));
    Ok(draft.done(keyed, row))
}
