//! Runs `tests/offers/*.json`, whose README says what each field means, and draws offers and orders
//! for what holds of all of them.

use std::{fs, path::PathBuf};

use serde::Deserialize;
use tessera_api::{
    json,
    offer::{Cheapest, Gift, Offer, Target},
    order::{self, Bought, OrderDraft},
    selection::Selection,
};
use tessera_engine::{self as engine, Cart, Line, MinorUnits, Misfit, Priced, Shipping};

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

/// Lines as drawn: how many, the price of one and how far it is cut down to small numbers, how much
/// of the line is taken already, and whether the offer is about it.
type DrawnLine = (u8, u32, u8, u16, bool);

/// An order as drawn: its lines, or none and a subtotal; of that, and of shipping, what is taken.
type DrawnCart = (Vec<DrawnLine>, u32, u16, Option<(u32, u16)>, Option<u32>);

/// An offer as drawn: its kind, a rate or a sum, how many and of every how many, whether it is about
/// some lines only, and its maximum.
type DrawnOffer = (u8, u32, u8, Option<u8>, bool, Option<u32>);

/// The part of the price that this share is, of all shares there are.
fn part(price: u64, share: u16) -> u64 {
    u64::try_from(u128::from(price) * u128::from(share) / u128::from(u16::MAX)).expect("a part")
}

fn cart_of((lines, subtotal, taken, shipping, most): &DrawnCart) -> Cart {
    let lines = &lines[..lines.len().min(Cart::LINE_COUNT_MAX)];
    let told = lines
        .iter()
        .map(|(more, price, cut, _, is_in)| order::Line {
            sku: (if *is_in { "in" } else { "out" }).to_owned(),
            categories: vec![],
            collections: vec![],
            quantity: u32::from(*more) + 1,
            unit_price: u64::from(price >> (cut % 32)),
        });
    let bought = Bought {
        currency: "EUR".into(),
        subtotal: lines.is_empty().then_some((*subtotal).into()),
        lines: (!lines.is_empty()).then(|| told.collect()),
        shipping: shipping.map(|(price, _)| order::Shipping {
            price: price.into(),
        }),
        metadata: None,
        channel: None,
        attributes: None,
    };
    let cart = bought.cart().expect("a cart");
    let costs = cart.lines().unwrap_or_default().iter();
    let costs = costs.map(|line| line.price().expect("a price").value());
    let of_lines = costs.zip(lines).map(|(price, line)| part(price, line.3));
    let taken = Taken {
        goods: part((*subtotal).into(), *taken),
        lines: of_lines.collect(),
        shipping: shipping.map_or(0, |(price, share)| part(price.into(), share)),
    };
    let cart = taken.off(&cart);
    match most {
        Some(most) => cart.with_discount_max(amount((*most).into())),
        None => cart,
    }
}

/// The offer, its maximum aside.
fn wire_offer((kind, worth, count, every, is_some, max): &DrawnOffer) -> Offer {
    let skus = vec!["in".to_owned()];
    let on = match is_some {
        true => Target::Items(Selection {
            skus,
            ..Selection::default()
        }),
        false => Target::Order,
    };
    let max_discount = max.map(|max| u64::from(max) + 1);
    let count = u32::from(*count) + 1;
    let basis_points = worth % 10_000 + 1;
    match kind % 5 {
        0 => Offer::Percent {
            basis_points,
            on,
            max_discount,
        },
        1 => Offer::Amount {
            amount: u64::from(*worth) + 1,
            on,
        },
        2 => Offer::FreeShipping { on, max_discount },
        3 => Offer::Gift {
            gift: Gift {
                sku: (if worth % 2 == 0 { "in" } else { "out" }).to_owned(),
                quantity: count,
            },
            on,
            max_discount,
        },
        _ => Offer::Cheapest {
            cheapest: Cheapest {
                count,
                basis_points,
                every: every.map(|every| count + u32::from(every % 8)),
            },
            on,
            max_discount,
        },
    }
}

fn offer_of(drawn: &DrawnOffer) -> engine::Offer {
    wire_offer(drawn).to_engine().expect("an offer")
}

/// What it takes off, if it applies at all.
fn total(offer: &engine::Offer, cart: &Cart) -> Result<u64, Misfit> {
    offer.price(cart).map(|priced| priced.total.value())
}

