//! What can be asked of the model, in plain numbers and texts.

use std::collections::BTreeMap;

/// A command, and its id if it has one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    pub(crate) id: Option<String>,
    pub(crate) wish: Wish,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    Issue(Issue),
    Assign(Assign),
    Validate {
        page: bool,
        checkout: Checkout,
    },
    Hold {
        checkout: Checkout,
        ttl: u64,
    },
    Release {
        hold: u64,
    },
    Redeem(Checkout),
    RedeemHold {
        hold: u64,
        cart: Option<Cart>,
        customer: Customer,
    },
    Rollback {
        redemption: u64,
        /// Discount and order value; everything that is left if it is not said.
        part: Option<(u64, u64)>,
        mode: Option<Mode>,
    },
    Revoke(Codes),
    Pause,
    Resume,
    End {
        void_holds: bool,
    },
    Change {
        terms: Terms,
        version: u64,
    },
    Cancel {
        order: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Issue {
    pub(crate) count: u64,
    pub(crate) expires: Option<u64>,
    pub(crate) uses: u64,
    pub(crate) note: String,
    /// Whether its codes are given to customers one by one.
    pub(crate) pool: bool,
}

/// A code for a customer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Assign {
    /// Why: nobody gets two codes for one reason.
    pub(crate) source: String,
    pub(crate) holder: String,
    /// The pool to take it from, by its first serial; a code of its own if it is not said.
    pub(crate) pool: Option<u64>,
    pub(crate) expires: Option<u64>,
}

/// A code and who wants it for what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Checkout {
    pub(crate) code: Code,
    pub(crate) order: Option<String>,
    pub(crate) cart: Cart,
    pub(crate) customer: Customer,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Code {
    pub(crate) serial: u64,
    pub(crate) expires: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cart {
    pub(crate) currency: String,
    pub(crate) subtotal: u64,
    pub(crate) channel: Option<String>,
    pub(crate) attributes: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Customer {
    pub(crate) id: Option<String>,
    pub(crate) email: Option<String>,
}

/// The codes that a merchant withdraws.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Codes {
    One(Code),
    /// By the number of the batch's row in the journal.
    Batch(u64),
    Range {
        first: u64,
        count: u64,
    },
}

/// What becomes of the use when everything is given back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Mode {
    Restore,
    Consume,
}

/// What stays as it is from a campaign's creation on.
#[derive(Clone, Debug)]
pub(crate) struct Fixed {
    pub(crate) currency: String,
    /// By its IANA name.
    pub(crate) zone: String,
    /// How many serials its codes have room for.
    pub(crate) serials: u64,
    /// How long a command's id is remembered.
    pub(crate) retention: u64,
    /// How many holds that are due one step releases.
    pub(crate) sweep: usize,
}

/// What a merchant may change while a campaign runs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Terms {
    pub(crate) start: Option<u64>,
    pub(crate) end: Option<u64>,
    pub(crate) offer: Offer,
    pub(crate) limits: Vec<Limit>,
    /// Whether a discount shrinks to what is left instead of being refused.
    pub(crate) cap: bool,
    pub(crate) rollback: Mode,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Offer {
    /// Basis points, and the most it can come to.
    Percent(u64, Option<u64>),
    Amount(u64),
}

impl Offer {
    pub(crate) fn discount(&self, subtotal: u64) -> u64 {
        let off = match *self {
            Offer::Amount(amount) => amount,
            Offer::Percent(rate, most) => {
                // Twice the exact share in ten-thousandths, and half a unit more, cut off.
                let twice = 2 * i128::from(subtotal) * i128::from(rate);
                let off = ((twice + 10_000) / 20_000) as u64;
                off.min(most.unwrap_or(off))
            }
        };
        off.min(subtotal)
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) metric: Metric,
    pub(crate) per: Per,
    pub(crate) window: Window,
    pub(crate) max: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Metric {
    Redemptions,
    Discount,
    OrderValue,
}

#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Per {
    Campaign,
    Customer,
    Channel,
    Attribute(String),
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Window {
    Lifetime,
    Day,
    Week,
    Month,
}
