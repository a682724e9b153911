//! Histories that a lone code could have had, and some that it could not: the checker must tell.

use tessera_linearizability::{Answer, Operation, Record, Verdict, check};

const OTHER_ORDER: &str = "o-2";

fn record(operation: Operation, called: f64, returned: f64, answer: Answer) -> Record {
    Record {
        code: "SUMMER/1".into(),
        command: None,
        operation,
        called,
        returned: Some(returned),
        answer: Some(answer),
    }
}

fn unanswered(operation: Operation, called: f64) -> Record {
    Record {
        returned: None,
        answer: None,
        ..record(operation, called, called, Answer::Valid)
    }
}

fn by_command(command: &str, record: Record) -> Record {
    Record {
        command: Some(command.into()),
        ..record
    }
}

fn redeem(order: &str) -> Operation {
    Operation::Redeem {
        order: order.into(),
        hold: None,
    }
}

fn redeem_hold(order: &str, hold: &str) -> Operation {
    Operation::Redeem {
        order: order.into(),
        hold: Some(hold.into()),
    }
}

fn hold(order: &str, ttl_ms: u64) -> Operation {
    Operation::Hold {
        order: order.into(),
        ttl_ms,
    }
}

fn release(hold: &str) -> Operation {
    Operation::Release { hold: hold.into() }
}

fn rollback(redemption: &str) -> Operation {
    Operation::Rollback {
        redemption: redemption.into(),
    }
}

fn redeemed(redemption: &str) -> Answer {
    Answer::Redeemed {
        redemption: redemption.into(),
    }
}

fn held(hold: &str, until_ms: u64) -> Answer {
    Answer::Held {
        hold: hold.into(),
        until_ms,
    }
}

fn refused(reason: &str) -> Answer {
    Answer::Refused {
        reason: reason.into(),
    }
}

fn state(state: &str) -> Answer {
    Answer::State {
        state: state.into(),
    }
}

#[track_caller]
fn assert_fine(records: &[Record]) -> Verdict {
    let verdict = check(records);
    assert!(verdict.violations.is_empty(), "{}", verdict.violations[0]);
    verdict
}

#[track_caller]
fn assert_wrong(records: &[Record]) {
    assert_eq!(check(records).violations.len(), 1);
}

#[test]
fn of_two_orders_at_once_one_redeems() {
    assert_fine(&[
        record(redeem("o-1"), 0.0, 10.0, refused("already_redeemed")),
        record(redeem(OTHER_ORDER), 5.0, 15.0, redeemed("r-1")),
    ]);
    // Also if they only touch: clocks are not that fine.
    assert_fine(&[
        record(redeem("o-1"), 0.0, 10.0, refused("already_redeemed")),
        record(redeem(OTHER_ORDER), 10.0, 10.0, redeemed("r-1")),
    ]);
}

#[test]
fn two_orders_must_not_redeem_one_code() {
    assert_wrong(&[
        record(redeem("o-1"), 0.0, 10.0, redeemed("r-1")),
        record(redeem(OTHER_ORDER), 5.0, 15.0, redeemed("r-2")),
    ]);
    // Nor one order twice.
    assert_wrong(&[
        record(redeem("o-1"), 0.0, 10.0, redeemed("r-1")),
        record(redeem("o-1"), 20.0, 30.0, redeemed("r-2")),
    ]);
}

#[test]
fn nobody_is_refused_for_what_has_not_happened_yet() {
    assert_wrong(&[
        record(redeem("o-1"), 0.0, 10.0, refused("already_redeemed")),
        record(redeem(OTHER_ORDER), 11.0, 15.0, redeemed("r-1")),
    ]);
}

#[test]
fn a_read_must_not_go_back() {
    let first = record(redeem("o-1"), 0.0, 100.0, redeemed("r-1"));
    let sees = |at: f64, word: &str| record(Operation::LookUp, at, at + 5.0, state(word));
    assert_fine(&[first.clone(), sees(10.0, "issued"), sees(20.0, "redeemed")]);
    assert_wrong(&[first.clone(), sees(10.0, "redeemed"), sees(20.0, "issued")]);
    assert_wrong(&[first.clone(), sees(110.0, "issued")]);

    let order = Some(OTHER_ORDER.to_owned());
    let validate = |at, answer| {
        record(
            Operation::Validate {
                order: order.clone(),
            },
            at,
            at + 5.0,
            answer,
        )
    };
    assert_fine(&[
        first.clone(),
        validate(10.0, Answer::Valid),
        validate(20.0, refused("already_redeemed")),
    ]);
    assert_wrong(&[
        first.clone(),
        validate(10.0, refused("already_redeemed")),
        validate(20.0, Answer::Valid),
    ]);
    assert_wrong(&[first, validate(10.0, Answer::Valid), sees(20.0, "issued")]);
}

