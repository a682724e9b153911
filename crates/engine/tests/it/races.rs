//! Orders that race for one code, in every order in which their commands can arrive.

use crate::histories::drive::Pair;
use crate::model::{Ask, Facts, Settings, Wish};

const ARRIVALS: usize = 5;

/// Three orders: they retry under the same key (any command may come several times) and under
/// fresh ones.
fn racers() -> Vec<Ask> {
    let redeem = |key, order: &str| {
        let facts = Facts {
            serial: 0,
            expires: None,
            order: Some(order.into()),
            usd: false,
            value: 1_000,
        };
        Ask::Redeem(key, facts)
    };
    vec![
        redeem(1, "a"),
        redeem(2, "a"),
        redeem(3, "b"),
        redeem(4, "b"),
        redeem(5, "c"),
        // The key of one order's command with another order's content.
        redeem(1, "c"),
    ]
}

#[test]
fn of_all_orders_exactly_one_wins_whatever_the_sequence() {
    every_sequence(1, |pair| {
        assert_eq!(pair.model.sales.len(), 1, "one redemption");
    });
}

#[test]
fn a_code_with_two_uses_goes_to_at_most_two_orders() {
    every_sequence(2, |pair| {
        let mut orders: Vec<_> = pair.model.sales.iter().map(|sale| &sale.order).collect();
        orders.dedup();
        assert!((1..=2).contains(&orders.len()), "{orders:?}");
        assert_eq!(
            orders.len(),
            pair.model.sales.len(),
            "an order redeems twice"
        );
    });
}

/// Runs all sequences of [`ARRIVALS`] commands (any may come several times, as in retries), each
/// against engine and model, and checks what is true after each.
fn every_sequence(uses: u64, check: impl Fn(&Pair)) {
    let racers = racers();
    for sequence in 0..racers.len().pow(ARRIVALS as u32) {
        let mut pair = Pair::new(settings());
        let wish = Wish {
            count: 1,
            expires: None,
            uses,
            note: "",
        };
        let issue = Ask::Issue(0, wish);
        pair.step(&issue, 1);
        let mut rest = sequence;
        for arrival in 0..ARRIVALS {
            let ask = &racers[rest % racers.len()];
            rest /= racers.len();
            let (engine, model) = pair.step(ask, 2 + arrival as u64);
            assert_eq!(
                engine, model,
                "sequence {sequence}, arrival {arrival}: {ask:?}"
            );
            assert_eq!(
                pair.difference(),
                None,
                "sequence {sequence}, arrival {arrival}"
            );
        }
        check(&pair);
    }
}

fn settings() -> Settings {
    Settings {
        paused: false,
        start: None,
        end: None,
        percent: Some((1_000, None)),
        amount: 0,
        budgets: vec![("redemptions", 5), ("discount", 500)],
        serials: 2,
    }
}
