//! What a use is charged to, and whether the limits leave room for it.

use alloc::{vec, vec::Vec};

use crate::money::EXACT_MAX;
use crate::{
    Account, AccountKey, Amounts, Asker, Campaign, Cart, Context, Count, Customer, EngineError,
    Entity, HoldRow, Limit, Metric, MinorUnits, Offer, OnExhausted, Per, Rejection, UnixMillis,
    View,
};

/// Whose accounts are asked for.
pub(crate) struct Asked<'a> {
    pub(crate) campaign: &'a Campaign,
    pub(crate) asker: Asker,
    /// What is not told is counted with all that do not tell it.
    pub(crate) context: Option<&'a Context>,
    pub(crate) customer: &'a Customer,
    pub(crate) at: UnixMillis,
}

/// The accounts that a use at this moment is charged to: the campaign's own, and those of each
/// (per, window) that a limit reads.
pub(crate) fn account_keys(asked: &Asked<'_>) -> Vec<AccountKey> {
    let mut keys = vec![AccountKey::campaign()];
    for limit in asked.campaign.settings.limits.iter() {
        let Limit { per, window, .. } = *limit;
        let is_asked = counts(per, asked.asker);
        for entity in entities(per, asked).into_iter().filter(|_| is_asked) {
            let window_start = asked.campaign.time_zone.window_start(window, asked.at);
            let key = AccountKey {
                per,
                window,
                entity,
                window_start,
            };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// Whether the asker's word is enough to name such an account: a page may make up whom it serves,
/// unless a token vouches for that, and where it stands.
pub(crate) fn counts(per: Per, asker: Asker) -> bool {
    match asker {
        Asker::Server => true,
        Asker::Member => matches!(per, Per::Campaign | Per::Customer),
        Asker::Page => per == Per::Campaign,
    }
}

fn entities(per: Per, asked: &Asked<'_>) -> Vec<Entity> {
    let context = asked.context;
    let of_request = match per {
        Per::Campaign => None,
        Per::Customer => return asked.customer.entities().collect(),
        Per::Channel => context.map(Context::channel_entity),
        Per::Attribute(name) => context.map(|context| context.attribute_entity(name)),
    };
    vec![of_request.unwrap_or_default()]
}

/// The accounts of a hold, and those of the parts of a customer that it does not name yet.
pub(crate) fn held_keys(view: &View, hold: &HoldRow, customer: &Customer) -> Vec<AccountKey> {
    let mut keys = hold.accounts.clone();
    keys.extend(added_keys(view, hold, customer));
    keys
}

/// The accounts of the parts of a customer that the hold does not name yet, in the windows that
/// the hold was made in.
pub(crate) fn added_keys(view: &View, hold: &HoldRow, customer: &Customer) -> Vec<AccountKey> {
    let asked = Asked {
        campaign: &view.campaign,
        asker: Asker::Server,
        context: Some(&hold.promise.context),
        customer: &hold.customer.missing_from(customer),
        at: hold.promise.made_at,
    };
    let keys = account_keys(&asked).into_iter();
    keys.filter(|key| key.per == Per::Customer).collect()
}

/// An account that is to be charged, and what the order's own hold reserves in it already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) account: Account,
    pub(crate) reserved: Amounts,
}

impl Claim {
    /// How much more than it reserves these amounts are.
    fn increase(&self, amounts: &Amounts, metric: Metric) -> u64 {
        amounts.of(metric).saturating_sub(self.reserved.of(metric))
    }

    /// Whether charging these amounts would pass the limit. Only an increase must fit, so that
    /// lowering a limit under what is used stops use and takes nothing back.
    fn passes(&self, limit: &Limit, amounts: &Amounts) -> bool {
        let increase = self.increase(amounts, limit.metric);
        // Three terms below 2^53 cannot leave 64 bits.
        let after = self
            .account
            .committed(limit.metric)
            .saturating_add(increase);
        self.account.key.is_read_by(limit) && increase > 0 && after > limit.max
    }

    /// The most that can be charged under the limit: what is reserved, and what is left.
    fn room(&self, limit: &Limit) -> Option<u64> {
        let reads = limit.metric == Metric::Discount && self.account.key.is_read_by(limit);
        let left = limit
            .max
            .saturating_sub(self.account.committed(limit.metric));
        let room = self.reserved.of(limit.metric).saturating_add(left);
        reads.then_some(room)
    }
}

/// The accounts as claims. Each must have been read.
pub(crate) fn claims(
    view: &View,
    keys: impl IntoIterator<Item = (AccountKey, Amounts)>,
) -> Result<Vec<Claim>, EngineError> {
    let claim = |(key, reserved): (AccountKey, Amounts)| {
        let account = view.account(&key).cloned();
        let account = account.ok_or(EngineError::Contradiction("an account was not read"))?;
        Ok(Claim { account, reserved })
    };
    keys.into_iter().map(claim).collect()
}

/// What is to be paid for, and on which terms.
pub(crate) struct Terms<'a> {
    pub(crate) offer: &'a Offer,
    pub(crate) on_exhausted: OnExhausted,
    pub(crate) cart: &'a Cart,
}

/// What the use is charged with, if the limits leave room for it.
pub(crate) fn fit(
    campaign: &Campaign,
    claims: &[Claim],
    terms: &Terms<'_>,
) -> Result<Amounts, Rejection> {
    let offered = terms.offer.discount(terms.cart.left());
    let most = terms.cart.discount_max();
    let offered = most.map_or(offered, |most| offered.min(most));
    let discount = match terms.on_exhausted {
        OnExhausted::Reject => offered,
        OnExhausted::Cap => capped(campaign, claims, offered),
    };
    let amounts = Amounts {
        redemptions: Count::ONE,
        discount,
        order_value: terms.cart.subtotal(),
    };
    refusal(campaign, claims, &amounts).map_or(Ok(amounts), Err)
}

/// The discount, shrunk to what the limits on discount leave. Where they leave nothing it is the
/// smallest there is, which just the limits that leave nothing refuse.
fn capped(campaign: &Campaign, claims: &[Claim], offered: MinorUnits) -> MinorUnits {
    let limits = campaign.settings.limits.iter();
    let rooms = limits.flat_map(|limit| claims.iter().filter_map(|claim| claim.room(limit)));
    let least = rooms.min().map(|room| room.max(1));
    let least = least.and_then(|room| MinorUnits::new(room).ok());
    least.map_or(offered, |least| offered.min(least))
}

/// The first reason against charging these amounts: limits that free themselves before budgets,
/// each in the merchant's order, and last the sums that would no longer be exact.
fn refusal(campaign: &Campaign, claims: &[Claim], amounts: &Amounts) -> Option<Rejection> {
    let limits = || campaign.settings.limits.iter();
    let reached = limits()
        .filter(|limit| !limit.is_budget())
        .find_map(|limit| {
            let claim = claims.iter().find(|claim| claim.passes(limit, amounts))?;
            let start = claim.account.key.window_start;
            Some(Rejection::LimitReached {
                limit: *limit,
                frees_at: campaign.time_zone.window_end(limit.window, start),
            })
        });
    let exhausted = || {
        let mut budgets = limits().filter(|limit| limit.is_budget());
        let passed =
            budgets.find(|limit| claims.iter().any(|claim| claim.passes(limit, amounts)))?;
        Some(passed.metric)
    };
    let inexact = || {
        Metric::ALL.into_iter().find(|metric| {
            let passes = |claim: &Claim| {
                let increase = claim.increase(amounts, *metric);
                claim.account.committed(*metric).saturating_add(increase) > EXACT_MAX
            };
            claims.iter().any(passes)
        })
    };
    let metric = || exhausted().or_else(inexact);
    reached.or_else(|| metric().map(|metric| Rejection::BudgetExhausted { metric }))
}
