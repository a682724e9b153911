//! What stands against a code, and the words for it.

use core::fmt::Display;

use tessera_engine as engine;

use crate::{
    failed::{FailedCondition, Truth},
    money,
};

/// What is told of it, with amounts in this currency.
pub(super) fn failed(
    failed: &engine::Failed,
    currency: Option<engine::Currency>,
) -> FailedCondition {
    match failed {
        engine::Failed::Rule(leaf) => FailedCondition {
            path: Some(leaf.path.to_string()),
            condition: leaf.condition.slug().to_owned(),
            truth: Some(leaf.truth.into()),
            asks: Some((&leaf.condition).into()),
            message: message(leaf, currency),
        },
        engine::Failed::Offer(misfit) => FailedCondition {
            path: Some("offer".to_owned()),
            condition: misfit.slug().to_owned(),
            truth: None,
            asks: None,
            message: misfit.to_string(),
        },
    }
}

impl From<engine::Truth> for Truth {
    fn from(truth: engine::Truth) -> Self {
        match truth {
            engine::Truth::True => Self::True,
            engine::Truth::False => Self::False,
            engine::Truth::Unknown => Self::Unknown,
        }
    }
}

fn message(leaf: &engine::Leaf, currency: Option<engine::Currency>) -> String {
    let steps = leaf.path.steps().iter();
    let is_wanted = steps.fold(true, |is_wanted, step| match step {
        engine::Step::Not => !is_wanted,
        engine::Step::All(_) | engine::Step::Any(_) => is_wanted,
    });
    let verdict = if is_wanted { "Needed" } else { "Not allowed" };
    let what = described(&leaf.condition, currency);
    match leaf.truth {
        engine::Truth::True | engine::Truth::False => format!("{verdict}: {what}."),
        engine::Truth::Unknown => format!("{verdict}: {what}. It is not known."),
    }
}

/// The condition as a phrase that follows a colon.
fn described(condition: &engine::Condition, currency: Option<engine::Currency>) -> String {
    let amounts = |bounds: &engine::Bounds<engine::MinorUnits>| {
        let amount = |minor| money::format(minor, currency);
        range(bounds.min().map(amount), bounds.max().map(amount))
    };
    let counts = |bounds: &engine::Bounds<u64>| range(bounds.min(), bounds.max());
    match condition {
        engine::Condition::Segment(segments) => {
            let segments = segments.iter().map(engine::Label::as_str);
            format!("a customer in {}", listed(segments))
        }
        engine::Condition::Attribute { name, compare } => {
            format!(
                "a customer whose {} is {}",
                name.as_str(),
                compared(compare)
            )
        }
        engine::Condition::HolderOnly => "the customer whom the code was assigned to".to_owned(),
        engine::Condition::OrderCount(bounds) => {
            format!("a customer with {} orders before", counts(bounds))
        }
        engine::Condition::LifetimeValue(bounds) => {
            format!("a customer who has paid {} before", amounts(bounds))
        }
        engine::Condition::Subtotal(bounds) => format!("goods for {}", amounts(bounds)),
        engine::Condition::Quantity { bounds, .. } => {
            format!("{} of the items that this is about", counts(bounds))
        }
        engine::Condition::Items { how, .. } => match how {
            engine::How::Contains => "any of the items that this is about".to_owned(),
            engine::How::Only => "only the items that this is about".to_owned(),
            engine::How::None => "none of the items that this is about".to_owned(),
        },
        engine::Condition::Channel(channels) => {
            let channels = channels.iter().map(engine::Channel::as_str);
            format!("an order from {}", listed(channels))
        }
        engine::Condition::Hours(hours) => {
            let hours = crate::rule::HoursRule::from(*hours);
            let days = hours.days.iter().map(|day| day.name());
            let (from, to) = (hours.from.as_str(), hours.to.as_str());
            format!("an order on {} from {from} to {to}", listed(days))
        }
        engine::Condition::Metadata { name, .. } => {
            format!("an order with a certain {}", name.as_str())
        }
    }
}

