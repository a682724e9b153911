//! The reference model: what a campaign must answer, said as plainly as possible.
//!
//! It is written from the rules and knows nothing of the engine: lists and loops over plain
//! numbers and texts, sums taken anew each time, no rows, no views, no shared helper. Its calendar
//! is another library than the engine's.

mod ask;
mod calendar;
mod ids;
mod judge;
mod limits;
mod merchant;
mod orders;
mod things;
mod told;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use ask::{
    Ask, Assign, Cart, Checkout, Code, Codes, Customer, Fixed, Issue, Limit, Metric, Mode, Offer,
    Per, Terms, Window, Wish,
};
pub(crate) use calendar::Calendar;
use ids::Kept;
pub(crate) use things::{Account, Amounts, Batch, Event, Given, Hold, Sale, Standing};

/// The largest exact amount.
pub(crate) const MAX: u64 = 9_007_199_254_740_991;

/// One campaign, and all that happened to it.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) fixed: Fixed,
    pub(crate) terms: Terms,
    /// Counts the changes of what the campaign is.
    pub(crate) version: u64,
    pub(crate) paused: bool,
    pub(crate) batches: Vec<Batch>,
    /// What customers were given, the oldest first.
    pub(crate) given: Vec<Given>,
    pub(crate) revoked: BTreeSet<u64>,
    /// Serials that were validated before anything else happened to them.
    pub(crate) entered: BTreeSet<u64>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) sales: Vec<Sale>,
    /// Cancelled orders, and the number of the event that tells of it.
    pub(crate) closed: BTreeMap<String, u64>,
    /// What happened; the first event has number 1.
    pub(crate) journal: Vec<Event>,
    kept: BTreeMap<String, Kept>,
    pub(crate) calendar: Calendar,
}

impl Model {
    pub(crate) fn new(fixed: Fixed, terms: Terms) -> Self {
        Self {
            calendar: Calendar::new(&fixed.zone),
            fixed,
            terms,
            version: 1,
            paused: false,
            batches: Vec::new(),
            given: Vec::new(),
            revoked: BTreeSet::new(),
            entered: BTreeSet::new(),
            holds: Vec::new(),
            sales: Vec::new(),
            closed: BTreeMap::new(),
            journal: Vec::new(),
            kept: BTreeMap::new(),
        }
    }

    /// The answer to a command at this moment, as text; and what follows from it.
    pub(crate) fn answer(&mut self, ask: &Ask, now: u64) -> String {
        let at = self.newest().max(now);
        self.sweep(at);
        if let Some(answer) = self.remembered(ask, at) {
            return answer;
        }
        while self.is_anything_due(at) && self.suffers(&ask.wish, at) {
            self.sweep(at);
        }
        let answer = self.obey(&ask.wish, at);
        match answer {
            Ok(answer) => {
                self.keep(ask, &answer, at);
                answer
            }
            Err(reason) => format!("refused {reason}"),
        }
    }

    /// Whether holds that are over may still make a difference: nothing may be refused for them, and
    /// no discount shrink.
    fn suffers(&self, wish: &Wish, at: u64) -> bool {
        match self.clone().obey(wish, at) {
            Ok(_) => self.may_cap(wish, at),
            Err(reason) => is_for_a_hold(&reason),
        }
    }

    fn obey(&mut self, wish: &Wish, at: u64) -> Answer {
        match wish {
            Wish::Issue(issue) => self.issue(issue, at),
            Wish::Assign(asked) => self.assign(asked, at),
            Wish::Validate { page, checkout } => self.validate(checkout, *page, at),
            Wish::Hold { checkout, ttl } => self.hold(checkout, *ttl, at),
            Wish::Release { hold } => self.release(*hold, at),
            Wish::Redeem(checkout) => self.redeem(checkout, at),
            Wish::RedeemHold {
                hold,
                cart,
                customer,
            } => self.redeem_hold(*hold, cart.as_ref(), customer, at),
            Wish::Rollback {
                redemption,
                part,
                mode,
            } => self.roll_back(*redemption, *part, *mode, at),
            Wish::Revoke(codes) => self.revoke(codes, at),
            Wish::Pause => self.pause(true, at),
            Wish::Resume => self.pause(false, at),
            Wish::End { void_holds } => self.end(*void_holds, at),
            Wish::Change { terms, version } => self.change(terms, *version, at),
            Wish::Cancel { order } => self.cancel(order, at),
        }
    }

