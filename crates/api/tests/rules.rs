//! Runs `tests/rules/*.json`, whose README says what each field means.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Deserialize;
use tessera_api::{
    convert::engine::{currency, label, labels, time_zone, values},
    fact::FactValue,
    rule::Rule,
    time::Timestamp,
    validation::Reason,
};
use tessera_engine::{
    Cart, Channel, Context, Facts, Line, MinorUnits, Quantity, Rejection, Scene, UnixMillis,
};

/// How many features of real shops stand in the files at least.
const CASES_MIN: usize = 60;

const FILES: [&str; 4] = ["cart", "customer", "logic", "time"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    shop: String,
    feature: String,
    rule: Rule,
    scene: Told,
    truth: String,
    #[serde(default)]
    failed: Vec<String>,
    #[serde(default)]
    messages: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Told {
    currency: String,
    subtotal: u64,
    lines: Vec<Bought>,
    metadata: BTreeMap<String, FactValue>,
    channel: Option<String>,
    segments: Option<Vec<String>>,
    attributes: BTreeMap<String, FactValue>,
    order_count: Option<u64>,
    lifetime_value: Option<u64>,
    holder: Option<bool>,
    zone: String,
    at: Timestamp,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            currency: "EUR".into(),
            subtotal: 0,
            lines: vec![],
            metadata: BTreeMap::new(),
            channel: None,
            segments: None,
            attributes: BTreeMap::new(),
            order_count: None,
            lifetime_value: None,
            holder: None,
            zone: "UTC".into(),
            at: Timestamp::parse("2026-01-07T12:00:00Z").expect("an instant"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bought {
    sku: String,
    price: u64,
    #[serde(default = "one")]
    quantity: u32,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    collections: Vec<String>,
}

fn one() -> u32 {
    1
}

fn read(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/rules");
    let path = path.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn amount(minor: u64) -> MinorUnits {
    MinorUnits::new(minor).expect("an amount")
}

impl Told {
    fn cart(&self) -> Cart {
        let currency = currency("currency", &self.currency).expect("a currency");
        let lines = self.lines.iter().map(|line| Line {
            sku: label("sku", &line.sku).expect("a SKU"),
            categories: labels("categories", &line.categories, 9).expect("categories"),
            collections: labels("collections", &line.collections, 9).expect("collections"),
            quantity: Quantity::new(line.quantity).expect("a quantity"),
            unit_price: amount(line.price),
            taken: MinorUnits::ZERO,
        });
        let cart = if self.lines.is_empty() {
            Cart::of_subtotal(currency, amount(self.subtotal))
        } else {
            Cart::of_lines(currency, lines.collect()).expect("a cart")
        };
        let metadata = values("metadata", &self.metadata, 9).expect("metadata");
        cart.with_metadata(metadata).expect("metadata")
    }

    fn facts(&self) -> Facts {
        let segments = self.segments.as_ref();
        Facts {
            segments: segments.map(|all| labels("segments", all, 9).expect("segments")),
            attributes: values("attributes", &self.attributes, 9).expect("attributes"),
            order_count: self.order_count,
            lifetime_value: self.lifetime_value.map(amount),
            suppressed: false,
        }
    }
}

impl Case {
    /// The case as it came out: its truth, the paths that stand in the way, and their messages.
    fn outcome(&self) -> (String, Vec<String>, Vec<String>) {
        let told = &self.scene;
        let (cart, facts) = (told.cart(), told.facts());
        let channel = told.channel.as_deref();
        let channel = channel.map(|channel| Channel::parse(channel).expect("a channel"));
        let context = Context::new(channel, vec![]).expect("a context");
        let rule = self.rule.to_engine("rule").expect("a rule");
        let judged = rule.judge(&Scene {
            cart: &cart,
            context: Some(&context),
            facts: &facts,
            is_holder: told.holder,
            zone: time_zone(&told.zone).expect("a zone"),
            at: UnixMillis::new(told.at.unix_ms()).expect("an instant"),
        });
        let refusal = Rejection::RuleFailed {
            failed: judged.failed(),
        };
        let failed = Reason::of(&refusal, Some(cart.currency())).failed;
        let paths = failed.iter().filter_map(|one| one.path.clone()).collect();
        let messages = failed.into_iter().map(|one| one.message).collect();
        (judged.truth().slug().to_owned(), paths, messages)
    }
}

#[test]
fn every_case_is_judged_and_explained_as_it_says() {
    let mut count = 0;
    for file in FILES {
        let cases: Vec<Case> = serde_json::from_str(&read(&format!("{file}.json"))).expect(file);
        for case in cases {
            let name = format!("{file}: {}: {}", case.shop, case.feature);
            let (truth, failed, messages) = case.outcome();
            assert_eq!((&truth, &failed), (&case.truth, &case.failed), "{name}");
            assert!(
                case.messages.is_empty() || case.messages == messages,
                "{name}: {messages:?}"
            );
            count += 1;
        }
    }
    assert!(count >= CASES_MIN, "{count}");
}

#[test]
fn the_readme_shows_the_example_and_the_example_is_a_rule() {
    let example = read("example.json");
    assert!(
        read("../../README.md").contains(&example),
        "the README shows another tree"
    );
    let trees: BTreeMap<String, Rule> = serde_json::from_str(&example).expect("trees");
    for name in ["rules", "suppress"] {
        let tree = trees.get(name).expect(name);
        assert!(tree.to_engine(name).is_ok(), "{name}");
    }
}
