//! What the histories have come across. Histories that never come to what is interesting would
//! prove nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, Ask, Event, Mode, Model, Sale, Window};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// How often what was seen.
#[derive(Debug, Default)]
pub(crate) struct Seen(pub(crate) BTreeMap<String, u64>);

impl Seen {
    pub(crate) fn count(&mut self, what: impl AsRef<str> + Into<String>) {
        match self.0.get_mut(what.as_ref()) {
            Some(count) => *count += 1,
            None => _ = self.0.insert(what.into(), 1),
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        for (what, count) in other.0 {
            *self.0.entry(what).or_default() += count;
        }
    }

    /// What one step was: its answer, and the state that it left.
    pub(crate) fn step(&mut self, answer: &str, model: &Model, rows_before: usize) {
        self.count(kind(answer));
        let rows = &model.journal[rows_before..];
        let swept = rows
            .iter()
            .take_while(|row| row.kind == "hold_released")
            .count();
        if swept > 100 && !answer.starts_with("order_closed") {
            self.count("more than a hundred are due");
        }
        let first = format!("#{} ", model.next_seq() - 1);
        let is_renewed = |row: &Event| !row.told.starts_with(&first);
        if answer.starts_with("held") && rows.last().is_some_and(is_renewed) {
            self.count("renewed");
        }
        if answer.starts_with("redeemed") {
            self.sale(model.sales.last().expect("it was redeemed"), model);
        }
    }

    fn sale(&mut self, sale: &Sale, model: &Model) {
        let at = model.newest();
        let hold = model.holds.iter().find(|hold| Some(hold.id) == sale.hold);
        let offer = hold.map_or(&model.terms.offer, |hold| &hold.offer);
        if sale.discount < offer.discount(sale.order_value) {
            self.count("capped");
        }
        let (start, end) = (
            model.calendar.start(Window::Day, at),
            model.calendar.end(Window::Day, at),
        );
        let is_day = |account: &Account| account.window == Window::Day;
        if end != Some(start + DAY) && sale.accounts.iter().any(is_day) {
            self.count("redeemed on a day that is not 24 hours long");
        }
        let Some(hold) = hold else { return };
        if (&hold.customer, &hold.accounts) != (&sale.customer, &sale.accounts) {
            self.count("redeemed with a customer added");
        }
        if sale.order_value > hold.order_value {
            self.count("redeemed for more than was held");
        }
        if model.paused {
            self.count("redeemed by a hold while paused");
        }
        if model.has_ended(at) {
            self.count("redeemed by a hold after the end");
        }
        let expires = model.batch(sale.serial).and_then(|batch| batch.expires);
        if expires.is_some_and(|expires| expires <= at) {
            self.count("redeemed by a hold after the code's expiry");
        }
        for limit in &model.terms.limits {
            let reads =
                |account: &&Account| (&account.per, account.window) == (&limit.per, limit.window);
            let is_over = |account| model.used(account).of(limit.metric) > limit.max;
            if sale.accounts.iter().filter(reads).any(is_over) {
                return self.count("redeemed by a hold under a limit lowered since");
            }
        }
    }

    /// What a whole history was.
    pub(crate) fn history(&mut self, model: &Model) {
        for row in &model.journal {
            if row.kind == "hold_released" {
                let why = row.told.split(' ').next_back().unwrap_or_default();
                self.count(format!("hold released: {why}"));
            }
        }
        for sale in &model.sales {
            match sale.given_back {
                None if sale.discount_back + sale.order_value_back > 0 => {
                    self.count("given back in part");
                }
                None => {}
                Some(Mode::Restore) => self.count("given back, use restored"),
                Some(Mode::Consume) => self.count("given back, use consumed"),
            }
        }
    }
}

/// Counts ids that come again after they were forgotten.
#[derive(Default)]
pub(crate) struct Ids(BTreeSet<String>);

impl Ids {
    pub(crate) fn is_forgotten(&mut self, ask: &Ask, answer: &str) -> bool {
        let is_news = !answer.starts_with("refused") && !answer.starts_with("replay");
        match &ask.id {
            Some(id) if is_news => !self.0.insert(id.clone()),
            _ => false,
        }
    }
}

/// The words of an answer that do not depend on its numbers.
fn kind(answer: &str) -> String {
    let mut words = answer.split(' ').peekable();
    let mut kind = String::new();
    while let Some(word) = words.next_if(|word| ["replay", "existing"].contains(word)) {
        kind.push_str(word);
        kind.push(' ');
    }
    kind.push_str(words.next().unwrap_or_default());
    match kind.as_str() {
        "refused" => format!("refused {}", words.next().unwrap_or_default()),
        "valid" => match answer.rsplit(' ').next() {
            Some(word @ ("existing" | "provisional")) => format!("valid {word}"),
            _ => kind,
        },
        _ => kind,
    }
}

/// Each of these must be seen in a run.
pub(crate) const INTERESTING: &[&str] = &[
    "issued",
    "assigned",
    "existing assigned",
    "replay assigned",
    "replay existing assigned",
    "valid",
    "valid existing",
    "valid provisional",
    "held",
    "hold_released",
    "redeemed",
    "rolled_back",
    "revoked",
    "paused",
    "resumed",
    "ended",
    "changed",
    "order_closed",
    "existing redeemed",
    "existing hold_released",
    "existing order_closed",
    "replay issued",
    "replay held",
    "replay hold_released",
    "replay redeemed",
    "replay rolled_back",
    "replay revoked",
    "replay paused",
    "replay resumed",
    "replay ended",
    "replay order_closed",
    "replay existing redeemed",
    "replay existing hold_released",
    "replay existing order_closed",
    "refused idempotency_conflict",
    "refused invalid_code",
    "refused campaign_paused",
    "refused campaign_not_started",
    "refused campaign_ended",
    "refused not_issued",
    "refused revoked",
    "refused not_yours",
    "refused pool_exhausted",
    "refused already_redeemed",
    "refused held_by_another",
    "refused expired",
    "refused order_closed",
    "refused customer_required",
    "refused currency_mismatch",
    "refused limit_reached",
    "refused budget_exhausted",
    "refused hold_unknown",
    "refused hold_expired",
    "refused hold_resolved",
    "refused hold_mismatch",
    "refused redemption_unknown",
    "refused exceeds_redemption",
    "refused already_rolled_back",
    "refused campaign_full",
    "refused expiry_passed",
    "refused version_mismatch",
    "hold released: released",
    "hold released: expired",
    "hold released: revoked",
    "hold released: campaign_ended",
    "hold released: order_cancelled",
    "given back in part",
    "given back, use restored",
    "given back, use consumed",
    "capped",
    "renewed",
    "redeemed on a day that is not 24 hours long",
    "redeemed with a customer added",
    "redeemed for more than was held",
    "redeemed by a hold while paused",
    "redeemed by a hold after the end",
    "redeemed by a hold after the code's expiry",
    "redeemed by a hold under a limit lowered since",
    "more than a hundred are due",
    "an id is forgotten",
    "the alarm released",
];