#[test]
fn what_nobody_saw_the_answer_of_has_happened_or_not() {
    let lost = unanswered(redeem("o-1"), 0.0);
    let sees = |word: &str| record(Operation::LookUp, 1_000.0, 1_001.0, state(word));
    assert_fine(&[lost.clone(), sees("redeemed")]);
    assert_fine(&[lost.clone(), sees("issued")]);
    // But not for somebody else, and not before it was asked for.
    let verdict = assert_fine(&[
        lost.clone(),
        record(redeem(OTHER_ORDER), 10.0, 20.0, redeemed("r-2")),
    ]);
    assert_eq!((verdict.operations, verdict.unanswered), (2, 1));
    assert_wrong(&[
        lost,
        record(redeem(OTHER_ORDER), 10.0, 20.0, redeemed("r-2")),
        record(redeem("o-1"), 30.0, 40.0, redeemed("r-1")),
    ]);
    assert_wrong(&[
        record(Operation::LookUp, 0.0, 1.0, state("redeemed")),
        unanswered(redeem("o-1"), 2.0),
    ]);
}

#[test]
fn a_command_takes_effect_once_however_often_it_is_sent() {
    let lost = by_command("k-1", unanswered(redeem("o-1"), 0.0));
    let replayed = by_command("k-1", record(redeem("o-1"), 50.0, 60.0, redeemed("r-1")));
    let seen = record(Operation::LookUp, 10.0, 20.0, state("redeemed"));
    let verdict = assert_fine(&[lost.clone(), replayed.clone(), seen]);
    assert_eq!((verdict.operations, verdict.unanswered), (2, 0));

    // Its answer stays the same, also when the redemption has been taken back since.
    let back = record(rollback("r-1"), 70.0, 80.0, Answer::RolledBack);
    let again = by_command("k-1", record(redeem("o-1"), 90.0, 95.0, redeemed("r-1")));
    let other = record(redeem(OTHER_ORDER), 100.0, 110.0, redeemed("r-2"));
    assert_fine(&[lost.clone(), replayed.clone(), back, again, other]);
    let changed = by_command("k-1", record(redeem("o-1"), 90.0, 95.0, redeemed("r-3")));
    assert_wrong(&[lost, replayed, changed]);
}

#[test]
fn a_hold_keeps_others_out_until_it_ends() {
    let holds = record(hold("o-1", 100), 0.0, 10.0, held("h-1", 105));
    let other = |at: f64, answer| record(redeem(OTHER_ORDER), at, at + 5.0, answer);
    assert_fine(&[
        holds.clone(),
        other(20.0, refused("held_by_another")),
        other(200.0, redeemed("r-1")),
    ]);
    assert_wrong(&[holds.clone(), other(20.0, redeemed("r-1"))]);
    // It may be released when its time is over, and need not be at once.
    assert_fine(&[holds.clone(), other(200.0, refused("held_by_another"))]);
    // Renewing it moves its end.
    let renewed = record(hold("o-1", 400), 90.0, 95.0, held("h-1", 495));
    assert_wrong(&[
        holds.clone(),
        renewed.clone(),
        other(200.0, redeemed("r-1")),
    ]);
    assert_fine(&[holds.clone(), renewed, other(500.0, redeemed("r-1"))]);

    let ends = record(release("h-1"), 20.0, 30.0, Answer::Released);
    assert_fine(&[holds.clone(), ends.clone(), other(40.0, redeemed("r-1"))]);
    let by_hold = |answer| record(redeem_hold("o-1", "h-1"), 60.0, 70.0, answer);
    assert_fine(&[
        holds.clone(),
        ends.clone(),
        by_hold(refused("hold_resolved")),
    ]);
    assert_wrong(&[holds.clone(), ends.clone(), by_hold(redeemed("r-1"))]);
    assert_wrong(&[holds.clone(), ends, by_hold(refused("hold_expired"))]);
    assert_fine(&[
        holds.clone(),
        by_hold(redeemed("r-1")),
        other(80.0, refused("already_redeemed")),
    ]);
    assert_wrong(&[
        holds.clone(),
        by_hold(redeemed("r-1")),
        other(80.0, refused("held_by_another")),
    ]);
    let second = record(hold(OTHER_ORDER, 100), 20.0, 30.0, held("h-2", 125));
    assert_wrong(&[holds, second]);
}

