//! A campaign's options.

use tessera_engine::{
    AttributeName, BasisPoints, Campaign, Currency, Limit, Limits, Metric, MinorUnits, Offer,
    OnExhausted, Per, Period, RollbackMode, Settings, Stacking, TimeZone, Window,
};

use super::instant::{self, instant};
use super::line::number;
use super::rule::rule;

/// Options by key, in the order in which they were first given: limits are judged in it.
#[derive(Clone, Default)]
pub(crate) struct Options(Vec<(String, String)>);

impl Options {
    /// Sets or replaces options; `none` takes one away.
    pub(crate) fn set(&mut self, changes: Vec<(&str, &str)>) {
        for (key, value) in changes {
            let place = self.0.iter().position(|(known, _)| known == key);
            match (place, value) {
                (Some(place), "none") => {
                    self.0.remove(place);
                }
                (Some(place), _) => self.0[place].1 = value.into(),
                (None, "none") => {}
                (None, _) => self.0.push((key.into(), value.into())),
            }
        }
        // An offer is one thing: the other kind, and what belongs to it, goes.
        match self
            .0
            .iter()
            .rposition(|(key, _)| key == "amount" || key == "percent")
        {
            Some(place) if self.0[place].0 == "amount" => {
                self.0
                    .retain(|(key, _)| key != "percent" && key != "max_discount");
            }
            Some(_) => self.0.retain(|(key, _)| key != "amount"),
            None => {}
        }
    }

    /// Takes over what ending a campaign has made of its period.
    pub(crate) fn set_period(&mut self, period: &Period) {
        let text = |time: Option<_>| time.map_or("none".into(), instant::text);
        let [start, end] = [text(period.start()), text(period.end())];
        self.set(vec![("start", &start), ("end", &end)]);
    }

    fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }

    /// The campaign as it is created.
    pub(crate) fn campaign(&self) -> Result<Campaign, String> {
        let wrong = |error: tessera_engine::ValueError| error.to_string();
        Ok(Campaign {
            currency: Currency::parse(self.get("currency").unwrap_or("EUR")).map_err(wrong)?,
            time_zone: TimeZone::parse(self.get("zone").unwrap_or("UTC")).map_err(wrong)?,
            serial_count: self.get("serials").map_or(Ok(1 << 20), number)?,
            settings: self.settings()?,
            paused: false,
            version: 1,
        })
    }

    /// What can be changed while it runs.
    pub(crate) fn settings(&self) -> Result<Settings, String> {
        let wrong = |error: tessera_engine::ValueError| error.to_string();
        let time = |key| self.get(key).map(instant).transpose();
        let limits: Result<Vec<_>, _> = self.0.iter().filter_map(limit).collect();
        for (key, _) in &self.0 {
            let known = [
                "percent",
                "max_discount",
                "amount",
                "currency",
                "zone",
                "serials",
                "start",
                "end",
                "on_exhausted",
                "rollback",
                "rules",
                "suppress",
            ];
            if !known.contains(&key.as_str())
                && !key.starts_with("limit.")
                && !key.starts_with("budget.")
            {
                return Err(format!("no such option here: {key}"));
            }
        }
        Ok(Settings {
            period: Period::new(time("start")?, time("end")?).map_err(wrong)?,
            offer: self.offer()?,
            limits: Limits::new(limits?).map_err(wrong)?,
            on_exhausted: match self.get("on_exhausted") {
                None | Some("reject") => OnExhausted::Reject,
                Some("cap") => OnExhausted::Cap,
                Some(other) => return Err(format!("not a word for on_exhausted: {other}")),
            },
            rollback: mode(self.get("rollback").unwrap_or("restore"))?,
            rules: self.get("rules").map(rule).transpose()?,
            suppress: self.get("suppress").map(rule).transpose()?,
            stacking: Stacking::default(),
        })
    }

    fn offer(&self) -> Result<Offer, String> {
        let money = |text| MinorUnits::new(number(text)?).map_err(|error| error.to_string());
        let Some(rate) = self.get("percent") else {
            let amount = self
                .get("amount")
                .ok_or("an offer needs percent= or amount=")?;
            return Ok(Offer::Amount(money(amount)?));
        };
        let rate = rate
            .parse()
            .map_err(|_| format!("not basis points: {rate}"))?;
        Ok(Offer::Percent {
            rate: BasisPoints::new(rate).map_err(|error| error.to_string())?,
            max_discount: self.get("max_discount").map(money).transpose()?,
        })
    }
}

/// What a full rollback does with the use.
pub(crate) fn mode(word: &str) -> Result<RollbackMode, String> {
    match word {
        "restore" => Ok(RollbackMode::Restore),
        "consume" => Ok(RollbackMode::Consume),
        other => Err(format!("not a mode of a rollback: {other}")),
    }
}

/// `limit.METRIC.PER.WINDOW=max`; `budget.METRIC=max` for the campaign's lifetime.
fn limit((key, max): &(String, String)) -> Option<Result<Limit, String>> {
    let (metric, per, window) = match key.split('.').collect::<Vec<_>>()[..] {
        ["limit", metric, per, window] => (metric, per, window),
        ["budget", metric] => (metric, "campaign", "lifetime"),
        _ => return None,
    };
    let limit = || {
        let per = match per {
            "campaign" => Some(Per::Campaign),
            "customer" => Some(Per::Customer),
            "channel" => Some(Per::Channel),
            attribute => AttributeName::parse(attribute).ok().map(Per::Attribute),
        };
        Some(Limit {
            metric: Metric::ALL
                .into_iter()
                .find(|known| known.slug() == metric)?,
            per: per?,
            window: Window::ALL
                .into_iter()
                .find(|known| known.slug() == window)?,
            max: number(max).ok()?,
        })
    };
    Some(limit().ok_or_else(|| format!("not a limit: {key}={max}")))
}
