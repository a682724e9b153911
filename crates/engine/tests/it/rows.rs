//! Exactly which rows are written, down to their content: the storage has no say in it.

use std::num::NonZeroU64;

use tessera_engine::{
    Account, AccountKey, Amounts, Batch, Campaign, Cart, Channel, CodeFacts, CodeRow, Command,
    CommandRow, Context, Count, Currency, Customer, Entity, Event, Facts, Fingerprint, Held, Hold,
    HoldRow, HoldState, HoldTtl, Issue, Issued, JournalRow, Keyed, Limit, Limits, Metadata, Metric,
    MinorUnits, Offer, OnExhausted, OrderId, Per, Period, Promise, Purpose, Redeem, RedeemHold,
    Redeemed, ReleaseReason, Returned, Rollback, RollbackAmount, RollbackMode, RolledBack, Seq,
    Serial, SerialRange, Settings, Stacking, TimeZone, UnixMillis, Uses, Window, Write,
};

use crate::store::{Store, command_id, hash};

#[test]
fn a_million_codes_are_three_rows() {
    let mut store = store(false);
    let command = issue();
    store
        .run(&Command::Issue(command.clone()), time(5))
        .unwrap();
    let serials = SerialRange::new(Serial::new(0).unwrap(), 1_000_000).unwrap();
    let (expires_at, uses) = (Some(time(9_000)), Uses::SINGLE);
    let issued = Issued {
        serials,
        expires_at,
        uses,
        purpose: Purpose::Export,
    };
    let metadata = command.content().metadata.clone();
    let batch = Batch {
        serials,
        expires_at,
        uses,
        metadata,
        purpose: Purpose::Export,
    };
    let expected = [
        journal(1, 5, None, Event::Issued(issued)),
        Write::Batch(batch),
        command_row("issue", command.fingerprint(), 1, 5),
    ];
    assert_eq!(store.written, expected);
}

#[test]
fn a_redemption_is_four_rows_and_its_rollback_five() {
    let mut store = issued(false);
    let command = redeem();
    store
        .run(&Command::Redeem(command.clone()), time(7))
        .unwrap();
    let code = CodeRow {
        serial: facts().serial,
        revoked: false,
        uses: 1,
        holds: 0,
        redemption: Some(seq(2)),
        hold: None,
        last_seq: seq(2),
    };
    let used = amounts();
    let account = Account {
        used,
        ..Account::empty(AccountKey::campaign())
    };
    let redeemed = Redeemed {
        serial: facts().serial,
        order: order(),
        order_value: money(2_000),
        discount: money(300),
        hold: None,
        customer: Customer::GUEST,
        accounts: vec![AccountKey::campaign()],
        judged: None,
        returned: Returned::default(),
    };
    let expected = [
        Write::Code(code),
        Write::Account(account),
        journal(2, 7, None, Event::Redeemed(redeemed)),
        command_row("redeem", command.fingerprint(), 2, 7),
    ];
    assert_eq!(store.written, expected);

    let rollback = Rollback {
        redemption: seq(2),
        amount: RollbackAmount::All,
        mode: None,
    };
    let command = Keyed::new(command_id("rollback"), rollback, hash);
    store
        .run(&Command::Rollback(command.clone()), time(8))
        .unwrap();
    let in_full = Some(RollbackMode::Restore);
    let (discount, order_value) = (money(300), money(2_000));
    let rolled_back = RolledBack {
        redemption: seq(2),
        serial: facts().serial,
        discount,
        order_value,
        in_full,
    };
    let expected = [
        Write::Code(CodeRow {
            uses: 0,
            last_seq: seq(3),
            ..code
        }),
        Write::Account(Account::empty(AccountKey::campaign())),
        journal(3, 8, Some(2), Event::RolledBack(rolled_back)),
        Write::Returned {
            redemption: seq(2),
            returned: Returned {
                discount,
                order_value,
                in_full,
            },
        },
        command_row("rollback", command.fingerprint(), 3, 8),
    ];
    assert_eq!(store.written, expected);
}

