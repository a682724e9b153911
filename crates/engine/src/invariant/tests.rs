//! Each invariant is broken once, by hand, in a decision or a view that is otherwise sound.

use alloc::{vec, vec::Vec};

use super::fixture::*;
use super::*;
use crate::{
    CommandRow, Limit, Limits, Metric, MinorUnits, OrderId, Per, Pointed, Rejection, Serial, Uses,
    Window, decide,
};

#[test]
fn a_sound_decision_passes() {
    for (view, command) in [
        (view(), redeem()),
        (view(), validate()),
        (last_batch(), issue()),
    ] {
        let decision = decide(&view, &command, time(100)).unwrap();
        assert_eq!(check_decision(&view, &decision), Ok(()));
    }
}

#[test]
fn a_redemption_that_breaks_a_promise_is_not_written() {
    type Tamper = fn(&mut Vec<Write>);
    let cases: [(&str, Tamper); 15] = [
        ("a command writes two journal rows", |writes| {
            writes.push(writes[2].clone());
        }),
        ("the journal has a gap", |writes| {
            journal(writes).seq = seq(6);
        }),
        ("time goes back", |writes| journal(writes).at = time(49)),
        ("a code's timeline is torn", |writes| {
            journal(writes).prev_seq = None;
        }),
        ("a code is redeemed more often than it may be", |writes| {
            code(writes).uses = 2;
        }),
        ("a code changes untold", |writes| {
            code(writes).last_seq = seq(4);
        }),
        ("a code is written that was not issued", |writes| {
            code(writes).serial = Serial::new(10).unwrap();
        }),
        ("an account differs from the journal", |writes| {
            account(writes).used = Amounts::default();
        }),
        ("an account differs from the journal", |writes| {
            account(writes).held.redemptions = Count::ONE;
        }),
        ("a command row points elsewhere", |writes| {
            command(writes).seq = seq(4);
        }),
        ("a use by order points elsewhere", |writes| {
            let order = OrderId::parse("o").unwrap();
            writes.push(Write::OrderUse {
                serial: serial(),
                order,
                seq: seq(4),
            });
        }),
        ("a redemption is not counted on its code", |writes| {
            code(writes).redemption = None;
        }),
        ("a redemption is not counted on its code", |writes| {
            drop(writes.remove(0));
        }),
        ("a redemption is not charged to an account", |writes| {
            drop(writes.remove(1));
        }),
        ("a redemption forgets its command", |writes| {
            drop(writes.remove(3));
        }),
    ];
    for (what, tamper) in cases {
        assert_eq!(tampered(&view(), tamper), Err(EngineError::Invariant(what)));
    }
}

#[test]
fn a_discount_is_at_most_the_order() {
    let view = View {
        accounts: vec![],
        ..view()
    };
    let broken = tampered(&view, |writes| {
        if let Event::Redeemed(redeemed) = &mut journal(writes).event {
            redeemed.discount = money(2_001);
        }
    });
    assert_eq!(
        broken,
        Err(EngineError::Invariant("a discount passes its order"))
    );
}

#[test]
fn what_is_written_depends_on_what_was_read() {
    let decision = decide(&view(), &redeem(), time(100)).unwrap();
    let fails = |view: &View| check_decision(view, &decision).unwrap_err();
    let (per, window) = (Per::Campaign, Window::Lifetime);
    let limit = Limit {
        metric: Metric::Discount,
        per,
        window,
        max: 299,
    };
    let mut tight = view();
    tight.campaign.limits = Limits::new(vec![limit]).unwrap();
    assert_eq!(
        fails(&tight),
        EngineError::Invariant("an account passes its limit")
    );
    let unread = View {
        accounts: vec![],
        ..view()
    };
    assert_eq!(
        fails(&unread),
        EngineError::Invariant("an account is written that was not read")
    );
    let again = View {
        redemption: Some(redeemed_before()),
        ..view()
    };
    assert_eq!(
        fails(&again),
        EngineError::Invariant("an order redeems a code twice")
    );
}

#[test]
fn refusals_and_replays_write_nothing() {
    let expected = Err(EngineError::Invariant("a refusal or a replay writes"));
    let sound = decide(&view(), &redeem(), time(100)).unwrap();
    let replay = Decision {
        replayed: true,
        ..sound.clone()
    };
    assert_eq!(check_decision(&view(), &replay), expected);
    let refusal = Decision {
        outcome: Outcome::Refused(Rejection::Expired),
        ..sound
    };
    assert_eq!(check_decision(&view(), &refusal), expected);
}

#[test]
fn batches_do_not_overlap_and_stay_among_the_serials() {
    let decision = decide(&last_batch(), &issue(), time(100)).unwrap();
    let mut longer = last_batch();
    longer.batch.as_mut().unwrap().serials = serials(11);
    let overlap = check_decision(&longer, &decision);
    assert_eq!(overlap, Err(EngineError::Invariant("two batches overlap")));
    let mut smaller = last_batch();
    smaller.campaign.serial_count = 14;
    let beyond = check_decision(&smaller, &decision);
    assert_eq!(
        beyond,
        Err(EngineError::Invariant("a batch passes the last serial"))
    );
}

