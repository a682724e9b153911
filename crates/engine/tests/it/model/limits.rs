//! What is charged to whom, and what still fits.
//!
//! Nothing is kept: each balance is summed anew from the list of holds and redemptions.

use super::{Account, Amounts, Customer, Limit, MAX, Metric, Model, Per, Standing, Window};
use crate::model::ask::Cart;

/// What somebody asks for.
pub(crate) struct Want<'a> {
    /// The discount before limits.
    pub(crate) offered: u64,
    pub(crate) cap: bool,
    pub(crate) subtotal: u64,
    /// To whom it is charged, and how much of it is reserved there already.
    pub(crate) charged: &'a [(Account, Amounts)],
    /// A page is told nothing of what others than the campaign have used.
    pub(crate) page: bool,
}

impl Model {
    /// What an account's redemptions have used.
    pub(crate) fn used(&self, account: &Account) -> Amounts {
        let mut used = Amounts::default();
        for sale in &self.sales {
            if sale.accounts.contains(account) {
                used.redemptions += u64::from(sale.is_spent());
                used.discount += sale.discount - sale.discount_back;
                used.order_value += sale.order_value - sale.order_value_back;
            }
        }
        used
    }

    /// What an account's holds reserve.
    pub(crate) fn reserved(&self, account: &Account) -> Amounts {
        let mut held = Amounts::default();
        for hold in &self.holds {
            if hold.standing == Standing::Open && hold.accounts.contains(account) {
                held.redemptions += 1;
                held.discount += hold.discount;
                held.order_value += hold.order_value;
            }
        }
        held
    }

    /// The accounts of a new hold or redemption.
    pub(crate) fn accounts(&self, cart: &Cart, customer: &Customer, at: u64) -> Vec<Account> {
        let mut accounts = vec![Account::CAMPAIGN];
        for limit in &self.terms.limits {
            let entities = match &limit.per {
                Per::Campaign => vec![String::new()],
                Per::Channel => vec![cart.channel.clone().unwrap_or_default()],
                Per::Attribute(name) => {
                    vec![cart.attributes.get(name).cloned().unwrap_or_default()]
                }
                Per::Customer => names(customer),
            };
            self.open(&mut accounts, limit, entities, at);
        }
        accounts
    }

    /// The accounts of a customer who becomes known later, in the windows of `at`.
    pub(crate) fn accounts_of(&self, customer: &Customer, at: u64) -> Vec<Account> {
        let mut accounts = Vec::new();
        for limit in &self.terms.limits {
            if limit.per == Per::Customer {
                self.open(&mut accounts, limit, names(customer), at);
            }
        }
        accounts
    }

    fn open(&self, accounts: &mut Vec<Account>, limit: &Limit, entities: Vec<String>, at: u64) {
        for entity in entities {
            let account = Account {
                per: limit.per.clone(),
                window: limit.window,
                entity,
                start: self.calendar.start(limit.window, at),
            };
            if !accounts.contains(&account) {
                accounts.push(account);
            }
        }
    }

    /// The discount that is given, or the limit that forbids it.
    pub(crate) fn fit(&self, want: &Want<'_>) -> Result<u64, String> {
        let whole = want.offered;
        let mut discount = whole;
        if want.cap {
            for limit in self.limits_for(want) {
                if limit.metric != Metric::Discount {
                    continue;
                }
                for (account, mine) in want.charged {
                    if limit.reads(account) {
                        let taken = self.taken(account).discount;
                        let room = limit.max.saturating_sub(taken) + mine.discount;
                        discount = discount.min(room);
                    }
                }
            }
            // Nothing is left to give: the limits that leave nothing refuse even the least.
            if discount == 0 {
                discount = whole.min(1);
            }
        }
        self.forbidden(want, discount).map_or(Ok(discount), Err)
    }

    /// The first limit that would be passed.
    fn forbidden(&self, want: &Want<'_>, discount: u64) -> Option<String> {
        let amounts = Amounts {
            redemptions: 1,
            discount,
            order_value: want.subtotal,
        };
        let passes = |metric: Metric, max: u64, account: &Account, mine: &Amounts| {
            let (new, old) = (amounts.of(metric), mine.of(metric));
            new <= old || self.taken(account).of(metric) - old + new <= max
        };
        for is_budget in [false, true] {
            for limit in self.limits_for(want) {
                if limit.is_budget() != is_budget {
                    continue;
                }
                for (account, mine) in want.charged {
                    if limit.reads(account) && !passes(limit.metric, limit.max, account, mine) {
                        return Some(self.told(limit, account));
                    }
                }
            }
        }
        for metric in [Metric::Redemptions, Metric::Discount, Metric::OrderValue] {
            for (account, mine) in want.charged {
                if *account == Account::CAMPAIGN && !passes(metric, MAX, account, mine) {
                    return Some(format!("budget_exhausted {}", metric.word()));
                }
            }
        }
        None
    }

    fn told(&self, limit: &Limit, account: &Account) -> String {
        if limit.is_budget() {
            return format!("budget_exhausted {}", limit.metric.word());
        }
        let frees_at = self.calendar.end(limit.window, account.start);
        format!("limit_reached {limit} frees_at {frees_at:?}")
    }

    fn limits_for(&self, want: &Want<'_>) -> impl Iterator<Item = &Limit> {
        let page = want.page;
        let all = self.terms.limits.iter();
        all.filter(move |limit| !page || limit.per == Per::Campaign)
    }

    fn taken(&self, account: &Account) -> Amounts {
        let (used, held) = (self.used(account), self.reserved(account));
        Amounts {
            redemptions: used.redemptions + held.redemptions,
            discount: used.discount + held.discount,
            order_value: used.order_value + held.order_value,
        }
    }
}

impl Limit {
    fn is_budget(&self) -> bool {
        self.per == Per::Campaign && self.window == Window::Lifetime
    }

    fn reads(&self, account: &Account) -> bool {
        self.per == account.per && self.window == account.window
    }
}

/// What a customer goes by: an id is never taken for an e-mail.
fn names(customer: &Customer) -> Vec<String> {
    let id = customer.id.iter().map(|id| format!("id {id}"));
    let email = customer.email.iter().map(|email| format!("email {email}"));
    id.chain(email).collect()
}
