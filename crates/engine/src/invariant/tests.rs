//! Each invariant is broken, by hand, in a decision or a view that is otherwise sound.

mod assigned;

use alloc::vec::Vec;

use super::fixture::*;
use super::*;
use crate::{
    Account, AccountKey, Amounts, CodeRow, CommandRow, Count, Event, HoldRow, HoldState, Limits,
    RevokedRange, Serial, decide,
};
use crate::{JournalRow, Write};

#[test]
fn sound_decisions_pass_and_none_of_their_rows_can_be_left_out() {
    for (name, view, command) in changes() {
        let decision = decide(&view, &command, time(100)).unwrap();
        let writes = decision.effects.writes();
        assert!(!writes.is_empty(), "{name}: {:?}", decision.outcome);
        for (place, write) in writes.iter().enumerate() {
            let mut torn = decision.clone();
            torn.effects.0.remove(place);
            let found = check_decision(&view, &command, &torn);
            assert!(found.is_err(), "{name} without {write:?}");
        }
    }
}

#[test]
fn no_row_can_be_added_to_a_decision_that_is_not_told() {
    for (name, view, command) in changes() {
        let decision = decide(&view, &command, time(100)).unwrap();
        for (other, other_view, other_command) in changes() {
            let foreign = decide(&other_view, &other_command, time(100)).unwrap();
            for write in foreign.effects.writes() {
                let says_nothing_new = matches!(write, Write::Account(account)
                    if view.account(&account.key) == Some(account));
                let is_there = decision.effects.writes().contains(write) || says_nothing_new;
                if is_there {
                    continue;
                }
                let mut more = decision.clone();
                more.effects.0.push(write.clone());
                let found = check_decision(&view, &command, &more);
                assert!(found.is_err(), "{name} with {write:?} of {other}");
            }
        }
    }
}

#[test]
fn a_redemption_that_breaks_a_promise_is_not_written() {
    type Tamper = fn(&mut Vec<Write>);
    let cases: [(&str, Tamper); 14] = [
        ("the journal has a gap", |writes| {
            journal_row(writes).seq = seq(6);
        }),
        ("time goes back", |writes| {
            journal_row(writes).at = time(49);
        }),
        ("a code's timeline is torn", |writes| {
            journal_row(writes).prev_seq = None;
        }),
        ("a code's uses differ from the journal", |writes| {
            written_code(writes).uses = 2;
        }),
        ("a code's holds differ from its holds' rows", |writes| {
            written_code(writes).holds = 1;
        }),
        ("a code changes untold", |writes| {
            written_code(writes).last_seq = seq(4);
        }),
        ("a redemption is not counted on its code", |writes| {
            written_code(writes).serial = Serial::new(10).unwrap();
        }),
        ("an account's use differs from the journal", |writes| {
            written_account(writes).used = Amounts::default();
        }),
        ("an account's holding differs from its holds", |writes| {
            written_account(writes).held.redemptions = Count::ONE;
        }),
        (
            "an answer is kept under another id, or not at all",
            |writes| {
                command_row(writes).seq = seq(4);
            },
        ),
        (
            "an answer is kept under another id, or not at all",
            |writes| {
                command_row(writes).id.0 = [2; 16];
            },
        ),
        ("a redemption is not counted on its code", |writes| {
            written_code(writes).redemption = None;
        }),
        ("a discount passes its order", |writes| {
            redeemed_row(writes).discount = money(2_001);
        }),
        ("a hold is redeemed and goes on", |writes| {
            redeemed_row(writes).hold = Some(seq(3));
        }),
    ];
    for (what, tamper) in cases {
        let found = tampered(&entered(), &redeem(), tamper);
        assert_eq!(found, Err(EngineError::Invariant(what)));
    }
}

