//! Checkouts: who buys what with which code.

use std::collections::BTreeMap;

use super::random::Random;
use super::world::DAY;
use crate::model::{Cart, Checkout, Code, Customer, Hold, MAX, Model, Standing, Wish};

const ORDERS: u64 = 5;

pub(crate) fn order(random: &mut Random) -> String {
    format!("o{}", random.below(ORDERS))
}

/// A code, mostly one that exists, with the expiry that it carries.
pub(crate) fn code(random: &mut Random, model: &Model, now: u64) -> Code {
    let issued: u64 = model.batches.iter().map(|batch| batch.count).sum();
    let mut serial = random.below(issued.clamp(1, 5));
    if model.is_used_up(serial) && random.once_in(2) {
        serial = random.below(issued.clamp(1, 5));
    }
    if !model.given.is_empty() && random.once_in(4) {
        serial = model.given[random.below(model.given.len() as u64) as usize].serial;
    }
    if random.once_in(32) {
        serial = issued + random.below(2);
    }
    let mut expires = model.batch(serial).and_then(|batch| batch.expires);
    if random.once_in(30) {
        expires = random.pick(&[None, Some(now + DAY)]);
    }
    Code { serial, expires }
}

pub(crate) fn checkout(random: &mut Random, model: &Model, now: u64) -> Checkout {
    let order = order(random);
    let mut code = code(random, model, now);
    // Often what the order has already.
    let own = |hold: &&Hold| hold.order == order && hold.standing == Standing::Open;
    let held = model.holds.iter().find(own);
    if let Some(hold) = held.filter(|_| random.once_in(2)) {
        code.serial = hold.serial;
        code.expires = model.batch(hold.serial).and_then(|batch| batch.expires);
        let (cart, customer) = resumed(random, hold);
        return Checkout {
            code,
            order: Some(order),
            cart,
            customer,
        };
    }
    let mut customer = customer(random);
    if let Some(holder) = model.holder(code.serial).filter(|_| !random.once_in(4)) {
        customer.id = Some(holder.clone());
    }
    Checkout {
        code,
        order: Some(order),
        cart: cart(random),
        customer,
    }
}

/// A hold's number; sometimes one that is no hold's.
pub(crate) fn hold(random: &mut Random, model: &Model) -> u64 {
    let stray = random.once_in(16);
    match pick(random, &model.holds) {
        Some(hold) if !stray => hold.id,
        _ => 1 + random.below(model.next_seq()),
    }
}

/// The hold that is the likeliest to be asked for.
pub(crate) fn open_hold<'a>(random: &mut Random, model: &'a Model) -> Option<&'a Hold> {
    let open = |hold: &&Hold| hold.standing == Standing::Open;
    let open: Vec<&Hold> = model.holds.iter().filter(open).collect();
    pick(random, &open).copied()
}

pub(crate) fn redeem_hold(random: &mut Random, model: &Model) -> Wish {
    let open = open_hold(random, model).filter(|_| !random.once_in(4));
    let Some(chosen) = open.or_else(|| pick(random, &model.holds)) else {
        return Wish::RedeemHold {
            hold: hold(random, model),
            cart: None,
            customer: customer(random),
        };
    };
    let (cart, customer) = resumed(random, chosen);
    Wish::RedeemHold {
        hold: chosen.id,
        cart: Some(cart).filter(|_| !random.once_in(3)),
        customer,
    }
}

