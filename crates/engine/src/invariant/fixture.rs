//! Views in which everything is sound, and commands that change something in them.

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::num::NonZeroU64;

use crate::fingerprint::Content;
use crate::*;

/// A campaign that gives 3.00, and 3.00 in all.
pub(crate) fn campaign() -> Campaign {
    let limit = Limit {
        metric: Metric::Discount,
        per: Per::Campaign,
        window: Window::Lifetime,
        max: 300,
    };
    Campaign {
        currency: Currency::parse("EUR").unwrap(),
        time_zone: TimeZone::UTC,
        serial_count: 256,
        settings: Settings {
            period: Period::ALWAYS,
            offer: Offer::Amount(money(300)),
            limits: Limits::new(vec![limit]).unwrap(),
            on_exhausted: OnExhausted::Reject,
            rollback: RollbackMode::Restore,
            rules: None,
            suppress: None,
            stacking: Stacking::default(),
        },
        paused: false,
        version: 0,
    }
}

/// A code that was entered by the newest journal row.
pub(crate) fn entered() -> View {
    let code = CodeRow {
        last_seq: seq(4),
        ..CodeRow::untouched(serial(), seq(4))
    };
    View {
        campaign: campaign(),
        newest: Some(Newest {
            seq: seq(4),
            at: time(50),
        }),
        command: None,
        answer: None,
        batch: Some(Batch {
            serials: serials(10),
            expires_at: None,
            uses: Uses::SINGLE,
            metadata: Metadata::default(),
            purpose: Purpose::Export,
        }),
        assignment: None,
        pool_last: None,
        fresh_least: None,
        revoked: vec![],
        order_use: None,
        closed: None,
        ended: None,
        codes: BTreeMap::from([(serial(), code)]),
        holds: vec![],
        redemptions: BTreeMap::new(),
        accounts: BTreeMap::from([(
            AccountKey::campaign(),
            Account::empty(AccountKey::campaign()),
        )]),
    }
}

/// A code that nobody has touched.
pub(crate) fn untouched() -> View {
    View {
        codes: BTreeMap::new(),
        ..entered()
    }
}

/// The code is held by the order.
pub(crate) fn held() -> View {
    let mut view = entered();
    let hold = hold_row();
    code(&mut view).holds = 1;
    code(&mut view).hold = Some(hold.id);
    account(&mut view).held = hold.reserved;
    view.holds.push(hold);
    view
}

/// The code is redeemed by the order.
pub(crate) fn redeemed() -> View {
    let mut view = entered();
    let redemption = redemption();
    code(&mut view).uses = 1;
    code(&mut view).redemption = Some(redemption.seq);
    account(&mut view).used = redemption.redeemed.amounts();
    view.redemptions.insert(redemption.seq, redemption);
    view
}

/// The same with a code of several uses.
pub(crate) fn several(mut view: View) -> View {
    view.batch.as_mut().unwrap().uses = Uses::new(3).unwrap();
    view
}

/// The batch is a pool, of which the code was assigned last.
pub(crate) fn pool() -> View {
    let mut view = entered();
    view.codes.clear();
    view.accounts.clear();
    view.batch.as_mut().unwrap().purpose = Purpose::Assigning;
    view.pool_last = Some(serial());
    view
}

/// The code lies outside all batches and is the holder's.
pub(crate) fn assigned() -> View {
    View {
        batch: None,
        assignment: Some(assignment(None)),
        ..entered()
    }
}

pub(crate) fn assignment(batch: Option<Serial>) -> Assignment {
    Assignment {
        seq: seq(2),
        at: time(20),
        assigned: Assigned {
            serial: serial(),
            source: SourceId([1; 16]),
            holder: HOLDER,
            expires_at: None,
            offer: None,
            batch,
        },
    }
}

pub(crate) const HOLDER: Pseudonym = Pseudonym([7; 16]);

/// Redeems as the holder.
pub(crate) fn redeem_own() -> Command {
    let Command::Redeem(command) = redeem() else {
        unreachable!("a redemption");
    };
    let customer = Customer {
        id: Some(HOLDER),
        email: None,
    };
    Command::Redeem(keyed(Redeem {
        customer,
        ..command.content().clone()
    }))
}

pub(crate) fn code(view: &mut View) -> &mut CodeRow {
    view.codes.get_mut(&serial()).unwrap()
}

pub(crate) fn account(view: &mut View) -> &mut Account {
    view.accounts.get_mut(&AccountKey::campaign()).unwrap()
}

fn hold_row() -> HoldRow {
    HoldRow {
        id: seq(3),
        serial: serial(),
        order: order(),
        state: HoldState::Open,
        until: time(10_000),
        due: ReleaseReason::Expired,
        promise: Promise {
            made_at: time(30),
            offer: Offer::Amount(money(300)),
            on_exhausted: OnExhausted::Reject,
            context: Context::default(),
        },
        reserved: redemption().redeemed.amounts(),
        customer: Customer::GUEST,
        accounts: vec![AccountKey::campaign()],
    }
}

fn redemption() -> Redemption {
    Redemption {
        seq: seq(3),
        at: time(30),
        prev_seq: None,
        redeemed: Redeemed {
            serial: serial(),
            order: order(),
            order_value: money(2_000),
            discount: money(300),
            hold: None,
            customer: Customer::GUEST,
            accounts: vec![AccountKey::campaign()],
            judged: None,
            returned: Returned::default(),
        },
    }
}

