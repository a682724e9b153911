//! One campaign, and the lines that are run against it.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroU64;

use tessera_engine::{
    AccountKey, BasisPoints, Campaign, Cart, CodeFacts, CodeState, Command, Currency, Decision,
    Issue, Keyed, Limit, Limits, Metadata, Metric, MinorUnits, Offer, OrderId, Per, Period, Redeem,
    Rows, Serial, UnixMillis, Uses, Validate, Window,
};

use super::outcome::{answer, tables};
use crate::store::{Store, command_id, hash};

/// 2026-01-01T00:00:00Z, where every scenario begins.
const START_MS: u64 = 1_767_225_600_000;

/// A campaign under test.
pub(crate) struct Script {
    store: Store,
    options: BTreeMap<String, String>,
    now: UnixMillis,
    last: Option<Decision>,
}

impl Script {
    /// Starts a campaign with `key=value` options.
    pub(crate) fn new(options: &str) -> Self {
        let options: BTreeMap<_, _> = pairs(options).collect();
        let store = Store::new(campaign(&options));
        Self {
            store,
            options,
            now: instant("0"),
            last: None,
        }
    }

    /// Runs a line; the answer reads like the expectation.
    pub(crate) fn run(&mut self, line: &str) -> String {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "at" => self.now = instant(rest.trim()),
            "change" => {
                self.options.extend(pairs(rest));
                self.store.campaign = campaign(&self.options);
            }
            "issue" | "validate" | "redeem" => return self.command(verb, rest),
            "used" => return self.used(),
            "wrote" => return self.last.as_ref().map(tables).unwrap_or_default(),
            "state" => return self.state(serial(rest)).slug().into(),
            "timeline" => return self.timeline(serial(rest)),
            _ => panic!("no such line: {line}"),
        }
        String::new()
    }

    fn command(&mut self, verb: &str, rest: &str) -> String {
        let command = self.parse(verb, rest);
        let decision = self
            .store
            .run(&command, self.now)
            .expect("no rows contradict each other");
        let answer = answer(&decision);
        self.last = Some(decision);
        answer
    }

    fn parse(&self, verb: &str, rest: &str) -> Command {
        let names: Vec<_> = rest
            .split_whitespace()
            .filter(|word| !word.contains('='))
            .collect();
        let options: HashMap<_, _> = pairs(rest).collect();
        let option = |key: &str| options.get(key).map(String::as_str);
        if verb == "issue" {
            let issue = Issue {
                count: NonZeroU64::new(number(option("count").expect("count="))).expect("not 0"),
                expires_at: option("expires").map(instant),
                uses: Uses::new(option("uses").map_or(1, number) as u32).expect("uses"),
                metadata: Metadata::new(option("metadata").unwrap_or_default().into())
                    .expect("metadata"),
            };
            return Command::Issue(Keyed::new(command_id(names[0]), issue, hash));
        }
        let serial = serial(names.last().expect("a serial"));
        // A code carries its batch's expiry, unless the line says otherwise.
        let batch = self.store.batch_at_or_before(serial).expect("infallible");
        let expires_at = match option("expires") {
            Some(expires) => Some(instant(expires)),
            None => batch.and_then(|batch| batch.expires_at),
        };
        let code = CodeFacts { serial, expires_at };
        let cart = option("cart").expect("cart=");
        let (digits, letters) = cart.split_at(
            cart.find(|c: char| !c.is_ascii_digit())
                .unwrap_or(cart.len()),
        );
        let letters = if letters.is_empty() { "EUR" } else { letters };
        let currency = Currency::parse(letters).expect("a currency");
        let cart = Cart {
            currency,
            subtotal: MinorUnits::new(number(digits)).expect("money"),
        };
        let order = option("order").map(|order| OrderId::parse(order).expect("an order"));
        if verb == "validate" {
            return Command::Validate(Validate { code, order, cart });
        }
        let redeem = Redeem {
            code,
            order: order.expect("order="),
            cart,
        };
        Command::Redeem(Keyed::new(command_id(names[0]), redeem, hash))
    }

    /// The campaign's account: redemptions, discount, order value.
    fn used(&self) -> String {
        let account = self
            .store
            .account(&AccountKey::CAMPAIGN)
            .expect("infallible");
        let used = account.map(|account| account.used).unwrap_or_default();
        let of = |metric| used.of(metric).to_string();
        [Metric::Redemptions, Metric::Discount, Metric::OrderValue]
            .map(of)
            .join(" ")
    }

    fn state(&self, serial: Serial) -> CodeState {
        let batch = self.store.batch_at_or_before(serial).expect("infallible");
        let batch = batch.filter(|batch| batch.serials.contains(serial));
        let code = self.store.code(serial).expect("infallible");
        CodeState::of(batch.as_ref(), code.as_ref(), self.now)
    }

    /// What happened to a code, oldest first.
    fn timeline(&self, serial: Serial) -> String {
        let mut next = self
            .store
            .code(serial)
            .expect("infallible")
            .map(|code| code.last_seq);
        let mut events = Vec::new();
        while let Some(row) = next.and_then(|seq| self.store.journal(seq).expect("infallible")) {
            events.push(row.event.kind());
            next = row.prev_seq;
        }
        events.reverse();
        events.join(" ")
    }
}