#[test]
fn a_hold_that_breaks_a_promise_is_not_written() {
    type Tamper = fn(&mut HoldRow);
    let cases: [(&str, Tamper); 5] = [
        ("a hold's promise is broken", |hold| {
            hold.promise.made_at = time(31);
        }),
        ("a hold's promise is broken", |hold| {
            hold.order = crate::OrderId::parse("p").unwrap();
        }),
        ("a hold is told and not kept", |hold| {
            hold.until = time(9_999);
        }),
        ("an account's holding differs from its holds", |hold| {
            hold.reserved.discount = money(299);
        }),
        ("a hold is told and not kept", |hold| {
            hold.state = HoldState::Redeemed(seq(5));
        }),
    ];
    let renew = changes().into_iter().find(|(name, ..)| *name == "renew");
    let (_, view, command) = renew.unwrap();
    for (what, tamper) in cases {
        let found = tampered(&view, &command, |writes| {
            let hold = writes.iter_mut().find_map(|write| match write {
                Write::Hold(hold) => Some(hold),
                _ => None,
            });
            tamper(hold.unwrap());
        });
        assert_eq!(found, Err(EngineError::Invariant(what)));
    }
}

#[test]
fn a_hold_is_never_cut_short() {
    let renew = changes().into_iter().find(|(name, ..)| *name == "renew");
    let (_, view, command) = renew.unwrap();
    let found = tampered(&view, &command, |writes| {
        for write in writes {
            match write {
                Write::Hold(hold) => hold.until = time(9_999),
                Write::Journal(row) => match &mut row.event {
                    Event::Held(held) => held.until = time(9_999),
                    other => panic!("{other:?}"),
                },
                _ => {}
            }
        }
    });
    assert_eq!(found, Err(EngineError::Invariant("a hold is cut short")));
}

#[test]
fn just_the_holds_die_that_are_told_to() {
    let revoke = changes()
        .into_iter()
        .find(|(name, ..)| *name == "revoke a code");
    let (_, view, command) = revoke.unwrap();
    let found = tampered(&view, &command, |writes| {
        for write in writes {
            if let Write::HoldsDue { serials, .. } = write {
                *serials = None;
            }
        }
    });
    let what = "holds outlive their codes, or die without need";
    assert_eq!(found, Err(EngineError::Invariant(what)));
}

#[test]
fn the_campaign_changes_in_nothing_but_what_is_told() {
    let pause = changes().into_iter().find(|(name, ..)| *name == "pause");
    let (_, view, command) = pause.unwrap();
    let found = tampered(&view, &command, |writes| {
        for write in writes {
            if let Write::Campaign(campaign) = write {
                campaign.settings.limits = Limits::default();
            }
        }
    });
    let what = "the campaign changes otherwise than it is told";
    assert_eq!(found, Err(EngineError::Invariant(what)));
}

#[test]
fn every_use_is_charged_to_the_campaign() {
    for (name, what) in [
        (
            "redeem",
            "a redemption is charged to fewer accounts than it must be",
        ),
        ("hold", "a hold is reserved nowhere"),
    ] {
        let found = changes().into_iter().find(|(other, ..)| *other == name);
        let (_, view, command) = found.unwrap();
        let found = tampered(&view, &command, |writes| {
            writes.retain(|write| !matches!(write, Write::Account(_)));
            for write in writes {
                match write {
                    Write::Hold(hold) => hold.accounts.clear(),
                    Write::Journal(row) => {
                        if let Event::Redeemed(redeemed) = &mut row.event {
                            redeemed.accounts.clear();
                        }
                    }
                    _ => {}
                }
            }
        });
        assert_eq!(found, Err(EngineError::Invariant(what)));
    }
}

#[test]
fn what_is_written_depends_on_what_was_read() {
    let decision = decide(&entered(), &redeem(), time(100)).unwrap();
    let fails = |change: &dyn Fn(&mut View)| {
        let mut view = entered();
        change(&mut view);
        check_decision(&view, &redeem(), &decision)
    };
    let invariant = |what| Err(EngineError::Invariant(what));
    let tight = fails(&|view| {
        let mut limit = *view.campaign.settings.limits.iter().next().unwrap();
        limit.max = 299;
        view.campaign.settings.limits = Limits::new(vec![limit]).unwrap();
    });
    assert_eq!(tight, invariant("an account passes its limit"));
    let unread = fails(&|view| view.accounts.clear());
    assert_eq!(unread, invariant("an account moves that was not read"));
    let spent = fails(&|view| code(view).uses = 1);
    assert_eq!(spent, invariant("a code's uses differ from the journal"));
    let twice = fails(&|view| view.redemptions = redeemed().redemptions);
    assert_eq!(twice, invariant("an order redeems a code twice"));
    let unissued = fails(&|view| view.batch = None);
    assert_eq!(
        unissued,
        invariant("a code is used more often than it may be")
    );
    let several = fails(&|view| *view = several(view.clone()));
    assert_eq!(several, invariant("an order forgets its redemption"));
}

