//! Holds that are due together: more than one command releases.

use super::generate;
use super::random::Random;
use super::world::SECOND;
use crate::model::{Ask, Cart, Checkout, Code, Customer, Issue, Terms, Wish};

/// A batch, and a hundred and some holds on it.
pub(crate) fn rush(random: &mut Random) -> Vec<Ask> {
    let count = 101 + random.below(50);
    let ttl = generate::ttl(random);
    let orders = random.pick(&[1, 5, 200]);
    // The first serials are those that are asked for afterwards: at times they are not held, and at
    // times they are the last to be released.
    let mut serials: Vec<u64> = (random.below(6)..count).collect();
    if random.once_in(2) {
        serials.reverse();
    }
    let mut asks = vec![batch(random, count)];
    asks.extend(
        serials
            .into_iter()
            .map(|serial| hold(serial, serial % orders, ttl)),
    );
    asks
}

/// One hold that lasts, some that are soon due, and other terms than those that they promise.
pub(crate) fn queue(random: &mut Random, mut terms: Terms) -> Vec<Ask> {
    let mut asks = vec![batch(random, 6), hold(0, 0, 10_000 * SECOND)];
    asks.extend((1..5).map(|serial| hold(serial, serial, SECOND)));
    terms.cap = !terms.cap;
    asks.push(Ask {
        id: None,
        wish: Wish::Change { terms, version: 1 },
    });
    asks
}

fn batch(random: &mut Random, count: u64) -> Ask {
    let issue = Issue {
        count,
        expires: None,
        uses: random.pick(&[1, 2]),
        note: String::new(),
        pool: false,
    };
    Ask {
        id: Some("batch".into()),
        wish: Wish::Issue(issue),
    }
}

fn hold(serial: u64, order: u64, ttl: u64) -> Ask {
    let checkout = Checkout {
        code: Code {
            serial,
            expires: None,
        },
        order: Some(format!("o{order}")),
        cart: Cart {
            currency: "EUR".into(),
            subtotal: 100,
            channel: Some("web".into()),
            attributes: [("ip".into(), "a".into())].into(),
        },
        customer: Customer {
            id: Some("1".into()),
            email: None,
        },
    };
    Ask {
        id: Some(format!("hold {serial}")),
        wish: Wish::Hold { checkout, ttl },
    }
}
