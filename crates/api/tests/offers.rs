//! Runs `tests/offers/*.json`, whose README says what each field means.

use std::{fs, path::PathBuf};

use serde::Deserialize;
use tessera_api::{
    json,
    offer::Offer,
    order::{Bought, OrderDraft},
};
use tessera_engine::{Cart, Line, MinorUnits, Misfit, Priced, Shipping};

/// How many cases stand in the files at least.
const CASES_MIN: usize = 140;

const FILES: [&str; 6] = ["goods", "split", "shipping", "items", "codes", "money"];

const SHOPS: [&str; 7] = [
    "Medusa",
    "Saleor",
    "Shopify",
    "Sylius",
    "Talon.One",
    "Voucherify",
    "WooCommerce",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    source: String,
    case: String,
    offer: Offer,
    order: OrderDraft,
    #[serde(default)]
    taken: Taken,
    most: Option<u64>,
    discount: Option<u64>,
    #[serde(default)]
    lines: Vec<u64>,
    #[serde(default)]
    shipping: u64,
    misfit: Option<String>,
}

/// What earlier codes of the order took.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Taken {
    goods: u64,
    lines: Vec<u64>,
    shipping: u64,
}

/// The discount, what is off each line, and off shipping; or the misfit's name.
type Outcome = Result<(u64, Vec<u64>, u64), String>;

fn amount(minor: u64) -> MinorUnits {
    MinorUnits::new(minor).expect("an amount")
}

fn values(amounts: &[MinorUnits]) -> Vec<u64> {
    amounts.iter().copied().map(MinorUnits::value).collect()
}

fn outcome(priced: Result<Priced, Misfit>) -> Outcome {
    let priced = priced.map_err(|misfit| misfit.slug().to_owned())?;
    let split = priced.split;
    let (lines, shipping) = (values(&split.lines), split.shipping.value());
    Ok((priced.total.value(), lines, shipping))
}

impl Taken {
    /// The cart, of which so much is taken already.
    fn off(&self, cart: &Cart) -> Cart {
        let goods = match cart.lines() {
            None => Cart::of_subtotal(cart.currency(), cart.subtotal())
                .with_taken(amount(self.goods))
                .expect("no more than the subtotal"),
            Some(lines) => {
                assert!([0, lines.len()].contains(&self.lines.len()), "one a line");
                let taken = self.lines.iter().copied().chain(std::iter::repeat(0));
                let lines = lines.iter().cloned().zip(taken);
                let lines = lines.map(|(line, taken)| Line {
                    taken: amount(taken),
                    ..line
                });
                Cart::of_lines(cart.currency(), lines.collect()).expect("no more than they cost")
            }
        };
        let Some(shipping) = cart.shipping() else {
            return goods;
        };
        let taken = amount(self.shipping);
        let shipping = Shipping { taken, ..shipping };
        goods
            .with_shipping(shipping)
            .expect("no more than it costs")
    }
}

impl Case {
    fn outcome(self) -> Outcome {
        let cart = Bought::from(self.order).cart().expect("a cart");
        let cart = self.taken.off(&cart);
        let cart = match self.most {
            Some(most) => cart.with_discount_max(amount(most)),
            None => cart,
        };
        let offer = self.offer.to_engine().expect("an offer");
        outcome(offer.price(&cart))
    }

    fn expected(&self) -> Outcome {
        match (self.discount, &self.misfit) {
            (Some(discount), None) => Ok((discount, self.lines.clone(), self.shipping)),
            (None, Some(misfit)) => Err(misfit.clone()),
            _ => panic!("{}: a discount or a misfit", self.case),
        }
    }
}

fn cases(file: &str) -> Vec<Case> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/offers");
    let path = path.join(format!("{file}.json"));
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    json::parse(&text).unwrap_or_else(|error| panic!("{file}: {:?}: {error}", error.field))
}

#[test]
fn every_case_is_priced_and_split_as_it_says() {
    let mut count = 0;
    let mut wrong = vec![];
    for file in FILES {
        for case in cases(file) {
            let name = format!("{file}: {}: {}", case.source, case.case);
            let expected = case.expected();
            let outcome = case.outcome();
            if outcome != expected {
                wrong.push(format!("{name}: {outcome:?}, not {expected:?}"));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= CASES_MIN, "{count}");
}

#[test]
fn every_case_is_read_from_a_shop_and_every_shop_is_read() {
    let cases = FILES.into_iter().flat_map(cases);
    let sources: Vec<_> = cases.map(|case| case.source).collect();
    let shop = |source: &String| source.split_once(": ").map(|(shop, _)| shop.to_owned());
    let mut shops: Vec<_> = sources
        .iter()
        .map(|source| shop(source).expect(source))
        .collect();
    shops.sort();
    shops.dedup();
    assert_eq!(shops, SHOPS);
}