fn campaign(options: &BTreeMap<String, String>) -> Campaign {
    let option = |key: &str| {
        options
            .get(key)
            .map(String::as_str)
            .filter(|value| *value != "none")
    };
    let money = |key| option(key).map(|text| MinorUnits::new(number(text)).expect("money"));
    let limit = |metric: Metric| {
        let max = number(option(&format!("budget.{}", metric.slug()))?);
        Some(Limit {
            metric,
            per: Per::Campaign,
            window: Window::Lifetime,
            max,
        })
    };
    let limits = [Metric::Redemptions, Metric::Discount, Metric::OrderValue];
    let percent = option("percent").map(|rate| number(rate) as u16);
    Campaign {
        currency: Currency::parse(option("currency").unwrap_or("EUR")).expect("a currency"),
        period: Period::new(option("start").map(instant), option("end").map(instant))
            .expect("a period"),
        paused: option("paused") == Some("yes"),
        offer: match percent {
            Some(rate) => Offer::Percent {
                rate: BasisPoints::new(rate).expect("basis points"),
                max_discount: money("max_discount"),
            },
            None => Offer::Amount(money("amount").expect("percent= or amount=")),
        },
        limits: Limits::new(limits.into_iter().filter_map(limit).collect()).expect("limits"),
        serial_count: option("serials").map_or(1 << 20, number),
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    let pair = |word: &str| {
        word.split_once('=')
            .map(|(key, value)| (key.into(), value.into()))
    };
    text.split_whitespace().filter_map(pair)
}

fn number(text: &str) -> u64 {
    text.parse()
        .unwrap_or_else(|_| panic!("not a number: {text}"))
}

fn serial(text: &str) -> Serial {
    Serial::new(number(text.trim())).expect("a serial")
}

/// `90d`, `6h`, `1500ms` after the start; several add up: `90d1ms`; `-1h` lies before it.
fn instant(text: &str) -> UnixMillis {
    let (before, mut rest) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let mut total_ms = 0;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let count = number(&rest[..digits]);
        let unit = &rest[digits..];
        let letters = unit
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(unit.len());
        let unit_ms = match &unit[..letters] {
            "ms" => 1,
            "s" => 1_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "" if count == 0 => 0,
            unit => panic!("no such unit: {unit}"),
        };
        total_ms += count * unit_ms;
        rest = &unit[letters..];
    }
    let at = if before {
        START_MS - total_ms
    } else {
        START_MS + total_ms
    };
    UnixMillis::new(at).expect("a time")
}
