//! One campaign twice: as the engine's rows, and as the model.

use std::num::NonZeroU64;

use tessera_engine::{
    AccountKey, BasisPoints, Campaign, Cart, CodeFacts, CodeRow, Command, Currency, Decision,
    Issue, Keyed, Limit, Limits, Metadata, Metric, MinorUnits, Offer, OrderId, Outcome, Per,
    Period, Redeem, Rejection, Rows, Serial, UnixMillis, Uses, Validate, Window,
};

use super::generate::{self, Random};
use crate::model::{Ask, Facts, Model, Settings};
use crate::store::{Store, command_id, hash};

pub(crate) struct Pair {
    pub(crate) model: Model,
    store: Store,
}

impl Pair {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            store: Store::new(campaign(&settings)),
            model: Model::new(settings),
        }
    }

    /// What a merchant does meanwhile: pause, resume, move budgets, revoke.
    pub(crate) fn disturb(&mut self, random: &mut Random) -> Option<String> {
        match random.below(60) {
            0..20 if self.model.settings.paused => self.model.settings.paused = false,
            0 => self.model.settings.paused = true,
            1..4 => self.model.settings.budgets = generate::budgets(random),
            4 => self.model.settings.amount = random.pick(&[7, 70]),
            5 => self.revoke_batch(random)?,
            6 => self.revoke_code(random)?,
            _ => return None,
        }
        self.store.campaign = campaign(&self.model.settings);
        let Model {
            settings,
            batches,
            revoked,
            ..
        } = &self.model;
        Some(format!("now {settings:?} {batches:?} revoked {revoked:?}"))
    }

    fn revoke_batch(&mut self, random: &mut Random) -> Option<()> {
        let index = random.below(self.model.batches.len().max(1) as u64) as usize;
        let batch = self.model.batches.get_mut(index)?;
        batch.revoked = true;
        self.store.batches.get_mut(&batch.first)?.revoked = true;
        Some(())
    }

    /// Codes that somebody has touched: revoking others writes an event, which is another command.
    fn revoke_code(&mut self, random: &mut Random) -> Option<()> {
        let serials: Vec<_> = self.store.codes.keys().copied().collect();
        let serial = (!serials.is_empty()).then(|| random.pick(&serials))?;
        self.model.revoked.insert(serial);
        self.store.codes.get_mut(&serial)?.revoked = true;
        Some(())
    }

    /// Both answers to one command.
    pub(crate) fn step(&mut self, ask: &Ask, now: u64) -> (String, String) {
        let decision = self.store.run(&command(ask), time(now));
        let engine = decision.map_or_else(|error| error.to_string(), |decision| text(&decision));
        (engine, self.model.answer(ask, now))
    }

    /// Where the rows tell another story than the model.
    pub(crate) fn difference(&self) -> Option<String> {
        let account = self
            .store
            .account(&AccountKey::CAMPAIGN)
            .expect("infallible");
        let used = account.map(|account| account.used).unwrap_or_default();
        for metric in [Metric::Redemptions, Metric::Discount, Metric::OrderValue] {
            let (engine, model) = (used.of(metric), self.model.used(metric.slug()));
            if engine != model {
                return Some(format!(
                    "{} used: engine {engine}, model {model}",
                    metric.slug()
                ));
            }
        }
        let uses = |code: &CodeRow| (code.serial.value(), u64::from(code.uses));
        for (serial, engine) in self.store.codes.values().map(uses) {
            let sales = self.model.sales.iter().filter(|sale| sale.serial == serial);
            let model = sales.count() as u64;
            if engine != model {
                return Some(format!("uses of {serial}: engine {engine}, model {model}"));
            }
        }
        let touched = self
            .model
            .entered
            .iter()
            .chain(self.model.sales.iter().map(|s| &s.serial));
        let missing = touched
            .into_iter()
            .find(|serial| !self.store.codes.contains_key(serial));
        missing.map(|serial| format!("no row for {serial}, which was touched"))
    }
}