pub(crate) fn keyed<C: Content>(content: C) -> Keyed<C> {
    Keyed::new(CommandId([1; 16]), content, |_| [0; 8])
}

pub(crate) fn redeem() -> Command {
    Command::Redeem(keyed(Redeem {
        code: facts(),
        order: order(),
        cart: cart(),
        context: Context::default(),
        customer: Customer::GUEST,
        facts: Facts::UNKNOWN,
    }))
}

pub(crate) fn validate() -> Command {
    Command::Validate(Validate {
        asker: Asker::Server,
        code: facts(),
        order: None,
        cart: cart(),
        context: Context::default(),
        customer: Customer::GUEST,
        facts: Facts::UNKNOWN,
        conflict: None,
    })
}

pub(crate) fn issue() -> Command {
    Command::Issue(keyed(Issue {
        count: NonZeroU64::new(5).unwrap(),
        expires_at: None,
        uses: Uses::SINGLE,
        metadata: Metadata::default(),
        purpose: Purpose::Export,
    }))
}

pub(crate) fn assign(from: AssignFrom) -> Command {
    Command::Assign(keyed(Assign {
        source: SourceId([1; 16]),
        holder: HOLDER,
        from,
    }))
}

pub(crate) fn fresh() -> AssignFrom {
    AssignFrom::Fresh {
        expires_at: None,
        offer: None,
    }
}

/// Every command that changes something, with a view in which it can.
pub(crate) fn changes() -> Vec<(&'static str, View, Command)> {
    let hold = || {
        Command::Hold(keyed(Hold {
            code: facts(),
            order: order(),
            cart: cart(),
            context: Context::default(),
            customer: Customer::GUEST,
            facts: Facts::UNKNOWN,
            ttl: HoldTtl::DEFAULT,
        }))
    };
    let redeem_hold = RedeemHold {
        hold: seq(3),
        bought: None,
        customer: Customer::GUEST,
    };
    let rollback = |amount| {
        let (redemption, mode) = (seq(3), None);
        Command::Rollback(keyed(Rollback {
            redemption,
            amount,
            mode,
        }))
    };
    let part = RollbackPart::new(money(100), money(1_000)).unwrap();
    let revoke = |revoke| Command::Revoke(keyed(revoke));
    let cancel = || Command::Cancel(keyed(Cancel { order: order() }));
    let settings = campaign().settings;
    let change = Change {
        version: 0,
        settings,
    };
    let none = || View {
        codes: BTreeMap::new(),
        accounts: BTreeMap::new(),
        ..entered()
    };
    vec![
        ("issue", none(), issue()),
        ("assign", none(), assign(fresh())),
        (
            "assign from a pool",
            pool(),
            assign(AssignFrom::Pool(serials(1).first())),
        ),
        ("redeem what is assigned", assigned(), redeem_own()),
        ("validate", untouched(), validate()),
        ("hold", entered(), hold()),
        ("hold one of several", several(entered()), hold()),
        ("renew", held(), hold()),
        (
            "release",
            held(),
            Command::Release(keyed(Release { hold: seq(3) })),
        ),
        ("redeem", entered(), redeem()),
        ("redeem one of several", several(untouched()), redeem()),
        ("redeem with a hold", held(), redeem()),
        (
            "redeem a hold",
            held(),
            Command::RedeemHold(keyed(redeem_hold)),
        ),
        ("roll back", redeemed(), rollback(RollbackAmount::All)),
        (
            "roll back a part",
            redeemed(),
            rollback(RollbackAmount::Part(part)),
        ),
        ("revoke a code", entered(), revoke(Revoke::Code(facts()))),
        (
            "revoke a batch",
            none(),
            revoke(Revoke::Batch(serials(1).first())),
        ),
        ("revoke a range", none(), revoke(Revoke::Range(serials(3)))),
        ("pause", none(), Command::Pause(keyed(Pause))),
        ("resume", none(), Command::Resume(keyed(Resume))),
        ("end", none(), Command::End(keyed(End { void_holds: true }))),
        ("change", none(), Command::Change(change)),
        ("cancel a hold", held(), cancel()),
        ("cancel a redemption", redeemed(), cancel()),
    ]
}

pub(crate) fn order() -> OrderId {
    OrderId::parse("o").unwrap()
}

pub(crate) fn facts() -> CodeFacts {
    CodeFacts {
        serial: serial(),
        expires_at: None,
    }
}

pub(crate) fn cart() -> Cart {
    Cart::of_subtotal(Currency::parse("EUR").unwrap(), money(2_000))
}

pub(crate) fn serial() -> Serial {
    Serial::new(3).unwrap()
}

pub(crate) fn serials(count: u64) -> SerialRange {
    SerialRange::new(Serial::new(0).unwrap(), count).unwrap()
}

pub(crate) fn money(minor: u64) -> MinorUnits {
    MinorUnits::new(minor).unwrap()
}

pub(crate) fn seq(seq: u64) -> Seq {
    Seq::new(seq).unwrap()
}

pub(crate) fn time(millis: u64) -> UnixMillis {
    UnixMillis::new(millis).unwrap()
}
