//! What checkouts do: hold, release, redeem, give back, cancel.

use super::judge::{Quote, Verdict};
use super::told::numbers;
use super::{Answer, Cart, Checkout, Customer, Hold, Mode, Model, Sale, Standing, Wish};

/// Renewing ends seven days after a hold was first made.
const LONGEST_HOLD: u64 = 7 * 24 * 60 * 60 * 1000;

impl Model {
    pub(crate) fn validate(&mut self, asked: &Checkout, page: bool, at: u64) -> Answer {
        let mut limits = self.terms.limits.iter();
        let depends = limits.any(|limit| !limit.per.is_campaign());
        let unsure = page && (depends || self.holder(asked.code.serial).is_some());
        let word = if unsure { " provisional" } else { "" };
        match self.judge(asked, page, at)? {
            Verdict::Existing(index) => {
                let sale = &self.sales[index];
                let (discount, order_value) = (sale.discount, sale.order_value);
                Ok(format!("valid {discount} off {order_value} existing"))
            }
            Verdict::Own(_, quote) => Ok(format!("valid {}{word}", quote.told())),
            Verdict::Fresh(quote) => {
                let serial = asked.code.serial;
                if !self.is_touched(serial) {
                    self.entered.insert(serial);
                    self.row("entered", Some(serial), String::new(), at);
                }
                Ok(format!("valid {}{word}", quote.told()))
            }
        }
    }

    pub(crate) fn hold(&mut self, asked: &Checkout, ttl: u64, at: u64) -> Answer {
        let index = match self.judge(asked, false, at)? {
            Verdict::Existing(_) => return Err("already_redeemed".into()),
            Verdict::Own(index, quote) => {
                let hold = &mut self.holds[index];
                hold.until = hold.until.max((at + ttl).min(hold.made_at + LONGEST_HOLD));
                hold.discount = quote.discount;
                hold.order_value = quote.order_value;
                hold.accounts = quote.accounts;
                hold.customer = quote.customer;
                index
            }
            Verdict::Fresh(quote) => {
                self.holds.push(Hold {
                    id: self.next_seq(),
                    serial: asked.code.serial,
                    order: asked.order.clone().expect("a hold is for an order"),
                    made_at: at,
                    until: at + ttl,
                    why_due: "expired",
                    offer: self.terms.offer.clone(),
                    cap: self.terms.cap,
                    currency: self.fixed.currency.clone(),
                    channel: asked.cart.channel.clone(),
                    attributes: asked.cart.attributes.clone(),
                    customer: quote.customer,
                    accounts: quote.accounts,
                    discount: quote.discount,
                    order_value: quote.order_value,
                    standing: Standing::Open,
                });
                self.holds.len() - 1
            }
        };
        let hold = &self.holds[index];
        let seq = self.row("held", Some(hold.serial), hold.to_string(), at);
        Ok(self.done(seq))
    }

    pub(crate) fn release(&mut self, id: u64, at: u64) -> Answer {
        let index = self.find_hold(id)?;
        let hold = &self.holds[index];
        match hold.standing {
            Standing::Open if hold.is_open(at) => {
                let seq = self.let_go(index, "released", at);
                Ok(self.done(seq))
            }
            // One that is due and not swept yet, which more than a hundred at once come to, is
            // swept after this, and looked at again.
            Standing::Open | Standing::Released("expired", _) => Err("hold_expired".into()),
            Standing::Redeemed(_) => Err("hold_resolved".into()),
            Standing::Released(_, seq) => Ok(self.existing(seq)),
        }
    }

    pub(crate) fn redeem(&mut self, asked: &Checkout, at: u64) -> Answer {
        match self.judge(asked, false, at)? {
            Verdict::Existing(sale) => Ok(self.existing(self.sales[sale].id)),
            Verdict::Own(hold, quote) => Ok(self.redeem_own(hold, quote, at)),
            Verdict::Fresh(quote) => {
                let order = asked.order.clone().expect("a redemption is for an order");
                Ok(self.sell(asked.code.serial, order, None, quote, at))
            }
        }
    }

    pub(crate) fn redeem_hold(
        &mut self,
        id: u64,
        cart: Option<&Cart>,
        customer: &Customer,
        at: u64,
    ) -> Answer {
        let index = self.find_hold(id)?;
        let hold = &self.holds[index];
        if let Some(sale) = self.live_sale(hold.serial, &hold.order) {
            return Ok(self.existing(self.sales[sale].id));
        }
        if self.revoked.contains(&hold.serial) {
            return Err("revoked".into());
        }
        match hold.standing {
            Standing::Open if hold.is_open(at) => {}
            Standing::Open | Standing::Released("expired", _) => {
                return Err("hold_expired".into());
            }
            Standing::Released(..) | Standing::Redeemed(_) => return Err("hold_resolved".into()),
        }
        let quote = self.own(hold, cart, customer, false)?;
        Ok(self.redeem_own(index, quote, at))
    }

