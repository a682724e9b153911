//! Holding: a code and every limit that it would use are reserved for an order, for a time.

use alloc::vec::Vec;

use crate::ask::Ask;
use crate::draft::{Draft, Side};
use crate::judge::{Grant, Verdict, judge};
use crate::{
    AccountKey, CodeRow, Decision, EngineError, Event, Held, Hold, HoldRow, HoldState, HoldTtl,
    Keyed, Promise, Rejection, ReleaseReason, Seq, UnixMillis, View,
};

/// Holds the code for the order, or renews the hold that the order has.
pub(crate) fn hold(
    view: &View,
    keyed: &Keyed<Hold>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    match judge(view, &Ask::from(keyed.content()), at)? {
        Verdict::Refused(rejection) => Ok(Decision::refused(rejection)),
        Verdict::Existing(_) => Ok(Decision::refused(Rejection::AlreadyRedeemed)),
        Verdict::Granted(grant) => reserve(view, keyed, &grant, at),
    }
}

fn reserve(
    view: &View,
    keyed: &Keyed<Hold>,
    grant: &Grant<'_>,
    at: UnixMillis,
) -> Result<Decision, EngineError> {
    let asked = keyed.content();
    let serial = asked.code.serial;
    let mut draft = Draft::new(view, at);
    let row = match grant.own {
        Some(own) => renewed(own, grant, asked.ttl, at),
        None => made(view, draft.next_seq()?, asked, grant, at),
    };
    let held = draft.record(Event::Held(Held {
        hold: row.id,
        made_at: row.promise.made_at,
        serial,
        order: row.order.clone(),
        order_value: row.reserved.order_value,
        discount: row.reserved.discount,
        until: row.until,
        judged: grant.eligible.judged.clone(),
    }))?;
    if let Some(own) = grant.own {
        draft.free(own)?;
    }
    draft.change_code(serial, |code| {
        let holds = code.holds.checked_add(1)?;
        let hold = Some(row.id);
        Some(CodeRow {
            holds,
            hold,
            ..*code
        })
    })?;
    draft.change_accounts(&row.accounts, Side::Held, |held| held.plus(&row.reserved))?;
    if grant.own.is_none() {
        draft.put_order_use((serial, &row.order), (None, Some(row.id)));
    }
    draft.put_hold(row);
    Ok(draft.done(keyed, held))
}

/// A new hold: everything that it promises is of this moment.
fn made(view: &View, id: Seq, asked: &Hold, grant: &Grant<'_>, at: UnixMillis) -> HoldRow {
    let settings = &view.campaign.settings;
    let promise = Promise {
        made_at: at,
        offer: *view.offer_of(asked.code.serial),
        on_exhausted: settings.on_exhausted,
        context: asked.context.clone(),
    };
    HoldRow {
        id,
        serial: asked.code.serial,
        order: asked.order.clone(),
        state: HoldState::Open,
        until: at.later(asked.ttl.millis()),
        due: ReleaseReason::Expired,
        promise,
        reserved: grant.amounts,
        customer: grant.customer,
        accounts: keys(grant),
    }
}

/// The order's own hold, with the new amounts and a later end. It is never shortened, and ends 7
/// days after its first making at the latest.
fn renewed(own: &HoldRow, grant: &Grant<'_>, ttl: HoldTtl, at: UnixMillis) -> HoldRow {
    let latest = own.promise.made_at.later(HoldTtl::MAX.millis());
    let until = at.later(ttl.millis()).min(latest).max(own.until);
    HoldRow {
        until,
        reserved: grant.amounts,
        customer: grant.customer,
        accounts: keys(grant),
        ..own.clone()
    }
}

/// The accounts of a grant.
pub(crate) fn keys(grant: &Grant<'_>) -> Vec<AccountKey> {
    let claims = grant.claims.iter();
    claims.map(|claim| claim.account.key.clone()).collect()
}