    /// A code's state in one word.
    pub(crate) fn state(&self, serial: u64, at: u64) -> &'static str {
        let Some(batch) = self.batch(serial) else {
            return "not_issued";
        };
        if self.revoked.contains(&serial) {
            "revoked"
        } else if self.is_used_up(serial) {
            "redeemed"
        } else if batch.expires.is_some_and(|expires| expires <= at) {
            "expired"
        } else if self.is_held(serial, at) {
            "held"
        } else if self.is_touched(serial) {
            "entered"
        } else if self.holder(serial).is_some() {
            "assigned"
        } else {
            "issued"
        }
    }

    pub(crate) fn is_used_up(&self, serial: u64) -> bool {
        let uses = self.batch(serial).map_or(0, |batch| batch.uses);
        self.spent(serial) >= uses
    }

    fn is_held(&self, serial: u64, at: u64) -> bool {
        let mut holds = self.holds.iter();
        holds.any(|hold| hold.serial == serial && hold.is_open(at))
    }

    /// What a code was issued with: its batch, or, made for one customer, as good as a batch of one.
    pub(crate) fn batch(&self, serial: u64) -> Option<Batch> {
        let given = self.given.iter().find(|given| given.serial == serial);
        for batch in &self.batches {
            if serial >= batch.first && serial < batch.first + batch.count {
                let is_out = !batch.pool || given.is_some();
                return is_out.then(|| batch.clone());
            }
        }
        given.map(|given| Batch {
            first: serial,
            count: 1,
            expires: given.asked.expires,
            uses: 1,
            pool: false,
        })
    }

    /// Who alone can use a code.
    pub(crate) fn holder(&self, serial: u64) -> Option<&String> {
        let given = self.given.iter().find(|given| given.serial == serial);
        given.map(|given| &given.asked.holder)
    }

    /// Whether anything ever happened to a code.
    pub(crate) fn is_touched(&self, serial: u64) -> bool {
        self.entered.contains(&serial)
            || self.holds.iter().any(|hold| hold.serial == serial)
            || self.sales.iter().any(|sale| sale.serial == serial)
    }

    /// When the newest event happened.
    pub(crate) fn newest(&self) -> u64 {
        self.journal.last().map_or(0, |event| event.at)
    }

    pub(crate) fn next_seq(&self) -> u64 {
        self.journal.len() as u64 + 1
    }

    /// Writes an event, and gives its number.
    pub(crate) fn row(
        &mut self,
        kind: &'static str,
        serial: Option<u64>,
        told: String,
        at: u64,
    ) -> u64 {
        self.journal.push(Event {
            at,
            kind,
            serial,
            told,
        });
        self.journal.len() as u64
    }

    /// The answer to what was done: the event that tells of it.
    pub(crate) fn done(&self, seq: u64) -> String {
        format!("{} #{seq}", self.journal[seq as usize - 1])
    }

    /// The answer to what had been done before.
    pub(crate) fn existing(&self, seq: u64) -> String {
        format!("existing {}", self.done(seq))
    }
}

/// What is answered; `Err` is a refusal, which changes nothing.
type Answer = Result<String, String>;

/// Whether a hold may be what stands in the way, perhaps one that is due.
fn is_for_a_hold(reason: &str) -> bool {
    let slug = reason.split(' ').next().unwrap_or_default();
    let held = [
        "held_by_another",
        "limit_reached",
        "budget_exhausted",
        "hold_expired",
    ];
    held.contains(&slug)
}
