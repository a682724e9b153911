//! The one question behind validating and redeeming, and its refusals in order.

use alloc::vec::Vec;

use crate::campaign::{is_expired, is_revoked, is_spent};
use crate::{
    Account, Amounts, Batch, Campaign, Cart, CodeFacts, Count, EngineError, Event, MinorUnits,
    OrderId, Redemption, Rejection, UnixMillis, Uses, View,
};

/// Who asks for what.
pub(crate) struct Ask<'a> {
    pub(crate) code: &'a CodeFacts,
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) cart: &'a Cart,
}

/// What the code gives the order.
pub(crate) enum Verdict {
    /// The order has redeemed it already, and has that for ever.
    Existing(Redemption),
    /// It can be redeemed.
    Granted(Grant),
    /// It cannot.
    Refused(Rejection),
}

/// What a redemption would give, and the accounts after it.
pub(crate) struct Grant {
    pub(crate) discount: MinorUnits,
    pub(crate) uses: Uses,
    pub(crate) accounts: Vec<Account>,
}

/// Judges the code for the order.
pub(crate) fn judge(view: &View, ask: &Ask<'_>, at: UnixMillis) -> Result<Verdict, EngineError> {
    let batch = view
        .batch
        .as_ref()
        .filter(|batch| batch.serials.contains(ask.code.serial));
    if batch.is_some_and(|batch| batch.expires_at != ask.code.expires_at) {
        return Ok(Verdict::Refused(Rejection::InvalidCode));
    }
    if let Some(redemption) = existing(view, ask)? {
        return Ok(Verdict::Existing(redemption));
    }
    Ok(granted(view, batch, ask.cart, at).map_or_else(Verdict::Refused, Verdict::Granted))
}

/// The order's own redemption of this code. It is asked for before anything that time or the
/// merchant may have changed since: an order that retries for ever has one redemption.
fn existing(view: &View, ask: &Ask<'_>) -> Result<Option<Redemption>, EngineError> {
    let (Some(order), Some(found)) = (ask.order, &view.redemption) else {
        return Ok(None);
    };
    let row = found.row()?;
    let Event::Redeemed(redeemed) = &row.event else {
        return Err(EngineError::Contradiction(
            "a code's redemption is another event",
        ));
    };
    let redemption = || Redemption {
        seq: row.seq,
        at: row.at,
        redeemed: redeemed.clone(),
        existing: true,
    };
    Ok((redeemed.order == *order).then(redemption))
}

/// The refusals, in order of precedence, and what is left when none applies.
fn granted(
    view: &View,
    batch: Option<&Batch>,
    cart: &Cart,
    at: UnixMillis,
) -> Result<Grant, Rejection> {
    let View { campaign, code, .. } = view;
    open(campaign, at)?;
    let Some(batch) = batch else {
        return Err(Rejection::NotIssued);
    };
    if is_revoked(batch, code.as_ref()) {
        return Err(Rejection::Revoked);
    }
    if is_spent(batch, code.as_ref()) {
        return Err(Rejection::AlreadyRedeemed);
    }
    if is_expired(batch, at) {
        return Err(Rejection::Expired);
    }
    if cart.currency != campaign.currency {
        return Err(Rejection::CurrencyMismatch {
            expected: campaign.currency,
        });
    }
    let discount = campaign.offer.discount(cart.subtotal);
    let increase = Amounts {
        redemptions: Count::ONE,
        discount,
        order_value: cart.subtotal,
    };
    let charged = view
        .accounts
        .iter()
        .map(|account| account.charge(&increase, &campaign.limits));
    let accounts = charged.collect::<Result<_, _>>();
    let accounts = accounts.map_err(|metric| Rejection::BudgetExhausted { metric })?;
    Ok(Grant {
        discount,
        uses: batch.uses,
        accounts,
    })
}

/// Whether the campaign redeems anything now.
fn open(campaign: &Campaign, at: UnixMillis) -> Result<(), Rejection> {
    if campaign.paused {
        return Err(Rejection::CampaignPaused);
    }
    if let Some(start) = campaign.period.start().filter(|start| at < *start) {
        return Err(Rejection::CampaignNotStarted { start });
    }
    if campaign.period.has_ended(at) {
        return Err(Rejection::CampaignEnded);
    }
    Ok(())
}