    pub(crate) fn roll_back(
        &mut self,
        id: u64,
        part: Option<(u64, u64)>,
        mode: Option<Mode>,
        at: u64,
    ) -> Answer {
        let Some(index) = self.sales.iter().position(|sale| sale.id == id) else {
            return Err("redemption_unknown".into());
        };
        let sale = &self.sales[index];
        let left = sale.left();
        if let Some((discount, order_value)) = part
            && (discount > left.0 || order_value > left.1)
        {
            return Err(format!("exceeds_redemption {} off {}", left.0, left.1));
        }
        if sale.given_back.is_some() {
            return Err("already_rolled_back".into());
        }
        let seq = self.give_back(index, part, mode, at);
        Ok(self.done(seq))
    }

    pub(crate) fn cancel(&mut self, order: &str, at: u64) -> Answer {
        if let Some(seq) = self.closed.get(order) {
            return Ok(self.existing(*seq));
        }
        let mut released = Vec::new();
        for index in 0..self.holds.len() {
            if self.holds[index].order == order && self.holds[index].is_open(at) {
                self.let_go(index, "order_cancelled", at);
                released.push(self.holds[index].id);
            }
        }
        let mut rolled_back = Vec::new();
        for index in 0..self.sales.len() {
            if self.sales[index].order == order && self.sales[index].given_back.is_none() {
                self.give_back(index, None, None, at);
                rolled_back.push(self.sales[index].id);
            }
        }
        let told = format!(
            "{order} released{} rolled back{}",
            numbers(&released),
            numbers(&rolled_back)
        );
        let seq = self.row("order_closed", None, told, at);
        self.closed.insert(order.into(), seq);
        Ok(self.done(seq))
    }

    /// Whether what is left of the limits decides how much somebody gets: by the terms of now, or by
    /// those that were promised.
    pub(crate) fn may_cap(&self, wish: &Wish, at: u64) -> bool {
        let promised = match wish {
            Wish::Validate { checkout, .. }
            | Wish::Hold { checkout, .. }
            | Wish::Redeem(checkout) => {
                let order = checkout.order.as_deref();
                order.and_then(|order| self.own_hold(checkout.code.serial, order, at))
            }
            Wish::RedeemHold { hold, .. } => {
                let named = self.find_hold(*hold).ok();
                named.filter(|index| self.holds[*index].is_open(at))
            }
            Wish::Issue(_)
            | Wish::Assign(_)
            | Wish::Release { .. }
            | Wish::Rollback { .. }
            | Wish::Revoke(_)
            | Wish::Pause
            | Wish::Resume
            | Wish::End { .. }
            | Wish::Change { .. }
            | Wish::Cancel { .. } => return false,
        };
        self.terms.cap || promised.is_some_and(|index| self.holds[index].cap)
    }

    pub(crate) fn let_go(&mut self, index: usize, why: &'static str, at: u64) -> u64 {
        let Hold { id, serial, .. } = self.holds[index];
        let seq = self.row("hold_released", Some(serial), format!("#{id} {why}"), at);
        self.holds[index].standing = Standing::Released(why, seq);
        seq
    }

    fn redeem_own(&mut self, index: usize, quote: Quote, at: u64) -> String {
        let id = self.next_seq();
        let hold = &mut self.holds[index];
        hold.standing = Standing::Redeemed(id);
        let (serial, order, id) = (hold.serial, hold.order.clone(), hold.id);
        self.sell(serial, order, Some(id), quote, at)
    }

    fn sell(
        &mut self,
        serial: u64,
        order: String,
        hold: Option<u64>,
        quote: Quote,
        at: u64,
    ) -> String {
        let sale = Sale {
            id: self.next_seq(),
            serial,
            order,
            hold,
            discount: quote.discount,
            order_value: quote.order_value,
            customer: quote.customer,
            accounts: quote.accounts,
            discount_back: 0,
            order_value_back: 0,
            given_back: None,
        };
        let seq = self.row("redeemed", Some(serial), sale.to_string(), at);
        self.sales.push(sale);
        self.done(seq)
    }

    fn give_back(
        &mut self,
        index: usize,
        part: Option<(u64, u64)>,
        mode: Option<Mode>,
        at: u64,
    ) -> u64 {
        let mode = mode.unwrap_or(self.terms.rollback);
        let sale = &mut self.sales[index];
        let (discount, order_value) = part.unwrap_or(sale.left());
        sale.discount_back += discount;
        sale.order_value_back += order_value;
        if part.is_none() || sale.left() == (0, 0) {
            sale.given_back = Some(mode);
        }
        let Sale {
            id,
            serial,
            given_back,
            ..
        } = *sale;
        let told = format!("{discount} off {order_value} of #{id}, in full {given_back:?}");
        self.row("rolled_back", Some(serial), told, at)
    }

    fn find_hold(&self, id: u64) -> Result<usize, String> {
        let found = self.holds.iter().position(|hold| hold.id == id);
        found.ok_or_else(|| "hold_unknown".into())
    }
}

impl Quote {
    fn told(&self) -> String {
        format!("{} off {}", self.discount, self.order_value)
    }
}
