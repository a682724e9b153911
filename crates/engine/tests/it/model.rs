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

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    Issue {
        key: u8,
        count: u64,
        expires: Option<u64>,
        uses: u64,
        note: &'static str,
    },
    Validate {
        serial: u64,
        expires: Option<u64>,
        order: Option<String>,
        usd: bool,
        value: u64,
    },
    Redeem {
        key: u8,
        serial: u64,
        expires: Option<u64>,
        order: String,
        usd: bool,
        value: u64,
    },
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
            Ask::Issue { key, .. } | Ask::Redeem { key, .. } => Some(*key),
            Ask::Validate { .. } => None,
        };
        if let Some((first, answer)) = key.and_then(|key| self.kept.get(&key)) {
            return match difference(first, ask) {
                None => format!("replay {answer}"),
                Some(field) => format!("refused idempotency_conflict {field}"),
            };
        }
        let answer = match ask {
            Ask::Issue {
                count,
                expires,
                uses,
                ..
            } => self.issue(*count, *expires, *uses, now),
            Ask::Validate {
                serial,
                expires,
                order,
                usd,
                value,
            } => self.validate(*serial, *expires, order.as_deref(), *usd, *value, now),
            Ask::Redeem {
                serial,
                expires,
                order,
                usd,
                value,
                ..
            } => self.redeem(*serial, *expires, order, *usd, *value, now),
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

    fn issue(&mut self, count: u64, expires: Option<u64>, uses: u64, now: u64) -> String {
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

    fn validate(
        &mut self,
        serial: u64,
        expires: Option<u64>,
        order: Option<&str>,
        usd: bool,
        value: u64,
        now: u64,
    ) -> String {
        match self.judge(serial, expires, order, usd, value, now) {
            Err(reason) => format!("refused {reason}"),
            Ok(Some(sale)) => format!("valid {} existing", sale.discount),
            Ok(None) => {
                let touched = self.sales.iter().any(|sale| sale.serial == serial);
                if !touched && !self.revoked.contains(&serial) && self.entered.insert(serial) {
                    self.event(now);
                }
                format!("valid {}", self.discount(value))
            }
        }
    }

    fn redeem(
        &mut self,
        serial: u64,
        expires: Option<u64>,
        order: &str,
        usd: bool,
        value: u64,
        now: u64,
    ) -> String {
        let (sale, word) = match self.judge(serial, expires, Some(order), usd, value, now) {
            Err(reason) => return format!("refused {reason}"),
            Ok(Some(sale)) => (sale, "existing"),
            Ok(None) => {
                let discount = self.discount(value);
                let event = self.event(now);
                let sale = Sale {
                    event,
                    at: now,
                    serial,
                    order: order.into(),
                    value,
                    discount,
                };
                self.sales.push(sale.clone());
                (sale, "redeemed")
            }
        };
        let Sale {
            event,
            at,
            serial,
            order,
            value,
            discount,
        } = sale;
        format!("{word} #{event} at {at}: {serial} for {order}, {discount} off {value}")
    }

    /// The order's own redemption, or the first reason against a new one.
    fn judge(
        &self,
        serial: u64,
        expires: Option<u64>,
        order: Option<&str>,
        usd: bool,
        value: u64,
        now: u64,
    ) -> Result<Option<Sale>, String> {
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
            if Some(sale.order.as_str()) == order {
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
        (
            Ask::Issue {
                count: a,
                expires: b,
                uses: c,
                note: d,
                ..
            },
            Ask::Issue {
                count: e,
                expires: f,
                uses: g,
                note: h,
                ..
            },
        ) => name_first(&[
            ("count", a != e),
            ("expires_at", b != f),
            ("uses", c != g),
            ("metadata", d != h),
        ]),
        (
            Ask::Redeem {
                serial: a,
                expires: b,
                order: c,
                usd: d,
                value: e,
                ..
            },
            Ask::Redeem {
                serial: f,
                expires: g,
                order: h,
                usd: i,
                value: j,
                ..
            },
        ) => name_first(&[
            ("code", a != f || b != g),
            ("order", c != h),
            ("currency", d != i),
            ("subtotal", e != j),
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