#[test]
fn a_hold_resolves_once() {
    let release = changes().into_iter().find(|(name, ..)| *name == "release");
    let (_, mut view, command) = release.unwrap();
    let decision = decide(&view, &command, time(100)).unwrap();
    view.holds[0].state = HoldState::Redeemed(seq(4));
    let found = check_decision(&view, &command, &decision);
    assert_eq!(found, Err(EngineError::Invariant("a hold resolves twice")));
}

#[test]
fn nothing_comes_back_that_was_withdrawn() {
    let revoke = changes()
        .into_iter()
        .find(|(name, ..)| *name == "revoke a range");
    let (_, mut view, command) = revoke.unwrap();
    let decision = decide(&view, &command, time(100)).unwrap();
    view.revoked.push(RevokedRange {
        serials: serials(4),
        seq: seq(2),
    });
    let found = check_decision(&view, &command, &decision);
    assert_eq!(
        found,
        Err(EngineError::Invariant("a withdrawn code comes back"))
    );
    // Decided with it in view, the two become one.
    assert!(decide(&view, &command, time(100)).is_ok());
}

#[test]
fn rows_that_contradict_each_other_decide_nothing() {
    type Tamper = fn(&mut View);
    let cases: [(&str, Tamper); 6] = [
        ("a code's last event is not in the journal", |view| {
            view.newest = None;
        }),
        ("a code's uses lack a redemption", |view| {
            code(view).uses = 1;
        }),
        ("a code's holds lack a hold", |view| code(view).holds = 1),
        ("an account passes 2^53 - 1", |view| {
            let all = Amounts {
                discount: crate::MinorUnits::MAX,
                ..Amounts::default()
            };
            (account(view).used, account(view).held) = (all, all);
        }),
        ("more was given back than given", |view| {
            view.redemptions = redeemed().redemptions;
            let found = view.redemptions.get_mut(&seq(3));
            found.unwrap().redeemed.returned.discount = money(301);
        }),
        ("an account was not read", |view| view.accounts.clear()),
    ];
    for (what, tamper) in cases {
        let mut view = entered();
        tamper(&mut view);
        let found = decide(&view, &redeem(), time(100));
        assert_eq!(found, Err(EngineError::Contradiction(what)));
    }
}

fn tampered(
    view: &View,
    command: &Command,
    tamper: impl FnOnce(&mut Vec<Write>),
) -> Result<(), EngineError> {
    let mut decision = decide(view, command, time(100)).unwrap();
    tamper(&mut decision.effects.0);
    check_decision(view, command, &decision)
}

fn journal_row(writes: &mut [Write]) -> &mut JournalRow {
    let found = writes.iter_mut().find_map(|write| match write {
        Write::Journal(row) => Some(row),
        _ => None,
    });
    found.unwrap()
}

fn redeemed_row(writes: &mut [Write]) -> &mut Redeemed {
    match &mut journal_row(writes).event {
        Event::Redeemed(redeemed) => redeemed,
        other => panic!("{other:?}"),
    }
}

fn written_code(writes: &mut [Write]) -> &mut CodeRow {
    let found = writes.iter_mut().find_map(|write| match write {
        Write::Code(row) => Some(row),
        _ => None,
    });
    found.unwrap()
}

fn written_account(writes: &mut [Write]) -> &mut Account {
    let found = writes.iter_mut().find_map(|write| match write {
        Write::Account(row) => Some(row),
        _ => None,
    });
    found.unwrap()
}

fn command_row(writes: &mut [Write]) -> &mut CommandRow {
    let found = writes.iter_mut().find_map(|write| match write {
        Write::Command(row) => Some(row),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn an_account_that_is_not_charged_stays_as_it_is() {
    let mut view = entered();
    let other = AccountKey {
        window_start: time(1),
        ..AccountKey::campaign()
    };
    view.accounts
        .insert(other.clone(), Account::empty(other.clone()));
    let found = tampered(&view, &redeem(), |writes| {
        let mut account = Account::empty(other);
        account.used.redemptions = Count::ONE;
        writes.push(Write::Account(account));
    });
    let what = "an account's use differs from the journal";
    assert_eq!(found, Err(EngineError::Invariant(what)));
}
