use super::*;
use crate::campaign::{StandingFacts, message::ConflictFact};
use tessera_api::lookup::CodeState;

fn found(database: &Sqlite, seq: u64) -> Option<RedemptionNowFacts> {
    ask(database, Ask::Redemption { seq })
}

#[test]
fn a_code_is_redeemed_once() {
    let database = campaign();
    assert_eq!(
        granted::<Validated>(&database, validate_of(CODE)).discount,
        998
    );
    let redemption = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    assert_eq!((redemption.discount, redemption.existing), (998, false));
    assert_eq!(
        refused(&database, redeem_of(3, CODE, "o-2")),
        "already_redeemed"
    );
    assert_eq!(refused(&database, validate_of(CODE)), "already_redeemed");
    // For its own order it is answered as redeeming is: with the order that was redeemed.
    let Ask::Validate(question) = validate_of(CODE) else {
        unreachable!()
    };
    let changed = Ask::Validate(ValidateQuestion {
        order_id: Some("o-1".into()),
        order: CartFacts {
            currency: "JPY".into(),
            ..order(500)
        },
        ..question
    });
    let validated = granted::<Validated>(&database, changed);
    assert_eq!((validated.discount, validated.order.subtotal), (998, 4990));
    assert!(validated.existing);
    let now = found(&database, redemption.seq).expect("a redemption");
    assert_eq!((now.redemption, now.in_full), (redemption, None));
    assert_eq!(found(&database, 1), None);
    assert_eq!(found(&database, 99), None);
    assert_eq!(used(&database), (1, 998, 4990));
}

#[test]
fn a_replay_is_answered_word_for_word_and_writes_nothing() {
    let database = campaign();
    let first = ask::<Answer<RedemptionFacts>>(&database, redeem_of(2, CODE, "o-1"));
    let written = database.rows_written();
    let later =
        ask_at::<Answer<RedemptionFacts>>(&database, redeem_of(2, CODE, "o-1"), NOW_MS + 1_000_000);
    let (
        Answer::Granted {
            value: first,
            replayed,
        },
        Answer::Granted {
            value,
            replayed: again,
        },
    ) = (first, later)
    else {
        panic!("refused")
    };
    assert_eq!((value, replayed, again), (first, false, true));
    assert_eq!(database.rows_written(), written);
    assert_eq!(
        refused(&database, redeem_of(2, CODE, "o-2")),
        "idempotency_conflict"
    );
}

#[test]
fn the_same_order_finds_its_redemption_under_another_id() {
    let database = campaign();
    let first = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    let again = granted::<RedemptionFacts>(&database, redeem_of(3, CODE, "o-1"));
    assert_eq!((again.seq, again.existing), (first.seq, true));
}

#[test]
fn a_refusal_writes_nothing() {
    let database = campaign();
    let written = database.rows_written();
    assert_eq!(
        refused(&database, redeem_of(2, code(100), "o-1")),
        "not_issued"
    );
    let never_issued = CodeFacts {
        expires_at_ms: Some(NOW_MS),
        ..CODE
    };
    assert_eq!(
        refused(&database, redeem_of(2, never_issued, "o-1")),
        "invalid_code"
    );
    assert_eq!(
        refused(&database, Ask::LookUp { code: never_issued }),
        "invalid_code"
    );
    assert_eq!(database.rows_written(), written);
}

#[test]
fn a_budget_ends_exactly_where_it_should() {
    let database = campaign();
    let outcomes = (0..25_u8).map(|n| {
        let redeem = redeem_of(n + 10, code(n.into()), &format!("o-{n}"));
        ask::<Answer<RedemptionFacts>>(&database, redeem)
    });
    let granted = outcomes
        .filter(|outcome| matches!(outcome, Answer::Granted { .. }))
        .count();
    assert_eq!(granted, 20);
}

#[test]
fn a_failed_transaction_leaves_nothing_behind() {
    let database = campaign();
    let written = database.dump("SELECT * FROM journal");
    let result = database.transaction(|| {
        answer(&database, redeem_of(2, CODE, "o-1"), clock_at(NOW_MS))?;
        Err::<(), _>(StoreError::Message("after the writes".into()))
    });
    assert!(result.is_err());
    assert_eq!(database.dump("SELECT * FROM journal"), written);
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-2"));
}

#[test]
fn a_redemption_in_a_single_step_writes_four_rows() {
    let database = campaign();
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    let written = database.rows_written();
    granted::<RedemptionFacts>(&database, redeem_of(3, code(4), "o-2"));
    assert_eq!(database.rows_written() - written, 4);
}

#[test]
fn a_redemption_of_a_code_of_several_uses_writes_a_fifth() {
    let database = campaign();
    granted::<BatchFacts>(&database, issue_uses(2, 10, 3));
    granted::<RedemptionFacts>(&database, redeem_of(3, code(100), "o-1"));
    let written = database.rows_written();
    granted::<RedemptionFacts>(&database, redeem_of(4, code(100), "o-2"));
    assert_eq!(database.rows_written() - written, 5);
}

