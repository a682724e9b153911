//! A campaign's answers, on SQLite itself.

use serde::de::DeserializeOwned;
use tessera_api::lookup::CodeState;

use super::{super::schema::MIGRATIONS, *};
use crate::{
    campaign::{LookupFacts, TimelineFact},
    database::{migrate, native::Sqlite},
    record::tests::record,
};

const NOW_MS: u64 = 1_767_400_000_000;
const CODE: CodeFacts = CodeFacts {
    serial: 3,
    expires_at_ms: None,
};

fn uninitialised() -> Sqlite {
    let database = Sqlite::in_memory();
    migrate(&database, MIGRATIONS).expect("the schema");
    database
}

/// A campaign of 20 % with a budget of 20 redemptions and a batch of 100 codes.
fn campaign() -> Sqlite {
    let database = uninitialised();
    assert_eq!(
        initialised(&database, 1, "SUM-####-####-####-####"),
        Initialised::Done
    );
    let batch = granted::<BatchFacts>(&database, issue_of(1, 100));
    assert_eq!((batch.first_serial, batch.count), (0, 100));
    database
}

fn ask_at<T: DeserializeOwned>(database: &Sqlite, ask: Ask, now_ms: u64) -> T {
    let now = UnixMillis::new(now_ms).expect("an instant");
    let json = database
        .transaction(|| answer(database, ask, now))
        .expect("an answer");
    serde_json::from_str(&json).expect("the answer's type")
}

fn ask<T: DeserializeOwned>(database: &Sqlite, question: Ask) -> T {
    ask_at(database, question, NOW_MS)
}

