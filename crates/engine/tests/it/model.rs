//! The reference model: what a campaign must answer, said as plainly as possible.
//!
//! It knows the rules and nothing of the engine: maps and loops over plain numbers, sums taken
//! anew from the list of redemptions each time, no rows, no views, no shared helper.

use std::collections::{BTreeMap, BTreeSet};

/// The largest exact amount.
pub(crate) const MAX: u64 = 9_007_199_254_740_991;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) paused: bool,
    pub(crate) start: Option<u64>,
    pub(crate) end: Option<u64>,
    /// Basis points and cap, or a fixed amount.
    pub(crate) percent: Option<(u64, Option<u64>)>,
    pub(crate) amount: u64,
    /// (metric, max) in the merchant's order.
    pub(crate) budgets: Vec<(&'static str, u64)>,
    pub(crate) serials: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct BatchFacts {
    pub(crate) first: u64,
    pub(crate) count: u64,
    pub(crate) expires: Option<u64>,
    pub(crate) uses: u64,
    pub(crate) revoked: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Sale {
    pub(crate) event: u64,
    pub(crate) at: u64,
    pub(crate) serial: u64,
    pub(crate) order: String,
    pub(crate) value: u64,
    pub(crate) discount: u64,
}

/// A code and an order, as a checkout names them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    pub(crate) serial: u64,
    pub(crate) expires: Option<u64>,
    pub(crate) order: Option<String>,
    pub(crate) usd: bool,
    pub(crate) value: u64,
}

/// A batch, as a merchant asks for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wish {
    pub(crate) count: u64,
    pub(crate) expires: Option<u64>,
    pub(crate) uses: u64,
    pub(crate) note: &'static str,
}

/// A command; what changes something comes under a key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    Issue(u8, Wish),
    Validate(Facts),
    Redeem(u8, Facts),
}

#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) settings: Settings,
    pub(crate) batches: Vec<BatchFacts>,
    pub(crate) sales: Vec<Sale>,
    pub(crate) revoked: BTreeSet<u64>,
    pub(crate) entered: BTreeSet<u64>,
    /// Key → what was asked, and what was answered.
    kept: BTreeMap<u8, (Ask, String)>,
    events: u64,
    newest: u64,
}