#[test]
fn a_discount_is_never_more_than_what_is_left_and_its_split_sums_to_it() {
    let check = bolero::check!().with_type::<(DrawnCart, DrawnOffer)>();
    check.for_each(|(cart, drawn)| {
        let (cart, offer) = (cart_of(cart), offer_of(drawn));
        let Ok(Priced { total, split }) = offer.price(&cart) else {
            return;
        };
        let (total, off_shipping) = (total.value(), split.shipping.value());
        let shipping_left = cart.shipping().map_or(0, |cost| cost.left().value());
        assert!(off_shipping <= shipping_left);
        assert!(total - off_shipping <= cart.left().value());
        for most in [offer.max_discount, cart.discount_max()]
            .into_iter()
            .flatten()
        {
            assert!(total <= most.value());
        }
        let lines = cart.lines().unwrap_or_default();
        assert_eq!(lines.len(), split.lines.len());
        for (line, discount) in lines.iter().zip(&split.lines) {
            assert!(*discount <= line.left());
            let is_gift = drawn.0 % 5 == 3;
            assert!(is_gift || *discount == MinorUnits::ZERO || offer.on.selects(line));
        }
        if !lines.is_empty() {
            let off_lines: u64 = values(&split.lines).into_iter().sum();
            assert_eq!(off_lines + off_shipping, total);
        }
    });
}

#[test]
fn each_line_gets_its_proportion_within_one_minor_unit() {
    let check = bolero::check!().with_type::<(DrawnCart, DrawnOffer)>();
    check.for_each(|(cart, (kind, worth, count, every, is_some, max))| {
        let drawn = (kind % 2, *worth, *count, *every, *is_some, *max);
        let (cart, offer) = (cart_of(cart), offer_of(&drawn));
        let (Some(lines), Ok(priced)) = (cart.lines(), offer.price(&cart)) else {
            return;
        };
        let weight = |line: &Line| match offer.on.selects(line) {
            true => u128::from(line.left().value()),
            false => 0,
        };
        let whole: u128 = lines.iter().map(weight).sum();
        let total = u128::from(priced.total.value());
        for (line, share) in lines.iter().zip(&priced.split.lines) {
            // Both are multiplied by the whole in place of a division, so nothing is rounded.
            let [given, due] = [u128::from(share.value()) * whole, total * weight(line)];
            assert!(given.abs_diff(due) < whole.max(1), "{given} for {due}");
        }
    });
}

#[test]
fn a_lower_maximum_never_gives_more() {
    let check = bolero::check!().with_type::<(DrawnCart, DrawnOffer, u32, u32)>();
    check.for_each(|(cart, drawn, one, other)| {
        let (cart, offer) = (cart_of(cart), offer_of(drawn));
        let with = |max: u32| engine::Offer {
            max_discount: Some(amount(u64::from(max) + 1)),
            ..offer.clone()
        };
        let [low, high] = [one.min(other), one.max(other)].map(|max| total(&with(*max), &cart));
        let without = engine::Offer {
            max_discount: None,
            ..offer
        };
        match (low, high, total(&without, &cart)) {
            (Ok(low), Ok(high), Ok(most)) => assert!(low <= high && high <= most),
            (low, high, without) => {
                assert_eq!(
                    (&low, &high),
                    (&without, &without),
                    "a maximum is no misfit"
                );
            }
        }
    });
}

#[test]
fn a_lower_rate_or_sum_never_gives_more() {
    let check = bolero::check!().with_type::<(DrawnCart, DrawnOffer, u32, u32)>();
    check.for_each(|(cart, drawn, one, other)| {
        let (kind, _, count, every, is_some, max) = *drawn;
        // A gift's number decides which thing is given, and shipping has none.
        let kind = [0, 1, 4][usize::from(kind % 3)];
        let worths = match kind {
            1 => [*one, *other],
            _ => [one % 10_000, other % 10_000],
        };
        let cart = cart_of(cart);
        let [low, high] = [worths[0].min(worths[1]), worths[0].max(worths[1])]
            .map(|worth| total(&offer_of(&(kind, worth, count, every, is_some, max)), &cart));
        match (low, high) {
            (Ok(low), Ok(high)) => assert!(low <= high),
            (low, high) => assert_eq!(low, high, "a rate is no misfit"),
        }
    });
}
