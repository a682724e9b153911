//! Qualifying: what a code of the campaign would be worth, before there is a code.

use crate::eligible::eligible;
use crate::judge::{in_currency, open};
use crate::{
    Asker, Campaign, Cart, Context, Customer, Facts, MinorUnits, Per, Rejection, Scene, UnixMillis,
};

/// What a merchant's server asks of a campaign for which it has no code.
#[derive(Clone, Copy, Debug)]
pub struct Qualify<'a> {
    /// What would be bought.
    pub cart: &'a Cart,
    /// Where it comes from.
    pub context: &'a Context,
    /// Who buys.
    pub customer: &'a Customer,
    /// What is known about them.
    pub facts: &'a Facts,
}

/// What a code of the campaign would be worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Qualified {
    /// The discount, if no limit cuts it.
    pub discount: MinorUnits,
    /// Whether the campaign has limits, which were not asked for.
    pub is_limited: bool,
}

impl Campaign {
    /// What a code of this campaign, with the campaign's own offer, would be worth to the order: all
    /// that can be said from the settings alone. The refusals are those of a redemption, in their
    /// order, but for what depends on a code and on limits.
    ///
    /// # Errors
    /// The first [`Rejection`].
    pub fn qualify(&self, asked: &Qualify<'_>, at: UnixMillis) -> Result<Qualified, Rejection> {
        let Qualify {
            cart,
            context,
            customer,
            facts,
        } = *asked;
        open(self, at)?;
        let limits = || self.settings.limits.iter();
        if customer.is_guest() && limits().any(|limit| limit.per == Per::Customer) {
            return Err(Rejection::CustomerRequired);
        }
        let scene = Scene {
            cart,
            context: Some(context),
            facts,
            is_holder: None,
            zone: self.time_zone,
            at,
        };
        eligible(self, &scene, Asker::Server)?;
        in_currency(self, cart)?;
        Ok(Qualified {
            discount: self.settings.offer.discount(cart.subtotal()),
            is_limited: limits().next().is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::invariant::fixture::{campaign, cart};
    use crate::{Bounds, Condition, Limit, Limits, Metric, Node, Period, Rule, Settings, Window};

    fn asked(cart: &Cart, campaign: &Campaign) -> Result<u64, &'static str> {
        let asked = Qualify {
            cart,
            context: &Context::default(),
            customer: &Customer::GUEST,
            facts: &Facts::UNKNOWN,
        };
        let qualified = campaign.qualify(&asked, UnixMillis::EPOCH);
        qualified
            .map(|qualified| qualified.discount.value())
            .map_err(|rejection| rejection.slug())
    }

    fn with(settings: impl FnOnce(Settings) -> Settings) -> Campaign {
        let campaign = campaign();
        let settings = settings(campaign.settings.clone());
        Campaign {
            settings,
            ..campaign
        }
    }

    #[test]
    fn what_would_be_refused_without_looking_at_a_code_is_refused() {
        let cart = cart();
        assert!(asked(&cart, &campaign()).is_ok());
        let paused = Campaign {
            paused: true,
            ..campaign()
        };
        assert_eq!(asked(&cart, &paused), Err("campaign_paused"));
        let over = with(|settings| Settings {
            period: Period::new(None, Some(UnixMillis::EPOCH)).unwrap(),
            ..settings
        });
        assert_eq!(asked(&cart, &over), Err("campaign_ended"));
        let per_customer = with(|settings| Settings {
            limits: Limits::new(vec![Limit {
                metric: Metric::Redemptions,
                per: Per::Customer,
                window: Window::Day,
                max: 1,
            }])
            .unwrap(),
            ..settings
        });
        assert_eq!(asked(&cart, &per_customer), Err("customer_required"));
        let more = Bounds::new(Some(MinorUnits::MAX), None).unwrap();
        let ruled = with(|settings| Settings {
            rules: Rule::new(Node::Is(Condition::Subtotal(more))).ok(),
            ..settings
        });
        assert_eq!(asked(&cart, &ruled), Err("rule_failed"));
        let dollars = Cart::of_subtotal(crate::Currency::parse("USD").unwrap(), MinorUnits::ZERO);
        assert_eq!(asked(&dollars, &campaign()), Err("currency_mismatch"));
    }
}