/// Somebody comes back to a hold, by its code or by its number.
pub(crate) fn comes_back(random: &mut Random, model: &Model, ttl: u64) -> Option<Wish> {
    let any = open_hold(random, model)?;
    let is_open = |hold: &&Hold| hold.standing == Standing::Open;
    let lasting = model
        .holds
        .iter()
        .filter(is_open)
        .max_by_key(|hold| hold.until);
    let hold = lasting.filter(|_| random.once_in(2)).unwrap_or(any);
    let (cart, customer) = resumed(random, hold);
    if random.once_in(3) {
        return Some(Wish::RedeemHold {
            hold: hold.id,
            cart: Some(cart).filter(|_| !random.once_in(3)),
            customer,
        });
    }
    let checkout = Checkout {
        code: Code {
            serial: hold.serial,
            expires: model.batch(hold.serial).and_then(|batch| batch.expires),
        },
        order: Some(hold.order.clone()),
        cart,
        customer,
    };
    Some(match random.below(3) {
        0 => Wish::Hold { checkout, ttl },
        1 => Wish::Redeem(checkout),
        _ => Wish::Validate {
            page: random.once_in(3),
            checkout,
        },
    })
}

/// Cart and customer of somebody who comes back to a hold.
fn resumed(random: &mut Random, hold: &Hold) -> (Cart, Customer) {
    let mut cart = Cart {
        currency: hold.currency.clone(),
        subtotal: hold.order_value,
        channel: hold.channel.clone(),
        attributes: hold.attributes.clone(),
    };
    match random.below(16) {
        0..5 => cart.subtotal = subtotal(random),
        5 => cart.currency = "USD".into(),
        6 => cart.channel = channel(random),
        7 => cart.attributes = attributes(random),
        _ => {}
    }
    let mut customer = hold.customer.clone();
    match random.below(8) {
        0 => customer = self::customer(random),
        1 => customer = Customer::default(),
        2 => customer.id = Some(customer.id.unwrap_or_else(|| "1".into())),
        3 => customer.email = Some(customer.email.unwrap_or_else(|| "1".into())),
        _ => {}
    }
    (cart, customer)
}

/// Changes one thing.
pub(crate) fn vary(random: &mut Random, checkout: &mut Checkout) {
    match random.below(7) {
        0 => checkout.code.serial += 1,
        1 => checkout.order = checkout.order.as_ref().map(|_| order(random)),
        2 => checkout.cart.currency = "USD".into(),
        3 => checkout.cart.subtotal = subtotal(random),
        4 => checkout.cart.channel = channel(random),
        5 => checkout.cart.attributes = attributes(random),
        _ => checkout.customer = customer(random),
    }
}

pub(crate) fn cart(random: &mut Random) -> Cart {
    Cart {
        currency: if random.once_in(25) { "USD" } else { "EUR" }.into(),
        subtotal: subtotal(random),
        channel: channel(random),
        attributes: attributes(random),
    }
}

fn subtotal(random: &mut Random) -> u64 {
    match random.below(40) {
        0 => MAX,
        1 => MAX / 2,
        2 => MAX - 1000,
        _ => random.pick(&[0, 1, 4, 5, 99, 100, 250, 333, 400, 1000, 1000, 1000, 5000]),
    }
}

fn channel(random: &mut Random) -> Option<String> {
    let channel = random.pick(&[None, Some("web"), Some("web"), Some("pos")]);
    channel.map(Into::into)
}

fn attributes(random: &mut Random) -> BTreeMap<String, String> {
    let mut attributes = BTreeMap::new();
    if random.once_in(2) {
        attributes.insert("ip".into(), random.pick(&["a", "a", "b", ""]).into());
    }
    if random.once_in(8) {
        attributes.insert("store".into(), "ip".into());
    }
    attributes
}

/// The same few names for ids and e-mail addresses, which must not be mistaken for each other.
pub(crate) fn customer(random: &mut Random) -> Customer {
    let name = |random: &mut Random| random.pick(&["1", "1", "2"]).into();
    let (has_id, has_email) = random.pick(&[
        (false, false),
        (true, false),
        (true, false),
        (false, true),
        (true, true),
    ]);
    Customer {
        id: has_id.then(|| name(random)),
        email: has_email.then(|| name(random)),
    }
}

fn pick<'a, T>(random: &mut Random, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() {
        None
    } else {
        from.get(random.below(from.len() as u64) as usize)
    }
}