impl Model {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            batches: vec![],
            sales: vec![],
            revoked: BTreeSet::new(),
            entered: BTreeSet::new(),
            kept: BTreeMap::new(),
            events: 0,
            newest: 0,
        }
    }

    /// The answer to a command at this moment, as text; and what follows from it.
    pub(crate) fn answer(&mut self, ask: &Ask, now: u64) -> String {
        let now = if now < self.newest { self.newest } else { now };
        let key = match ask {
            Ask::Issue(key, _) | Ask::Redeem(key, _) => Some(*key),
            Ask::Validate(_) => None,
        };
        if let Some((first, answer)) = key.and_then(|key| self.kept.get(&key)) {
            return match difference(first, ask) {
                None => format!("replay {answer}"),
                Some(field) => format!("refused idempotency_conflict {field}"),
            };
        }
        let answer = match ask {
            Ask::Issue(_, wish) => self.issue(wish, now),
            Ask::Validate(facts) => self.validate(facts, now),
            Ask::Redeem(_, facts) => self.redeem(facts, now),
        };
        if let Some(key) = key.filter(|_| !answer.starts_with("refused")) {
            self.kept.insert(key, (ask.clone(), answer.clone()));
        }
        answer
    }

    /// What all redemptions together used of a metric.
    pub(crate) fn used(&self, metric: &str) -> u64 {
        let mut total = 0;
        for sale in &self.sales {
            total += match metric {
                "redemptions" => 1,
                "discount" => sale.discount,
                "order_value" => sale.value,
                other => panic!("no metric {other}"),
            };
        }
        total
    }

    fn event(&mut self, now: u64) -> u64 {
        self.events += 1;
        self.newest = now;
        self.events
    }

    fn issue(&mut self, wish: &Wish, now: u64) -> String {
        let Wish {
            count,
            expires,
            uses,
            ..
        } = *wish;
        if self.settings.end.is_some_and(|end| now >= end) {
            return "refused campaign_ended".into();
        }
        if expires.is_some_and(|expires| now >= expires) {
            return "refused expiry_passed".into();
        }
        let mut taken = 0;
        for batch in &self.batches {
            taken += batch.count;
        }
        if taken + count > self.settings.serials {
            return format!(
                "refused campaign_full left={}",
                self.settings.serials - taken
            );
        }
        self.batches.push(BatchFacts {
            first: taken,
            count,
            expires,
            uses,
            revoked: false,
        });
        let event = self.event(now);
        format!("issued #{event} at {now}: {count} from {taken} until {expires:?} uses {uses}")
    }

    fn validate(&mut self, facts: &Facts, now: u64) -> String {
        match self.judge(facts, now) {
            Err(reason) => format!("refused {reason}"),
            Ok(Some(sale)) => format!("valid {} existing", sale.discount),
            Ok(None) => {
                let serial = facts.serial;
                let touched = self.sales.iter().any(|sale| sale.serial == serial);
                if !touched && self.entered.insert(serial) {
                    self.event(now);
                }
                format!("valid {}", self.discount(facts.value))
            }
        }
    }

    fn redeem(&mut self, facts: &Facts, now: u64) -> String {
        let (sale, word) = match self.judge(facts, now) {
            Err(reason) => return format!("refused {reason}"),
            Ok(Some(sale)) => (sale, "existing"),
            Ok(None) => {
                let sale = Sale {
                    event: self.event(now),
                    at: now,
                    serial: facts.serial,
                    order: facts.order.clone().unwrap(),
                    value: facts.value,
                    discount: self.discount(facts.value),
                };
                self.sales.push(sale.clone());
                (sale, "redeemed")
            }
        };
        format!(
            "{word} #{} at {}: {} for {}, {} off {}",
            sale.event, sale.at, sale.serial, sale.order, sale.discount, sale.value
        )
    }

    /// The order's own redemption, or the first reason against a new one.
    fn judge(&self, facts: &Facts, now: u64) -> Result<Option<Sale>, String> {
        let Facts {
            serial,
            expires,
            order,
            usd,
            value,
        } = facts.clone();
        let mut batch = None;
        for candidate in &self.batches {
            if serial >= candidate.first && serial < candidate.first + candidate.count {
                batch = Some(candidate);
            }
        }
        if batch.is_some_and(|batch| batch.expires != expires) {
            return Err("invalid_code".into());
        }
        let of_code: Vec<_> = self
            .sales
            .iter()
            .filter(|sale| sale.serial == serial)
            .collect();
        for sale in &of_code {
            if Some(&sale.order) == order.as_ref() {
                return Ok(Some((*sale).clone()));
            }
        }
        let Settings {
            paused,
            start,
            end,
            budgets,
            ..
        } = &self.settings;
        if *paused {
            return Err("campaign_paused".into());
        }
        if let Some(start) = start.filter(|start| now < *start) {
            return Err(format!("campaign_not_started {start}"));
        }
        if end.is_some_and(|end| now >= end) {
            return Err("campaign_ended".into());
        }
        let Some(batch) = batch else {
            return Err("not_issued".into());
        };
        if batch.revoked || self.revoked.contains(&serial) {
            return Err("revoked".into());
        }
        if of_code.len() as u64 >= batch.uses {
            return Err("already_redeemed".into());
        }
        if batch.expires.is_some_and(|expires| now >= expires) {
            return Err("expired".into());
        }
        if usd {
            return Err("currency_mismatch EUR".into());
        }
        let everybodys = ["redemptions", "discount", "order_value"].map(|metric| (metric, MAX));
        for (metric, max) in budgets.iter().chain(&everybodys) {
            let more = match *metric {
                "redemptions" => 1,
                "discount" => self.discount(value),
                _ => value,
            };
            if more != 0 && self.used(metric) + more > *max {
                return Err(format!("budget_exhausted {metric}"));
            }
        }
        Ok(None)
    }

    fn discount(&self, value: u64) -> u64 {
        let off = match self.settings.percent {
            None => self.settings.amount,
            Some((rate, cap)) => {
                // Twice the exact share in ten-thousandths, and half a unit more, cut off.
                let twice = 2 * i128::from(value) * i128::from(rate);
                let off = ((twice + 10_000) / 20_000) as u64;
                if cap.is_some_and(|cap| off > cap) {
                    cap.unwrap()
                } else {
                    off
                }
            }
        };
        if off > value { value } else { off }
    }
}

/// The first field in which two commands under one key differ.
fn difference(first: &Ask, second: &Ask) -> Option<&'static str> {
    match (first, second) {
        (Ask::Issue(_, a), Ask::Issue(_, b)) => name_first(&[
            ("count", a.count != b.count),
            ("expires_at", a.expires != b.expires),
            ("uses", a.uses != b.uses),
            ("metadata", a.note != b.note),
        ]),
        (Ask::Redeem(_, a), Ask::Redeem(_, b)) => name_first(&[
            ("code", a.serial != b.serial || a.expires != b.expires),
            ("order", a.order != b.order),
            ("currency", a.usd != b.usd),
            ("subtotal", a.value != b.value),
        ]),
        _ => Some("command"),
    }
}

fn name_first(fields: &[(&'static str, bool)]) -> Option<&'static str> {
    fields
        .iter()
        .find(|(_, differs)| *differs)
        .map(|(name, _)| *name)
}
