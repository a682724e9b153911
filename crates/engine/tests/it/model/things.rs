//! What there is in a campaign, as plain numbers and texts.

use std::collections::BTreeMap;

use super::{Assign, Customer, Metric, Mode, Offer, Per, Window};

/// What happened, in words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Event {
    pub(crate) at: u64,
    pub(crate) kind: &'static str,
    /// The one code that it is about.
    pub(crate) serial: Option<u64>,
    pub(crate) told: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) first: u64,
    pub(crate) count: u64,
    pub(crate) expires: Option<u64>,
    pub(crate) uses: u64,
    pub(crate) pool: bool,
}

/// A code that a customer was given.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) serial: u64,
    pub(crate) asked: Assign,
    /// The number of the event that tells of it.
    pub(crate) id: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Hold {
    pub(crate) id: u64,
    pub(crate) serial: u64,
    pub(crate) order: String,
    pub(crate) made_at: u64,
    pub(crate) until: u64,
    /// What its release says when it is due.
    pub(crate) why_due: &'static str,
    pub(crate) offer: Offer,
    pub(crate) cap: bool,
    pub(crate) currency: String,
    pub(crate) channel: Option<String>,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) customer: Customer,
    pub(crate) accounts: Vec<Account>,
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
    pub(crate) standing: Standing,
}

/// What became of a hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Standing {
    Open,
    /// Why, and the number of the event that tells of it.
    Released(&'static str, u64),
    /// The redemption.
    Redeemed(u64),
}

#[derive(Clone, Debug)]
pub(crate) struct Sale {
    pub(crate) id: u64,
    pub(crate) serial: u64,
    pub(crate) order: String,
    pub(crate) hold: Option<u64>,
    pub(crate) customer: Customer,
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
    pub(crate) accounts: Vec<Account>,
    pub(crate) discount_back: u64,
    pub(crate) order_value_back: u64,
    /// Everything is given back, and what became of the use.
    pub(crate) given_back: Option<Mode>,
}

impl Sale {
    pub(crate) fn is_spent(&self) -> bool {
        self.given_back != Some(Mode::Restore)
    }

    /// The discount and the order value that are not given back.
    pub(crate) fn left(&self) -> (u64, u64) {
        let discount = self.discount - self.discount_back;
        (discount, self.order_value - self.order_value_back)
    }
}

/// What a hold or a redemption is charged to.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Account {
    pub(crate) per: Per,
    pub(crate) window: Window,
    /// The customer, the channel, the attribute's value; nothing for the campaign.
    pub(crate) entity: String,
    pub(crate) start: u64,
}

impl Account {
    pub(crate) const CAMPAIGN: Self = Self {
        per: Per::Campaign,
        window: Window::Lifetime,
        entity: String::new(),
        start: 0,
    };
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Amounts {
    pub(crate) redemptions: u64,
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
}

impl Amounts {
    pub(crate) fn of(&self, metric: Metric) -> u64 {
        match metric {
            Metric::Redemptions => self.redemptions,
            Metric::Discount => self.discount,
            Metric::OrderValue => self.order_value,
        }
    }
}
