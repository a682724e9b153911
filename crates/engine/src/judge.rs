//! The one question behind validating, holding and redeeming, and its refusals in order.

use alloc::vec::Vec;

use crate::ask::{Ask, Bought};
use crate::charge::{Asked, Claim, Terms, account_keys, added_keys, claims, counts, fit};
use crate::eligible::{Eligible, eligible};
use crate::{
    Amounts, Asker, Campaign, Cart, Customer, EngineError, Field, HoldRow, Per, Pseudonym,
    Redemption, Rejection, Scene, UnixMillis, View,
};

/// What the code gives the order.
pub(crate) enum Verdict<'v> {
    /// The order has redeemed it already, and has that for ever.
    Existing(&'v Redemption),
    /// It can be redeemed.
    Granted(Grant<'v>),
    /// It cannot.
    Refused(Rejection),
}

/// What a use would be charged with, and to which accounts.
pub(crate) struct Grant<'v> {
    pub(crate) amounts: Amounts,
    pub(crate) claims: Vec<Claim>,
    /// The order's own hold, which the use comes from.
    pub(crate) own: Option<&'v HoldRow>,
    /// Who buys: the asker's word, joined with the hold's.
    pub(crate) customer: Customer,
    /// What the rules say; nothing of a use that a hold has promised.
    pub(crate) eligible: Eligible,
}

/// Judges the code for the order.
pub(crate) fn judge<'v>(
    view: &'v View,
    ask: &Ask<'_>,
    at: UnixMillis,
) -> Result<Verdict<'v>, EngineError> {
    let serial = ask.code.serial;
    let issuance = view.issuance(serial);
    if issuance.is_some_and(|issuance| issuance.expires_at != ask.code.expires_at) {
        return Ok(Verdict::Refused(Rejection::InvalidCode));
    }
    if let Some(redemption) = live(view) {
        return Ok(Verdict::Existing(redemption));
    }
    if let Some(hold) = view.own_hold(at) {
        return with_hold(view, hold, ask.asker, &ask.bought);
    }
    let eligible = match admitted(view, ask, at) {
        Ok(eligible) => eligible,
        Err(rejection) => return Ok(Verdict::Refused(rejection)),
    };
    let asked = Asked {
        campaign: &view.campaign,
        asker: ask.asker,
        context: ask.bought.context,
        customer: ask.bought.customer,
        at,
    };
    let keys = account_keys(&asked).into_iter();
    let claims = claims(view, keys.map(|key| (key, Amounts::default())))?;
    let settings = &view.campaign.settings;
    let terms = Terms {
        offer: view.offer_of(serial),
        on_exhausted: settings.on_exhausted,
        cart: ask.bought.cart,
    };
    Ok(match fit(&view.campaign, &claims, &terms) {
        Err(rejection) => Verdict::Refused(rejection),
        Ok(amounts) => Verdict::Granted(Grant {
            amounts,
            claims,
            own: None,
            customer: *ask.bought.customer,
            eligible,
        }),
    })
}

/// The order's own redemption of this code. It is asked for before anything that time or the
/// merchant may have changed since: an order that retries for ever has one redemption.
pub(crate) fn live(view: &View) -> Option<&Redemption> {
    let mut redemptions = view.redemptions.values();
    redemptions.find(|redemption| redemption.redeemed.is_live())
}

/// What the order's own hold gives. A hold is a promise: of all that could be refused, only what
/// differs from it is asked, and only what is more than it must fit.
pub(crate) fn with_hold<'v>(
    view: &'v View,
    hold: &'v HoldRow,
    asker: Asker,
    bought: &Bought<'_>,
) -> Result<Verdict<'v>, EngineError> {
    let customer = match agreed(&view.campaign, hold, bought) {
        Ok(customer) => customer,
        Err(rejection) => return Ok(Verdict::Refused(rejection)),
    };
    let keys = hold.accounts.iter().filter(|key| counts(key.per, asker));
    let held = keys.map(|key| (key.clone(), hold.reserved));
    let added = added_keys(view, hold, bought.customer).into_iter();
    let claims = claims(view, held.chain(added.map(|key| (key, Amounts::default()))))?;
    let terms = Terms {
        offer: &hold.promise.offer,
        on_exhausted: hold.promise.on_exhausted,
        cart: bought.cart,
    };
    Ok(match fit(&view.campaign, &claims, &terms) {
        Err(rejection) => Verdict::Refused(rejection),
        Ok(amounts) => Verdict::Granted(Grant {
            amounts,
            claims,
            own: Some(hold),
            customer,
            eligible: Eligible::default(),
        }),
    })
}