#[test]
fn a_hold_keeps_all_that_it_promises() {
    let mut store = issued(true);
    let command = hold();
    store.run(&Command::Hold(command.clone()), time(7)).unwrap();
    let code = CodeRow {
        serial: facts().serial,
        revoked: false,
        uses: 0,
        holds: 1,
        redemption: None,
        hold: Some(seq(2)),
        last_seq: seq(2),
    };
    let web = AccountKey {
        per: Per::Channel,
        window: Window::Day,
        entity: Entity::new(b"web".into()).unwrap(),
        window_start: UnixMillis::EPOCH,
    };
    let row = HoldRow {
        id: seq(2),
        serial: facts().serial,
        order: order(),
        state: HoldState::Open,
        until: time(60_007),
        due: ReleaseReason::Expired,
        promise: Promise {
            made_at: time(7),
            offer: Offer::Amount(money(300)),
            on_exhausted: OnExhausted::Reject,
            context: context(),
        },
        reserved: amounts(),
        customer: Customer::GUEST,
        accounts: vec![AccountKey::campaign(), web.clone()],
    };
    let held = Held {
        hold: seq(2),
        made_at: time(7),
        serial: facts().serial,
        order: order(),
        order_value: money(2_000),
        discount: money(300),
        until: time(60_007),
        judged: None,
    };
    let reserved = |key| Account {
        held: amounts(),
        ..Account::empty(key)
    };
    let expected = [
        Write::Code(code),
        Write::Hold(row.clone()),
        Write::Account(reserved(AccountKey::campaign())),
        Write::Account(reserved(web.clone())),
        journal(2, 7, None, Event::Held(held)),
        command_row("hold", command.fingerprint(), 2, 7),
    ];
    assert_eq!(store.written, expected);

    let redeem = RedeemHold {
        hold: seq(2),
        bought: None,
        customer: Customer::GUEST,
    };
    let command = Keyed::new(command_id("redeem"), redeem, hash);
    store
        .run(&Command::RedeemHold(command.clone()), time(8))
        .unwrap();
    let used = |key| Account {
        used: amounts(),
        ..Account::empty(key)
    };
    let redeemed = Redeemed {
        serial: facts().serial,
        order: order(),
        order_value: money(2_000),
        discount: money(300),
        hold: Some(seq(2)),
        customer: Customer::GUEST,
        accounts: row.accounts.clone(),
        judged: None,
        returned: Returned::default(),
    };
    let expected = [
        Write::Code(CodeRow {
            uses: 1,
            holds: 0,
            redemption: Some(seq(3)),
            last_seq: seq(3),
            ..code
        }),
        Write::Hold(HoldRow {
            state: HoldState::Redeemed(seq(3)),
            ..row
        }),
        Write::Account(used(AccountKey::campaign())),
        Write::Account(used(web)),
        journal(3, 8, Some(2), Event::Redeemed(redeemed)),
        command_row("redeem", command.fingerprint(), 3, 8),
    ];
    assert_eq!(store.written, expected);
}

#[test]
fn a_replay_is_the_first_answer_and_writes_nothing() {
    let mut store = store(false);
    let commands = [
        Command::Issue(issue()),
        Command::Hold(hold()),
        Command::Redeem(redeem()),
    ];
    for command in commands {
        let first = store.run(&command, time(5)).unwrap();
        let again = store.run(&command, time(6)).unwrap();
        assert!(!first.replayed && again.replayed);
        assert_eq!(again.outcome, first.outcome);
        assert_eq!(store.written, []);
    }
}

/// A campaign that gives 3.00 off, with a budget, and with a limit by channel if that is asked for.
fn store(with_channels: bool) -> Store {
    let limit = |metric, per, window, max| Limit {
        metric,
        per,
        window,
        max,
    };
    let mut limits = vec![limit(
        Metric::Discount,
        Per::Campaign,
        Window::Lifetime,
        1_000,
    )];
    if with_channels {
        limits.push(limit(Metric::Redemptions, Per::Channel, Window::Day, 5));
    }
    Store::new(Campaign {
        currency: Currency::parse("EUR").unwrap(),
        time_zone: TimeZone::UTC,
        serial_count: 1 << 24,
        settings: Settings {
            period: Period::ALWAYS,
            offer: Offer::Amount(money(300)),
            limits: Limits::new(limits).unwrap(),
            on_exhausted: OnExhausted::Reject,
            rollback: RollbackMode::Restore,
            rules: None,
            suppress: None,
            stacking: Stacking::default(),
        },
        paused: false,
        version: 1,
    })
}

/// The same with a million codes.
fn issued(with_channels: bool) -> Store {
    let mut store = store(with_channels);
    store.run(&Command::Issue(issue()), time(5)).unwrap();
    store
}

fn issue() -> Keyed<Issue> {
    let issue = Issue {
        count: NonZeroU64::new(1_000_000).unwrap(),
        expires_at: Some(time(9_000)),
        uses: Uses::SINGLE,
        metadata: Metadata::new("{\"for\":\"spring\"}".into()).unwrap(),
        purpose: Purpose::Export,
    };
    Keyed::new(command_id("issue"), issue, hash)
}

fn redeem() -> Keyed<Redeem> {
    let redeem = Redeem {
        code: facts(),
        order: order(),
        cart: cart(),
        context: context(),
        customer: Customer::GUEST,
        facts: Facts::UNKNOWN,
    };
    Keyed::new(command_id("redeem"), redeem, hash)
}

fn hold() -> Keyed<Hold> {
    let hold = Hold {
        code: facts(),
        order: order(),
        cart: cart(),
        context: context(),
        customer: Customer::GUEST,
        facts: Facts::UNKNOWN,
        ttl: HoldTtl::from_millis(60_000).unwrap(),
    };
    Keyed::new(command_id("hold"), hold, hash)
}

fn journal(number: u64, at: u64, before: Option<u64>, event: Event) -> Write {
    Write::Journal(JournalRow {
        seq: seq(number),
        at: time(at),
        prev_seq: before.map(seq),
        event,
    })
}

fn command_row(name: &str, fingerprint: &Fingerprint, number: u64, at: u64) -> Write {
    Write::Command(CommandRow {
        id: command_id(name),
        fingerprint: fingerprint.clone(),
        seq: seq(number),
        existing: false,
        at: time(at),
    })
}

fn facts() -> CodeFacts {
    CodeFacts {
        serial: Serial::new(77).unwrap(),
        expires_at: Some(time(9_000)),
    }
}

fn amounts() -> Amounts {
    Amounts {
        redemptions: Count::ONE,
        discount: money(300),
        order_value: money(2_000),
    }
}

fn cart() -> Cart {
    Cart::of_subtotal(Currency::parse("EUR").unwrap(), money(2_000))
}

fn context() -> Context {
    Context::new(Some(Channel::parse("web").unwrap()), vec![]).unwrap()
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