fn compared(compare: &engine::Comparison) -> String {
    let text = |value: &engine::Value| match value {
        engine::Value::Text(text) => text.as_str().to_owned(),
        engine::Value::Number(number) => number.value().to_string(),
        engine::Value::Flag(true) => "yes".to_owned(),
        engine::Value::Flag(false) => "no".to_owned(),
    };
    match compare {
        engine::Comparison::Eq(value) => text(value),
        engine::Comparison::Ne(value) => format!("not {}", text(value)),
        engine::Comparison::Lt(than) => format!("less than {}", than.value()),
        engine::Comparison::Lte(than) => format!("at most {}", than.value()),
        engine::Comparison::Gt(than) => format!("more than {}", than.value()),
        engine::Comparison::Gte(than) => format!("at least {}", than.value()),
        engine::Comparison::OneOf(values) => listed(values.iter().map(text)),
    }
}

fn range<T: Display>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number".to_owned(),
    }
}

/// Several, of which one is enough.
fn listed<T: AsRef<str>>(names: impl Iterator<Item = T>) -> String {
    let names: Vec<T> = names.collect();
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Rule;

    fn told(rule: &str, currency: &str) -> Vec<FailedCondition> {
        let rule: Rule = serde_json::from_str(rule).expect(rule);
        let rule = rule.to_engine("rules").expect("a rule");
        let currency = engine::Currency::parse(currency).expect("a currency");
        let cart = engine::Cart::of_subtotal(currency, engine::MinorUnits::ZERO);
        let scene = engine::Scene {
            cart: &cart,
            context: None,
            facts: &engine::Facts::UNKNOWN,
            is_holder: Some(false),
            zone: engine::TimeZone::UTC,
            at: engine::UnixMillis::new(0).expect("an instant"),
        };
        let failed = rule.judge(&scene).failed();
        let told = failed.iter().map(|one| super::failed(one, Some(currency)));
        told.collect()
    }

    #[test]
    fn amounts_are_told_in_the_decimals_of_their_currency() {
        for (currency, message) in [
            ("EUR", "Needed: goods for at least 50.05 EUR."),
            ("JPY", "Needed: goods for at least 5005 JPY."),
            ("KWD", "Needed: goods for at least 5.005 KWD."),
        ] {
            let told = told(r#"{"subtotal":{"min":5005}}"#, currency);
            let told: Vec<&str> = told.iter().map(|one| one.message.as_str()).collect();
            assert_eq!(told, [message]);
        }
    }

    #[test]
    fn a_server_is_told_everything_and_a_page_nothing_about_people() {
        let rule = r#"{"all":[{"segment":["vip","staff"]},{"not":{"hours":{"from":"00:00","to":"24:00"}}},{"holder":true}]}"#;
        let server = told(rule, "EUR");
        assert_eq!(
            serde_json::to_value(&server).expect("JSON"),
            serde_json::json!([
                {"path":"/all/0","condition":"segment","truth":"unknown",
                 "asks":{"segment":["vip","staff"]},
                 "message":"Needed: a customer in vip or staff. It is not known."},
                {"path":"/all/1/not","condition":"hours","truth":"true",
                 "asks":{"hours":{"days":["monday","tuesday","wednesday","thursday","friday",
                 "saturday","sunday"],"from":"00:00","to":"24:00"}},
                 "message":"Not allowed: an order on monday, tuesday, wednesday, thursday, friday, \
                            saturday or sunday from 00:00 to 24:00."},
                {"path":"/all/2","condition":"holder","truth":"false","asks":{"holder":true},
                 "message":"Needed: the customer whom the code was assigned to."}
            ])
        );
        let page = FailedCondition::for_page(server);
        let conditions: Vec<&str> = page.iter().map(|one| one.condition.as_str()).collect();
        assert_eq!(conditions, ["hours", "customer"]);
        let text = serde_json::to_string(&page).expect("JSON");
        assert!(!text.contains("vip") && !text.contains("/all/0"), "{text}");
    }
}