fn time(millis: u64) -> UnixMillis {
    UnixMillis::new(millis).unwrap()
}

fn campaign(settings: &Settings) -> Campaign {
    let limit = |&(metric, max): &(&str, u64)| {
        let metrics = [Metric::Redemptions, Metric::Discount, Metric::OrderValue];
        let metric = metrics
            .into_iter()
            .find(|known| known.slug() == metric)
            .unwrap();
        Limit {
            metric,
            per: Per::Campaign,
            window: Window::Lifetime,
            max,
        }
    };
    let money = |amount| MinorUnits::new(amount).unwrap();
    Campaign {
        currency: Currency::parse("EUR").unwrap(),
        period: Period::new(settings.start.map(time), settings.end.map(time)).unwrap(),
        paused: settings.paused,
        offer: match settings.percent {
            None => Offer::Amount(money(settings.amount)),
            Some((rate, cap)) => Offer::Percent {
                rate: BasisPoints::new(rate as u16).unwrap(),
                max_discount: cap.map(money),
            },
        },
        limits: Limits::new(settings.budgets.iter().map(limit).collect()).unwrap(),
        serial_count: settings.serials,
    }
}

fn command(ask: &Ask) -> Command {
    match ask {
        Ask::Issue(key, wish) => {
            let issue = Issue {
                count: NonZeroU64::new(wish.count).unwrap(),
                expires_at: wish.expires.map(time),
                uses: Uses::new(wish.uses as u32).unwrap(),
                metadata: Metadata::new(wish.note.into()).unwrap(),
            };
            Command::Issue(Keyed::new(command_id(&key.to_string()), issue, hash))
        }
        Ask::Validate(facts) => {
            let (code, order, cart) = checkout(facts);
            Command::Validate(Validate { code, order, cart })
        }
        Ask::Redeem(key, facts) => {
            let (code, order, cart) = checkout(facts);
            let order = order.unwrap();
            let redeem = Redeem { code, order, cart };
            Command::Redeem(Keyed::new(command_id(&key.to_string()), redeem, hash))
        }
    }
}

fn checkout(facts: &Facts) -> (CodeFacts, Option<OrderId>, Cart) {
    let serial = Serial::new(facts.serial).unwrap();
    let expires_at = facts.expires.map(time);
    let order = facts
        .order
        .as_ref()
        .map(|order| OrderId::parse(order).unwrap());
    let currency = Currency::parse(if facts.usd { "USD" } else { "EUR" }).unwrap();
    let subtotal = MinorUnits::new(facts.value).unwrap();
    (
        CodeFacts { serial, expires_at },
        order,
        Cart { currency, subtotal },
    )
}

/// The engine's answer in the model's words.
fn text(decision: &Decision) -> String {
    let answer = match &decision.outcome {
        Outcome::Issued(batch) => format!(
            "issued #{} at {}: {} from {} until {:?} uses {}",
            batch.seq.value(),
            batch.at.value(),
            batch.issued.serials.count(),
            batch.issued.serials.first().value(),
            batch.issued.expires_at.map(UnixMillis::value),
            batch.issued.uses.value(),
        ),
        Outcome::Valid(valid) => {
            let existing = if valid.existing { " existing" } else { "" };
            format!("valid {}{existing}", valid.discount.value())
        }
        Outcome::Redeemed(redemption) => format!(
            "{} #{} at {}: {} for {}, {} off {}",
            if redemption.existing {
                "existing"
            } else {
                "redeemed"
            },
            redemption.seq.value(),
            redemption.at.value(),
            redemption.redeemed.serial.value(),
            redemption.redeemed.order.as_str(),
            redemption.redeemed.discount.value(),
            redemption.redeemed.order_value.value(),
        ),
        Outcome::Refused(rejection) => match rejection {
            Rejection::CampaignNotStarted { start } => {
                format!("refused campaign_not_started {}", start.value())
            }
            other => crate::scenarios::refusal(other),
        },
    };
    if decision.replayed {
        format!("replay {answer}")
    } else {
        answer
    }
}