#[test]
fn a_timeline_tells_everything_oldest_first() {
    let database = campaign();
    let look_up = || granted::<LookupFacts>(&database, Ask::LookUp { code: CODE });
    assert_eq!(
        (look_up().state, look_up().timeline.len()),
        (CodeState::Issued, 1)
    );
    granted::<Validated>(&database, validate_of(CODE));
    assert_eq!(look_up().state, CodeState::Entered);
    let redemption = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    let facts = look_up();
    assert_eq!((facts.state, facts.batch), (CodeState::Redeemed, Some(0)));
    assert_eq!((facts.uses, facts.uses_max), (1, 1));
    let events = facts.timeline.into_iter().map(|(_, fact)| fact);
    assert_eq!(
        events.collect::<Vec<_>>(),
        [
            TimelineFact::Issued(0),
            TimelineFact::Entered,
            TimelineFact::Redeemed(redemption)
        ]
    );
    let unknown = granted::<LookupFacts>(&database, Ask::LookUp { code: code(100) });
    assert_eq!(
        (unknown.state, unknown.batch, unknown.uses_max),
        (CodeState::NotIssued, None, 0)
    );
}

#[test]
fn a_code_of_several_uses_counts_them_by_order() {
    let database = uninitialised();
    initialised(&database, 1, record("SUM-####-####-####-####"));
    let expires_at_ms = Some(NOW_MS + 3_600_000);
    let batch = IssueCommand {
        id: [1; 16],
        count: 5,
        expires_at_ms,
        uses: 2,
        purpose: Purpose::Export,
        name: None,
        offer: None,
    };
    granted::<BatchFacts>(&database, Ask::Issue(batch));
    let code = CodeFacts {
        serial: 0,
        expires_at_ms,
    };
    let first = granted::<RedemptionFacts>(&database, redeem_of(2, code, "o-1"));
    granted::<RedemptionFacts>(&database, redeem_of(3, code, "o-2"));
    assert_eq!(
        refused(&database, redeem_of(4, code, "o-3")),
        "already_redeemed"
    );
    let again = granted::<RedemptionFacts>(&database, redeem_of(5, code, "o-1"));
    assert_eq!((again.seq, again.existing), (first.seq, true));
    assert_eq!(again.code, code);
}

#[test]
fn a_customer_is_counted_under_every_name() {
    let limit = r#"{"metric":"redemptions","per":"customer","window":"day","max":1}"#;
    let limited = CampaignRecord {
        limits: vec![serde_json::from_str(limit).expect("a limit")],
        ..record("SUM-####-####-####-####")
    };
    let database = campaign_of(limited);
    let redeem = |id, customer| {
        Ask::Redeem(Checkout {
            customer,
            ..checkout_of(id, code(id.into()), &format!("o-{id}"))
        })
    };
    let named = |id: Option<u8>, email: Option<u8>| CustomerFacts {
        id: id.map(|byte| [byte; 16]),
        email: email.map(|byte| [byte; 16]),
    };
    assert_eq!(
        refused(&database, redeem_of(9, CODE, "o-9")),
        "customer_required"
    );
    let both = redeem(10, named(Some(1), Some(2)));
    granted::<RedemptionFacts>(&database, both);
    assert_eq!(
        refused(&database, redeem(11, named(Some(1), None))),
        "limit_reached"
    );
    assert_eq!(
        refused(&database, redeem(12, named(None, Some(2)))),
        "limit_reached"
    );
    granted::<RedemptionFacts>(&database, redeem(13, named(Some(2), Some(1))));
    let tomorrow = NOW_MS + 24 * 3_600_000;
    granted_at::<RedemptionFacts>(&database, redeem(14, named(Some(1), None)), tomorrow);
    let accounts = "SELECT scope, count(*) FROM account GROUP BY scope ORDER BY scope";
    assert_eq!(
        database.dump(accounts),
        [
            r#"Text("campaign/lifetime") | Integer(1)"#,
            r#"Text("customer/day") | Integer(5)"#
        ]
    );
}

#[test]
fn what_speaks_against_a_code_beside_others_comes_after_what_the_code_is_itself() {
    let database = campaign();
    let Ask::Validate(question) = validate_of(CODE) else {
        unreachable!()
    };
    let beside = |conflict| {
        Ask::Validate(ValidateQuestion {
            conflict: Some(conflict),
            ..question.clone()
        })
    };
    let duplicate = || beside(ConflictFact::DuplicateCode);
    assert_eq!(refused(&database, duplicate()), "duplicate_code");
    let apart = beside(ConflictFact::NotCombinable);
    assert_eq!(refused(&database, apart), "not_combinable");
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    assert_eq!(refused(&database, duplicate()), "already_redeemed");
}

#[test]
fn several_codes_stand_as_each_of_them_is_looked_up() {
    let database = campaign();
    granted::<RedemptionFacts>(&database, redeem_of(9, code(3), "o-1"));
    granted::<serde_json::Value>(&database, hold_of(10, code(4), "o-2"));
    let never_issued = CodeFacts {
        serial: 5,
        expires_at_ms: Some(NOW_MS),
    };
    let codes = vec![code(4), code(3), code(6), code(100), never_issued];
    let standings: Vec<StandingFacts> = ask(
        &database,
        Ask::Standings {
            codes: codes.clone(),
        },
    );
    let states = standings.iter().map(|standing| standing.state);
    assert_eq!(
        states.collect::<Vec<_>>(),
        [
            CodeState::Held,
            CodeState::Redeemed,
            CodeState::Issued,
            CodeState::NotIssued,
            CodeState::NotIssued,
        ]
    );
    for (code, standing) in codes.into_iter().zip(&standings).take(4) {
        let looked_up = granted::<LookupFacts>(&database, Ask::LookUp { code });
        let (state, uses, uses_max) = (looked_up.state, looked_up.uses, looked_up.uses_max);
        assert_eq!(
            *standing,
            StandingFacts {
                state,
                uses,
                uses_max
            }
        );
    }
}