#[test]
fn a_hold_that_was_redeemed_answers_with_the_redemption_as_long_as_it_stands() {
    let holds = record(hold("o-1", 100), 0.0, 10.0, held("h-1", 105));
    let by_hold = |at: f64, answer| record(redeem_hold("o-1", "h-1"), at, at + 5.0, answer);
    let first = by_hold(20.0, redeemed("r-1"));
    let back = record(rollback("r-1"), 40.0, 45.0, Answer::RolledBack);
    assert_fine(&[
        holds.clone(),
        first.clone(),
        by_hold(30.0, redeemed("r-1")),
        back.clone(),
        by_hold(50.0, refused("hold_resolved")),
    ]);
    assert_wrong(&[
        holds.clone(),
        first.clone(),
        by_hold(30.0, refused("hold_resolved")),
    ]);
    assert_wrong(&[holds, first, back, by_hold(50.0, redeemed("r-2"))]);
}

#[test]
fn a_hold_that_nobody_saw_the_answer_of_ends_too() {
    let lost = unanswered(hold("o-1", 100), 0.0);
    let other = |at: f64, answer| record(redeem(OTHER_ORDER), at, at + 5.0, answer);
    assert_fine(&[
        lost.clone(),
        other(20.0, refused("held_by_another")),
        other(200.0, redeemed("r-1")),
    ]);
    assert_fine(&[lost.clone(), other(20.0, redeemed("r-1"))]);
    assert_wrong(&[
        lost,
        other(20.0, refused("held_by_another")),
        other(50.0, redeemed("r-1")),
    ]);
}

#[test]
fn a_rollback_frees_the_code() {
    let first = record(redeem("o-1"), 0.0, 10.0, redeemed("r-1"));
    let back = |at: f64, answer| record(rollback("r-1"), at, at + 5.0, answer);
    let second = record(redeem(OTHER_ORDER), 40.0, 50.0, redeemed("r-2"));
    assert_fine(&[
        first.clone(),
        back(20.0, Answer::RolledBack),
        second.clone(),
        back(60.0, refused("already_rolled_back")),
    ]);
    assert_wrong(&[
        first.clone(),
        back(45.5, Answer::RolledBack),
        second.clone(),
        back(20.0, refused("already_rolled_back")),
    ]);
    assert_wrong(&[first.clone(), back(60.0, Answer::RolledBack), second]);
    // Not twice.
    assert_wrong(&[
        first,
        back(20.0, Answer::RolledBack),
        back(30.0, Answer::RolledBack),
    ]);
}

#[test]
fn a_budget_may_run_out_while_a_code_is_free_and_only_then() {
    let first = record(redeem("o-1"), 0.0, 10.0, redeemed("r-1"));
    let exhausted = |at: f64| {
        record(
            redeem(OTHER_ORDER),
            at,
            at + 5.0,
            refused("budget_exhausted"),
        )
    };
    assert_fine(&[first.clone(), exhausted(5.0)]);
    assert_wrong(&[first.clone(), exhausted(20.0)]);
    assert_wrong(&[
        first,
        record(redeem(OTHER_ORDER), 20.0, 25.0, refused("campaign_paused")),
    ]);
}

#[test]
fn codes_are_judged_one_by_one() {
    let first = record(redeem("o-1"), 0.0, 10.0, redeemed("r-1"));
    let mut other = record(redeem(OTHER_ORDER), 20.0, 30.0, redeemed("r-2"));
    other.code = "SUMMER/2".into();
    assert_eq!(assert_fine(&[first, other]).codes, 2);
}

#[test]
fn records_are_read_as_the_tests_write_them() {
    let text = r#"{"code":"A/1","command":"k","operation":{"kind":"redeem","order":"o-1"},"called":1.5,"returned":2.5,"answer":{"kind":"redeemed","redemption":"r-1"}}
{"code":"A/1","command":null,"operation":{"kind":"look_up"},"called":3,"returned":4,"answer":{"kind":"state","state":"redeemed"}}
{"code":"A/1","command":"k2","operation":{"kind":"hold","order":"o-2","ttl_ms":1000},"called":3,"returned":null,"answer":null}"#;
    let records = tessera_linearizability::read(text).expect("records");
    assert_eq!(assert_fine(&records).operations, 3);
    let error = tessera_linearizability::read("{}").unwrap_err();
    assert!(error.to_string().starts_with("line 1:"), "{error}");
}
