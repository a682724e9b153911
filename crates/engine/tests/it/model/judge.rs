//! What a code is worth to who asks, or the first reason against it.

use super::limits::Want;
use super::{Account, Amounts, Cart, Checkout, Customer, Hold, Model, Per, Standing};

/// How a code may be had.
pub(crate) enum Verdict {
    /// The order has redeemed it: the index of its redemption.
    Existing(usize),
    /// The order holds it: the index of its hold.
    Own(usize, Quote),
    Fresh(Quote),
}

/// What redeeming would give, and what it would charge.
pub(crate) struct Quote {
    pub(crate) discount: u64,
    pub(crate) order_value: u64,
    pub(crate) accounts: Vec<Account>,
    pub(crate) customer: Customer,
}

impl Model {
    pub(crate) fn judge(&self, asked: &Checkout, page: bool, at: u64) -> Result<Verdict, String> {
        let serial = asked.code.serial;
        if let Some(batch) = self.batch(serial)
            && batch.expires != asked.code.expires
        {
            return Err("invalid_code".into());
        }
        if let Some(order) = &asked.order {
            if let Some(sale) = self.live_sale(serial, order) {
                return Ok(Verdict::Existing(sale));
            }
            if let Some(index) = self.own_hold(serial, order, at) {
                let hold = &self.holds[index];
                let quote = self.own(hold, Some(&asked.cart), &asked.customer, page)?;
                return Ok(Verdict::Own(index, quote));
            }
        }
        self.fresh(asked, page, at).map(Verdict::Fresh)
    }

    /// What an order's own hold is worth, also with another cart.
    pub(crate) fn own(
        &self,
        hold: &Hold,
        cart: Option<&Cart>,
        customer: &Customer,
        page: bool,
    ) -> Result<Quote, String> {
        // Where a page says to come from may be made up, so it is not looked at.
        if !page && let Some(field) = mismatch(hold, cart, customer) {
            return Err(format!("hold_mismatch {field}"));
        }
        let known = &hold.customer;
        if let Some(cart) = cart
            && cart.currency != hold.currency
        {
            return Err(format!("currency_mismatch {}", hold.currency));
        }
        let news = Customer {
            id: customer.id.clone().filter(|_| known.id.is_none()),
            email: customer.email.clone().filter(|_| known.email.is_none()),
        };
        let reserved = Amounts {
            redemptions: 1,
            discount: hold.discount,
            order_value: hold.order_value,
        };
        let mut charged = Vec::new();
        for account in &hold.accounts {
            charged.push((account.clone(), reserved));
        }
        for account in self.accounts_of(&news, hold.made_at) {
            charged.push((account, Amounts::default()));
        }
        let subtotal = cart.map_or(hold.order_value, |cart| cart.subtotal);
        let want = Want {
            offer: &hold.offer,
            cap: hold.cap,
            subtotal,
            charged: &charged,
            page,
        };
        Ok(Quote {
            discount: self.fit(&want)?,
            order_value: subtotal,
            accounts: charged.into_iter().map(|(account, _)| account).collect(),
            customer: Customer {
                id: known.id.clone().or(news.id),
                email: known.email.clone().or(news.email),
            },
        })
    }

    fn fresh(&self, asked: &Checkout, page: bool, at: u64) -> Result<Quote, String> {
        if self.paused {
            return Err("campaign_paused".into());
        }
        if let Some(start) = self.terms.start
            && at < start
        {
            return Err(format!("campaign_not_started {start}"));
        }
        if self.has_ended(at) {
            return Err("campaign_ended".into());
        }
        let serial = asked.code.serial;
        let Some(batch) = self.batch(serial) else {
            return Err("not_issued".into());
        };
        if self.revoked.contains(&serial) {
            return Err("revoked".into());
        }
        // A page cannot tell whom it serves.
        let holder = self.holder(serial).filter(|_| !page);
        if holder.is_some() && holder != asked.customer.id.as_ref() {
            return Err("not_yours".into());
        }
        if self.is_used_up(serial) {
            return Err("already_redeemed".into());
        }
        if self.spent(serial) + self.held(serial) >= batch.uses {
            return Err("held_by_another".into());
        }
        if batch.expires.is_some_and(|expires| expires <= at) {
            return Err("expired".into());
        }
        if asked
            .order
            .as_ref()
            .is_some_and(|order| self.closed.contains_key(order))
        {
            return Err("order_closed".into());
        }
        let per_customer = self
            .terms
            .limits
            .iter()
            .any(|limit| limit.per == Per::Customer);
        if per_customer && !page && asked.customer == Customer::default() {
            return Err("customer_required".into());
        }
        if asked.cart.currency != self.fixed.currency {
            return Err(format!("currency_mismatch {}", self.fixed.currency));
        }
        let accounts = self.accounts(&asked.cart, &asked.customer, at);
        let mut charged = Vec::new();
        for account in &accounts {
            charged.push((account.clone(), Amounts::default()));
        }
        let want = Want {
            offer: &self.terms.offer,
            cap: self.terms.cap,
            subtotal: asked.cart.subtotal,
            charged: &charged,
            page,
        };
        Ok(Quote {
            discount: self.fit(&want)?,
            order_value: asked.cart.subtotal,
            accounts,
            customer: asked.customer.clone(),
        })
    }

    /// The index of an order's redemption of a code that is not given back.
    pub(crate) fn live_sale(&self, serial: u64, order: &str) -> Option<usize> {
        let live = |sale: &super::Sale| {
            sale.serial == serial && sale.order == order && sale.given_back.is_none()
        };
        self.sales.iter().position(live)
    }

    /// The index of an order's hold on a code.
    pub(crate) fn own_hold(&self, serial: u64, order: &str, at: u64) -> Option<usize> {
        let own = |hold: &Hold| hold.serial == serial && hold.order == order && hold.is_open(at);
        self.holds.iter().position(own)
    }

    /// How many uses of a code are gone.
    pub(crate) fn spent(&self, serial: u64) -> u64 {
        let mut spent = 0;
        for sale in &self.sales {
            if sale.serial == serial && sale.is_spent() {
                spent += 1;
            }
        }
        spent
    }

    /// How many holds are on a code, those that are due and not swept yet among them.
    pub(crate) fn held(&self, serial: u64) -> u64 {
        let mut held = 0;
        for hold in &self.holds {
            if hold.serial == serial && hold.standing == Standing::Open {
                held += 1;
            }
        }
        held
    }
}

impl Hold {
    /// Neither resolved nor due: what is due is no promise any more, even before it is swept.
    pub(crate) fn is_open(&self, at: u64) -> bool {
        self.standing == Standing::Open && self.until > at
    }
}

/// What somebody who comes back to a hold says otherwise than when it was made.
fn mismatch(hold: &Hold, cart: Option<&Cart>, customer: &Customer) -> Option<&'static str> {
    let known = &hold.customer;
    if cart.is_some_and(|cart| cart.channel != hold.channel) {
        Some("channel")
    } else if cart.is_some_and(|cart| cart.attributes != hold.attributes) {
        Some("attributes")
    } else if differ(&known.id, &customer.id) || differ(&known.email, &customer.email) {
        Some("customer")
    } else {
        None
    }
}

/// Both are named, and they are not the same.
fn differ(one: &Option<String>, other: &Option<String>) -> bool {
    one.is_some() && other.is_some() && one != other
}