/// Whether what is bought agrees with what the hold was made with; then, who buys.
fn agreed(campaign: &Campaign, hold: &HoldRow, bought: &Bought<'_>) -> Result<Customer, Rejection> {
    let mismatch = |field| Rejection::HoldMismatch { field };
    if let Some(context) = bought.context {
        let promised = &hold.promise.context;
        if context.channel() != promised.channel() {
            return Err(mismatch(Field::Channel));
        }
        if context.attributes() != promised.attributes() {
            return Err(mismatch(Field::Attributes));
        }
    }
    let customer = hold.customer.joined(bought.customer);
    let customer = customer.ok_or(mismatch(Field::Customer))?;
    in_currency(campaign, bought.cart)?;
    Ok(customer)
}

/// The refusals of a new use but for limits, in order of precedence.
fn admitted(view: &View, ask: &Ask<'_>, at: UnixMillis) -> Result<Eligible, Rejection> {
    let View { campaign, .. } = view;
    open(campaign, at)?;
    let serial = ask.code.serial;
    let Some(issuance) = view.issuance(serial) else {
        return Err(Rejection::NotIssued);
    };
    if view.is_revoked(serial) {
        return Err(Rejection::Revoked);
    }
    if issuance
        .holder
        .is_some_and(|holder| is_another(ask, holder))
    {
        return Err(Rejection::NotYours);
    }
    let code = view.code(serial);
    if issuance.is_spent(code) {
        return Err(Rejection::AlreadyRedeemed);
    }
    if issuance.is_held(code) {
        return Err(Rejection::HeldByAnother);
    }
    if issuance.is_expired(at) {
        return Err(Rejection::Expired);
    }
    if view.closed.is_some() {
        return Err(Rejection::OrderClosed);
    }
    if let Some(conflict) = ask.conflict {
        return Err(conflict.rejection());
    }
    let mut limits = campaign.settings.limits.iter();
    let is_per_customer = limits.any(|limit| limit.per == Per::Customer);
    let is_unknown = match ask.asker {
        Asker::Server | Asker::Member => ask.bought.customer.is_guest(),
        Asker::Page => false,
    };
    if is_per_customer && is_unknown {
        return Err(Rejection::CustomerRequired);
    }
    let scene = Scene {
        cart: ask.bought.cart,
        context: ask.bought.context,
        facts: ask.facts,
        is_holder: is_holder(ask, issuance.holder),
        zone: campaign.time_zone,
        at,
    };
    let eligible = eligible(campaign, &scene, ask.asker)?;
    in_currency(campaign, ask.bought.cart)?;
    Ok(eligible)
}

/// Whether whoever asks is another than the holder, or nobody. A page cannot say who it serves: that
/// is left to the checkout.
fn is_another(ask: &Ask<'_>, holder: Pseudonym) -> bool {
    match ask.asker {
        Asker::Server | Asker::Member => ask.bought.customer.id != Some(holder),
        Asker::Page => false,
    }
}

/// Whether whoever asks is the holder. Nobody holds a code that was not assigned.
fn is_holder(ask: &Ask<'_>, holder: Option<Pseudonym>) -> Option<bool> {
    let Some(holder) = holder else {
        return Some(false);
    };
    match ask.asker {
        Asker::Server | Asker::Member => Some(ask.bought.customer.id == Some(holder)),
        Asker::Page => None,
    }
}

pub(crate) fn in_currency(campaign: &Campaign, cart: &Cart) -> Result<(), Rejection> {
    if cart.currency() == campaign.currency {
        Ok(())
    } else {
        Err(Rejection::CurrencyMismatch {
            expected: campaign.currency,
        })
    }
}

/// Whether the campaign redeems anything now.
pub(crate) fn open(campaign: &Campaign, at: UnixMillis) -> Result<(), Rejection> {
    let period = &campaign.settings.period;
    if campaign.paused {
        return Err(Rejection::CampaignPaused);
    }
    if let Some(start) = period.start().filter(|start| at < *start) {
        return Err(Rejection::CampaignNotStarted { start });
    }
    if period.has_ended(at) {
        return Err(Rejection::CampaignEnded);
    }
    Ok(())
}
