//! More holds at once than one command releases.

use super::generate;
use super::random::Random;
use crate::model::{Ask, Cart, Checkout, Code, Customer, Issue, Wish};

/// A batch, and a hundred and some holds on it.
pub(crate) fn rush(random: &mut Random) -> Vec<Ask> {
    let count = 101 + random.below(50);
    let issue = Issue {
        count,
        expires: None,
        uses: random.pick(&[1, 2]),
        note: String::new(),
    };
    let mut asks = vec![Ask {
        id: Some("batch".into()),
        wish: Wish::Issue(issue),
    }];
    let ttl = generate::ttl(random);
    let orders = random.pick(&[1, 5, 200]);
    // The first serials are those that are asked for afterwards: at times they are not held, and at
    // times they are the last to be released.
    let mut serials: Vec<u64> = (random.below(6)..count).collect();
    if random.once_in(2) {
        serials.reverse();
    }
    for serial in serials {
        let checkout = Checkout {
            code: Code {
                serial,
                expires: None,
            },
            order: Some(format!("o{}", serial % orders)),
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
        asks.push(Ask {
            id: Some(format!("hold {serial}")),
            wish: Wish::Hold { checkout, ttl },
        });
    }
    asks
}
