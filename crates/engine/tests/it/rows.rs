//! Exactly which rows are written, down to their content.

use std::num::NonZeroU64;

use tessera_engine::{
    Account, AccountKey, Amounts, Batch, Campaign, Cart, CodeFacts, CodeRow, Command, CommandRow,
    Count, Currency, Event, Issue, Issued, JournalRow, Keyed, Limit, Limits, Metadata, Metric,
    MinorUnits, Offer, OrderId, Per, Period, Redeem, Redeemed, Seq, Serial, SerialRange,
    UnixMillis, Uses, Validate, Window, Write,
};

use crate::store::{Store, command_id, hash};

fn store() -> Store {
    let (per, window) = (Per::Campaign, Window::Lifetime);
    let budget = Limit {
        metric: Metric::Discount,
        per,
        window,
        max: 1_000,
    };
    Store::new(Campaign {
        currency: Currency::parse("EUR").unwrap(),
        period: Period::ALWAYS,
        paused: false,
        offer: Offer::Amount(money(300)),
        limits: Limits::new(vec![budget]).unwrap(),
        serial_count: 1 << 24,
    })
}

fn issue() -> Keyed<Issue> {
    let issue = Issue {
        count: NonZeroU64::new(1_000_000).unwrap(),
        expires_at: Some(time(9_000)),
        uses: Uses::SINGLE,
        metadata: Metadata::new("{\"for\":\"spring\"}".into()).unwrap(),
    };
    Keyed::new(command_id("issue"), issue, hash)
}

fn redeem() -> Keyed<Redeem> {
    let redeem = Redeem {
        code: code(),
        order: order(),
        cart: cart(),
    };
    Keyed::new(command_id("redeem"), redeem, hash)
}

#[test]
fn a_million_codes_are_three_rows() {
    let mut store = store();
    let decision = store.run(&Command::Issue(issue()), time(5)).unwrap();
    let serials = SerialRange::new(Serial::new(0).unwrap(), 1_000_000).unwrap();
    let (expires_at, uses) = (Some(time(9_000)), Uses::SINGLE);
    let metadata = issue().content().metadata.clone();
    let issued = Event::Issued(Issued {
        serials,
        expires_at,
        uses,
    });
    let expected = [
        Write::Batch(Batch {
            serials,
            expires_at,
            uses,
            metadata,
            revoked: false,
        }),
        Write::Journal(JournalRow {
            seq: seq(1),
            at: time(5),
            prev_seq: None,
            event: issued,
        }),
        Write::Command(CommandRow {
            id: command_id("issue"),
            fingerprint: issue().fingerprint().clone(),
            seq: seq(1),
            existing: false,
            at: time(5),
        }),
    ];
    assert_eq!(decision.effects.writes(), expected);
}

#[test]
fn a_redemption_with_one_budget_is_four_rows() {
    let mut store = store();
    store.run(&Command::Issue(issue()), time(5)).unwrap();
    let validate = Validate {
        code: code(),
        order: None,
        cart: cart(),
    };
    let entered = store.run(&Command::Validate(validate), time(6)).unwrap();
    let serial = code().serial;
    let row = CodeRow {
        serial,
        revoked: false,
        uses: 0,
        redemption: None,
        last_seq: seq(2),
    };
    let event = Event::Entered(serial);
    let expected = [
        Write::Code(row),
        Write::Journal(JournalRow {
            seq: seq(2),
            at: time(6),
            prev_seq: None,
            event,
        }),
    ];
    assert_eq!(entered.effects.writes(), expected);

    let redeemed = store.run(&Command::Redeem(redeem()), time(7)).unwrap();
    let row = CodeRow {
        uses: 1,
        redemption: Some(seq(3)),
        last_seq: seq(3),
        ..row
    };
    let amounts = Amounts {
        redemptions: Count::ONE,
        discount: money(300),
        order_value: money(2_000),
    };
    let event = Event::Redeemed(Redeemed {
        serial,
        order: order(),
        order_value: money(2_000),
        discount: money(300),
    });
    let expected = [
        Write::Code(row),
        Write::Account(Account {
            used: amounts,
            ..Account::empty(AccountKey::CAMPAIGN)
        }),
        Write::Journal(JournalRow {
            seq: seq(3),
            at: time(7),
            prev_seq: Some(seq(2)),
            event,
        }),
        Write::Command(CommandRow {
            id: command_id("redeem"),
            fingerprint: redeem().fingerprint().clone(),
            seq: seq(3),
            existing: false,
            at: time(7),
        }),
    ];
    assert_eq!(redeemed.effects.writes(), expected);
}

#[test]
fn a_replay_is_the_first_answer_and_writes_nothing() {
    let mut store = store();
    for command in [Command::Issue(issue()), Command::Redeem(redeem())] {
        let first = store.run(&command, time(5)).unwrap();
        let again = store.run(&command, time(900_000)).unwrap();
        assert!(!first.replayed && again.replayed);
        assert_eq!(again.outcome, first.outcome);
        assert_eq!(again.effects.writes(), []);
    }
}

#[test]
fn what_is_held_counts_as_committed() {
    let mut store = store();
    store.run(&Command::Issue(issue()), time(5)).unwrap();
    let held = Amounts {
        discount: money(701),
        ..Amounts::default()
    };
    let account = Account {
        held,
        ..Account::empty(AccountKey::CAMPAIGN)
    };
    store
        .accounts
        .insert(("campaign/lifetime", vec![], 0), account);
    let refused = store.run(&Command::Redeem(redeem()), time(6)).unwrap();
    assert_eq!(refused.effects.writes(), []);
    let held = Amounts {
        discount: money(700),
        ..Amounts::default()
    };
    store.accounts.insert(
        ("campaign/lifetime", vec![], 0),
        Account { held, ..account },
    );
    let redeemed = store.run(&Command::Redeem(redeem()), time(6)).unwrap();
    let account = store.accounts[&("campaign/lifetime", vec![], 0)];
    assert_eq!(redeemed.effects.writes().len(), 4);
    assert_eq!(
        (account.held.discount, account.used.discount),
        (money(700), money(300))
    );
}

fn code() -> CodeFacts {
    CodeFacts {
        serial: Serial::new(77).unwrap(),
        expires_at: Some(time(9_000)),
    }
}

fn cart() -> Cart {
    Cart {
        currency: Currency::parse("EUR").unwrap(),
        subtotal: money(2_000),
    }
}

fn order() -> OrderId {
    OrderId::parse("order-1").unwrap()
}

fn money(minor: u64) -> MinorUnits {
    MinorUnits::new(minor).unwrap()
}

fn seq(seq: u64) -> Seq {
    Seq::new(seq).unwrap()
}

fn time(millis: u64) -> UnixMillis {
    UnixMillis::new(millis).unwrap()
}