#[test]
fn events_and_their_rows_come_together() {
    let untold = decide(&last_batch(), &issue(), time(100)).unwrap();
    let cases = [
        (untold.clone(), 1, "a batch is added untold"),
        (untold, 0, "a batch is told and not added"),
        (
            decide(&untouched(), &validate(), time(100)).unwrap(),
            0,
            "a code is told and not kept",
        ),
    ];
    for (mut decision, without, what) in cases {
        let mut writes = decision.effects.writes().to_vec();
        writes.remove(without);
        decision = Decision::new(decision.outcome, writes);
        let checked = check_decision(&untouched(), &decision);
        assert_eq!(checked, Err(EngineError::Invariant(what)));
    }
}

#[test]
fn rows_that_contradict_each_other_decide_nothing() {
    type Spoil = fn(&mut View);
    let missing = "a journal row is missing that another points to";
    let cases: [(&str, Spoil); 9] = [
        ("a code's last event is not in the journal", |view| {
            view.code.as_mut().unwrap().last_seq = seq(5);
        }),
        ("a code's last event is not in the journal", |view| {
            view.newest = None;
        }),
        ("a code's uses lack a redemption", |view| {
            view.code.as_mut().unwrap().uses = 1;
        }),
        ("an account passes 2^53 - 1", |view| {
            view.accounts[0].used.discount = MinorUnits::MAX;
            view.accounts[0].held.discount = money(1);
        }),
        ("a command has no answer", |view| view.command = Some(row())),
        (missing, |view| {
            view.command = Some(row());
            view.answer = Some(Pointed {
                seq: seq(2),
                row: None,
            });
        }),
        (missing, |view| {
            view.redemption = Some(Pointed {
                seq: seq(2),
                row: None,
            });
        }),
        (missing, |view| {
            view.redemption = Some(Pointed {
                seq: seq(2),
                ..redeemed_before()
            });
        }),
        ("a code's redemption is another event", |view| {
            view.redemption = Some(entered_before());
        }),
    ];
    for (what, spoil) in cases {
        let mut view = view();
        spoil(&mut view);
        let decision = decide(&view, &redeem(), time(100));
        assert_eq!(decision, Err(EngineError::Contradiction(what)));
    }
    let answer = Some(entered_before());
    let view = View {
        command: Some(row()),
        answer,
        ..view()
    };
    assert_eq!(
        decide(&view, &redeem(), time(100)),
        Err(EngineError::Contradiction(
            "a command's answer is a code being entered"
        ))
    );
}

/// The order's use names another order's redemption: nothing in the judgement notices, the check
/// before writing does.
#[test]
fn decisions_are_checked_before_they_leave() {
    let mut view = view();
    view.batch.as_mut().unwrap().uses = Uses::new(2).unwrap();
    let mut other = redeemed_before();
    if let Some(Event::Redeemed(redeemed)) = other.row.as_mut().map(|row| &mut row.event) {
        redeemed.order = OrderId::parse("another").unwrap();
    }
    view.redemption = Some(other);
    let expected = Err(EngineError::Invariant("a use by order is written twice"));
    assert_eq!(decide(&view, &redeem(), time(100)), expected);
}

#[test]
fn a_journal_that_is_full_fails() {
    let newest = Some(Newest {
        seq: seq((1 << 53) - 1),
        at: time(50),
    });
    let full = View { newest, ..view() };
    let expected = Err(EngineError::OutOfRange(crate::ValueError::Seq));
    assert_eq!(decide(&full, &redeem(), time(100)), expected);
}

fn tampered(view: &View, tamper: fn(&mut Vec<Write>)) -> Result<(), EngineError> {
    let mut decision = decide(view, &redeem(), time(100)).unwrap();
    let mut writes = decision.effects.writes().to_vec();
    tamper(&mut writes);
    decision = Decision::new(decision.outcome, writes);
    check_decision(view, &decision)
}

fn journal(writes: &mut [Write]) -> &mut JournalRow {
    let row = writes.iter_mut().find_map(|write| match write {
        Write::Journal(row) => Some(row),
        _ => None,
    });
    row.unwrap()
}

fn code(writes: &mut [Write]) -> &mut CodeRow {
    let row = writes.iter_mut().find_map(|write| match write {
        Write::Code(row) => Some(row),
        _ => None,
    });
    row.unwrap()
}

fn account(writes: &mut [Write]) -> &mut Account {
    let row = writes.iter_mut().find_map(|write| match write {
        Write::Account(row) => Some(row),
        _ => None,
    });
    row.unwrap()
}

fn command(writes: &mut [Write]) -> &mut CommandRow {
    let row = writes.iter_mut().find_map(|write| match write {
        Write::Command(row) => Some(row),
        _ => None,
    });
    row.unwrap()
}