fn granted<T: DeserializeOwned + core::fmt::Debug>(database: &Sqlite, question: Ask) -> T {
    match ask::<Answer<T>>(database, question) {
        Answer::Granted { value, .. } => value,
        Answer::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn refused(database: &Sqlite, question: Ask) -> String {
    match ask::<Answer<serde_json::Value>>(database, question) {
        Answer::Granted { value, .. } => panic!("{value}"),
        Answer::Refused(refusal) => refusal.code,
    }
}

fn initialised(database: &Sqlite, reservation: u64, pattern: &str) -> Initialised {
    ask(
        database,
        Ask::Initialise {
            reservation,
            record: Box::new(record(pattern)),
        },
    )
}

fn issue_of(id: u8, count: u64) -> Ask {
    let name = Some("flyers".into());
    Ask::Issue(IssueCommand {
        id: [id; 16],
        count,
        expires_at_ms: None,
        uses: 1,
        name,
    })
}

fn order(subtotal: u64) -> OrderFacts {
    OrderFacts {
        currency: "EUR".into(),
        subtotal,
    }
}

fn redeem_of(id: u8, code: CodeFacts, order_id: &str) -> Ask {
    Ask::Redeem {
        id: [id; 16],
        code,
        order_id: order_id.into(),
        order: order(4990),
    }
}

fn validate_of(code: CodeFacts) -> Ask {
    Ask::Validate {
        code,
        order_id: None,
        order: order(4990),
    }
}

#[test]
fn a_campaign_is_initialised_again_only_until_it_is_used() {
    let database = uninitialised();
    let (first, second) = ("SUM-####-####-####-####", "SUM-####-####-####-#####");
    assert_eq!(initialised(&database, 2, first), Initialised::Done);
    assert_eq!(
        initialised(&database, 2, first),
        Initialised::Done,
        "a repetition"
    );
    assert_eq!(
        initialised(&database, 1, second),
        Initialised::Overtaken,
        "a slow older try"
    );
    assert_eq!(
        initialised(&database, 3, second),
        Initialised::Done,
        "a newer reservation"
    );
    granted::<BatchFacts>(&database, issue_of(1, 10));
    assert_eq!(
        initialised(&database, 4, first),
        Initialised::Overtaken,
        "it is in use"
    );
    assert_eq!(
        initialised(&database, 3, second),
        Initialised::Done,
        "a late repetition"
    );
}

#[test]
fn nothing_is_answered_about_a_campaign_that_was_not_created() {
    let database = uninitialised();
    let now = UnixMillis::new(NOW_MS).expect("an instant");
    let error = answer(&database, validate_of(CODE), now).expect_err("refused");
    assert_eq!(error.to_string(), "storage: the campaign was not created");
}

#[test]
fn a_batch_is_one_row_whatever_its_count() {
    let database = campaign();
    let batch = granted::<BatchFacts>(&database, issue_of(2, 1_000_000));
    assert_eq!(
        (batch.first_serial, batch.name.as_deref()),
        (100, Some("flyers"))
    );
    assert_eq!(database.dump("SELECT count(*) FROM batch"), ["Integer(2)"]);
    let batches = ask::<Vec<BatchFacts>>(&database, Ask::Batches { from: 1, limit: 10 });
    assert_eq!(batches, std::slice::from_ref(&batch));
    let by_name = |first_serial| ask::<Option<BatchFacts>>(&database, Ask::Batch { first_serial });
    assert_eq!(by_name(100), Some(batch));
    assert_eq!(
        by_name(50),
        None,
        "a serial inside a batch does not name it"
    );
    assert_eq!(ask::<UsageFacts>(&database, Ask::Usage).codes, 1_000_100);
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
    let changed = Ask::Validate {
        code: CODE,
        order_id: Some("o-1".into()),
        order: OrderFacts {
            currency: "JPY".into(),
            subtotal: 500,
        },
    };
    let validated = granted::<Validated>(&database, changed);
    assert_eq!((validated.discount, validated.order), (998, order(4990)));
    let found = ask::<Option<RedemptionFacts>>(
        &database,
        Ask::Redemption {
            seq: redemption.seq,
        },
    );
    assert_eq!(found, Some(redemption));
    assert_eq!(
        ask::<Option<RedemptionFacts>>(&database, Ask::Redemption { seq: 1 }),
        None
    );
    assert_eq!(
        ask::<Option<RedemptionFacts>>(&database, Ask::Redemption { seq: 99 }),
        None
    );
    let usage = ask::<UsageFacts>(&database, Ask::Usage);
    assert_eq!(
        (usage.redemptions, usage.discount, usage.order_value),
        (1, 998, 4990)
    );
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
    let outside = CodeFacts {
        serial: 100,
        ..CODE
    };
    assert_eq!(
        refused(&database, redeem_of(2, outside, "o-1")),
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
        let code = CodeFacts {
            serial: u64::from(n),
            ..CODE
        };
        ask::<Answer<RedemptionFacts>>(&database, redeem_of(n + 10, code, &format!("o-{n}")))
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
    let now = UnixMillis::new(NOW_MS).expect("an instant");
    let result = database.transaction(|| {
        answer(&database, redeem_of(2, CODE, "o-1"), now)?;
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
    let code = CodeFacts { serial: 4, ..CODE };
    granted::<RedemptionFacts>(&database, redeem_of(3, code, "o-2"));
    assert_eq!(database.rows_written() - written, 4);
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
    let events = facts
        .timeline
        .into_iter()
        .map(|(_, fact)| fact)
        .collect::<Vec<_>>();
    assert_eq!(
        events,
        [
            TimelineFact::Issued(0),
            TimelineFact::Entered,
            TimelineFact::Redeemed(redemption)
        ]
    );
    let outside = CodeFacts {
        serial: 100,
        ..CODE
    };
    let unknown = granted::<LookupFacts>(&database, Ask::LookUp { code: outside });
    assert_eq!(
        (unknown.state, unknown.batch, unknown.uses_max),
        (CodeState::NotIssued, None, 0)
    );
}

#[test]
fn a_code_of_several_uses_counts_them_by_order() {
    let database = uninitialised();
    initialised(&database, 1, "SUM-####-####-####-####");
    let expires_at_ms = Some(NOW_MS + 3_600_000);
    let batch = IssueCommand {
        id: [1; 16],
        count: 5,
        expires_at_ms,
        uses: 2,
        name: None,
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
fn stored_rows_are_pinned() {
    let database = campaign();
    granted::<Validated>(&database, validate_of(CODE));
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    let content = r#"{\"first_serial\":0,\"count\":100,\"expires_at_ms\":null,\"uses\":1}"#;
    let redeemed = r#"{\"order\":\"o-1\",\"order_value\":4990,\"discount\":998}"#;
    let at = format!("Integer({NOW_MS})");
    assert_eq!(
        database.dump("SELECT * FROM journal"),
        [
            format!(r#"Integer(1) | {at} | Null | Null | Text("issued") | Text("{content}")"#),
            format!(r#"Integer(2) | {at} | Null | Integer(3) | Text("entered") | Text("")"#),
            format!(
                r#"Integer(3) | {at} | Integer(2) | Integer(3) | Text("redeemed") | Text("{redeemed}")"#
            ),
        ]
    );
    assert_eq!(
        database.dump("SELECT * FROM batch"),
        [
            r#"Integer(0) | Integer(100) | Null | Integer(1) | Text("{\"name\":\"flyers\"}") | Integer(0) | Integer(1)"#
        ]
    );
    assert_eq!(
        database.dump("SELECT * FROM code"),
        ["Integer(3) | Integer(0) | Integer(1) | Integer(3) | Integer(3)"]
    );
    assert_eq!(
        database.dump("SELECT * FROM account"),
        [
            r#"Text("campaign/lifetime") | Blob([]) | Integer(0) | Integer(1) | Integer(998) | Integer(4990) | Integer(0) | Integer(0) | Integer(0)"#
        ]
    );
    let columns = "length(id), hex(substr(fingerprint, 1, 1)), length(fingerprint), seq, existing";
    assert_eq!(
        database.dump(&format!("SELECT {columns} FROM command ORDER BY seq")),
        [
            r#"Integer(16) | Text("01") | Integer(33) | Integer(1) | Integer(0)"#,
            r#"Integer(16) | Text("02") | Integer(33) | Integer(3) | Integer(0)"#,
        ]
    );
}
