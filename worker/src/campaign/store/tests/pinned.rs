//! How rows are stored. What stands here is read for as long as there are campaigns.

use super::*;
use crate::campaign::{AssignCommand, AssignFrom, RevokedCodes, Switch, journal::columns};

/// Rows without the marks that only SQL and Rust need.
fn readable(database: &Sqlite, sql: &str) -> Vec<String> {
    let rows = database.dump(sql).into_iter();
    let plain = |row: String| {
        let row = row.replace("\\\"", "\"").replace("Null", "-");
        row.replace("Integer(", "")
            .replace("Text(", "")
            .replace(")", "")
    };
    rows.map(plain).collect()
}

/// The journal, but for its times, which are all the same.
fn journal(database: &Sqlite) -> Vec<String> {
    let sql = "SELECT seq, prev_seq, serial, kind, content, returned FROM journal";
    readable(database, sql)
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
            format!(
                r#"Integer(1) | {at} | Null | Null | Text("issued") | Text("{content}") | Null"#
            ),
            format!(r#"Integer(2) | {at} | Null | Integer(3) | Text("entered") | Text("") | Null"#),
            format!(
                r#"Integer(3) | {at} | Integer(2) | Integer(3) | Text("redeemed") | Text("{redeemed}") | Null"#
            ),
        ]
    );
    assert_eq!(
        database.dump("SELECT * FROM batch"),
        [
            r#"Integer(0) | Integer(100) | Null | Integer(1) | Text("{\"name\":\"flyers\"}") | Integer(1) | Integer(0) | Null"#
        ]
    );
    assert_eq!(
        database.dump("SELECT serial, revoked, uses, holds, redemption, hold, last_seq FROM code"),
        ["Integer(3) | Integer(0) | Integer(1) | Integer(0) | Integer(3) | Null | Integer(3)"]
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
            r#"Integer(16) | Text("01") | Integer(49) | Integer(1) | Integer(0)"#,
            r#"Integer(16) | Text("02") | Integer(89) | Integer(3) | Integer(0)"#,
        ]
    );
}

#[test]
fn every_kind_of_journal_row_is_pinned_and_read_back() {
    let limit = r#"{"metric":"redemptions","per":"customer","window":"month","max":5}"#;
    let limited = CampaignRecord {
        limits: vec![serde_json::from_str(limit).expect("a limit")],
        ..record("SUM-####-####-####-####")
    };
    let database = campaign_of(limited);
    let checkout = |id: u8, serial, order_id| Checkout {
        customer: CustomerFacts {
            id: Some([1; 16]),
            email: None,
        },
        context: ContextFacts {
            channel: Some("web".into()),
            attributes: vec![("ip".into(), [2; 16])],
        },
        ..checkout_of(id, code(serial), order_id)
    };
    let ttl_ms = 60_000;
    let hold = |id, serial| Ask::Hold {
        checkout: checkout(id, serial, "o-1"),
        ttl_ms,
    };
    let held = granted::<HoldFacts>(&database, hold(2, 3)).hold;
    assert_eq!(
        readable(&database, "SELECT * FROM hold"),
        [
            r#"2 | 3 | "o-1" | "open" | - | - | 1767400060000 | "expired" | 1 | 998 | 4990 | "{"made_at_ms":1767400000000,"offer":{"type":"percent","basis_points":2000},"channel":"web","attributes":[["ip","AgICAgICAgICAgICAgICAg"]]}" | "{"customer":{"id":"AQEBAQEBAQEBAQEBAQEBAQ"},"accounts":[{"scope":"campaign/lifetime"},{"scope":"customer/month","entity":"aQEBAQEBAQEBAQEBAQEBAQE","start_ms":1767225600000}]}" | -"#
        ]
    );
    granted::<HoldFacts>(&database, hold(3, 3));
    granted::<RedemptionFacts>(&database, Ask::Redeem(checkout(4, 3, "o-1")));
    granted::<serde_json::Value>(
        &database,
        Ask::Rollback {
            id: [5; 16],
            redemption: held + 2,
            amount: Some(1),
            order_value: Some(2),
            mode: None,
        },
    );
    granted::<HoldFacts>(&database, hold(6, 4));
    let revoked = [
        RevokedCodes::Code(code(5)),
        RevokedCodes::Range {
            first_serial: 6,
            count: 2,
        },
        RevokedCodes::Batch(0),
    ];
    for (id, codes) in (7..).zip(revoked) {
        let id = [id; 16];
        granted::<serde_json::Value>(&database, Ask::Revoke { id, codes });
    }
    let order_id = "o-1".into();
    let id = [10; 16];
    granted::<serde_json::Value>(&database, Ask::Cancel { id, order_id });
    let switches = [
        Switch::Pause,
        Switch::Resume,
        Switch::End { void_holds: true },
    ];
    for (id, switch) in (11..).zip(switches) {
        let id = [id; 16];
        granted::<serde_json::Value>(&database, Ask::Switch { id, switch });
    }
    let version = facts(&database).record.version;
    let change = Box::default();
    ask::<Changed>(&database, Ask::Change { version, change });
    assert_eq!(
        journal(&database),
        [
            r#"1 | - | - | "issued" | "{"first_serial":0,"count":100,"expires_at_ms":null,"uses":1}" | -"#,
            r#"2 | - | 3 | "held" | "{"order":"o-1","order_value":4990,"discount":998,"until_ms":1767400060000}" | -"#,
            r#"3 | 2 | 3 | "held" | "{"hold":2,"made_at_ms":1767400000000,"order":"o-1","order_value":4990,"discount":998,"until_ms":1767400060000}" | -"#,
            r#"4 | 3 | 3 | "redeemed" | "{"order":"o-1","order_value":4990,"discount":998,"hold":2,"customer":{"id":"AQEBAQEBAQEBAQEBAQEBAQ"},"accounts":[{"scope":"campaign/lifetime"},{"scope":"customer/month","entity":"aQEBAQEBAQEBAQEBAQEBAQE","start_ms":1767225600000}]}" | "{"discount":998,"order_value":4990,"in_full":"restore"}""#,
            r#"5 | 4 | 3 | "rolled_back" | "{"redemption":4,"discount":1,"order_value":2}" | -"#,
            r#"6 | - | 4 | "held" | "{"order":"o-1","order_value":4990,"discount":998,"until_ms":1767400060000}" | -"#,
            r#"7 | - | 5 | "revoked" | "" | -"#,
            r#"8 | - | - | "revoked" | "{"first_serial":6,"count":2,"batch":false}" | -"#,
            r#"9 | - | - | "revoked" | "{"first_serial":0,"count":100,"batch":true}" | -"#,
            r#"10 | 6 | 4 | "hold_released" | "{"hold":6,"reason":"revoked"}" | -"#,
            r#"11 | 5 | 3 | "rolled_back" | "{"redemption":4,"discount":997,"order_value":4988,"in_full":"restore"}" | -"#,
            r#"12 | - | - | "order_closed" | "{"order":"o-1","released":[],"rolled_back":[4]}" | -"#,
            r#"13 | - | - | "paused" | "" | -"#,
            r#"14 | - | - | "resumed" | "" | -"#,
            r#"15 | - | - | "ended" | "{"void_holds":true}" | -"#,
            r#"16 | - | - | "changed" | "{"version":5,"settings":{"starts_at":null,"ends_at":"2026-01-03T00:26:40Z","offer":{"type":"percent","basis_points":2000},"limits":[{"metric":"redemptions","per":"customer","window":"month","max":5}],"on_exhausted":"reject","rollback":"restore"}}" | -"#
        ]
    );
    let rows = StoredRows {
        database: &database,
    };
    let contents = database.run("SELECT content FROM journal ORDER BY seq", vec![]);
    for (seq, mut stored) in (1..).zip(contents.expect("rows")) {
        let row = rows.journal(Seq::new(seq).expect("a number"));
        let row = row.expect("readable").expect("a row");
        let written = columns(&row).expect("writable");
        assert_eq!(written[5], stored.text().expect("text").into());
    }
    let closed = readable(&database, "SELECT * FROM closed_order");
    assert_eq!(closed, [r#""o-1" | 12"#]);
    assert_eq!(
        readable(&database, "SELECT * FROM revoked"),
        ["0 | 100 | 9"]
    );
}

#[test]
fn assignments_are_pinned_and_read_back() {
    let database = campaign();
    let issue = IssueCommand {
        id: [2; 16],
        count: 2,
        expires_at_ms: None,
        uses: 1,
        purpose: Purpose::Assigning,
        offer: None,
        name: None,
    };
    granted::<BatchFacts>(&database, Ask::Issue(issue));
    let fresh = AssignFrom::Fresh {
        expires_at_ms: Some(NOW_MS + 1),
        offer: Some(tessera_api::offer::Offer::Amount {
            amount: 500,
            on: tessera_api::offer::Target::Order,
        }),
    };
    for (id, from) in [(3, fresh), (4, AssignFrom::Pool(100))] {
        let (source, holder) = ([id; 16], [1; 16]);
        let id = [id; 16];
        let command = AssignCommand {
            id,
            source,
            holder,
            from,
        };
        granted::<serde_json::Value>(&database, Ask::Assign(command));
    }
    assert_eq!(
        journal(&database)[1..],
        [
            r#"2 | - | - | "issued" | "{"first_serial":100,"count":2,"expires_at_ms":null,"uses":1,"purpose":"assigning"}" | -"#,
            r#"3 | - | - | "assigned" | "{"serial":1048575,"source":"AwMDAwMDAwMDAwMDAwMDAw","holder":"AQEBAQEBAQEBAQEBAQEBAQ","expires_at_ms":1767400000001,"offer":{"type":"amount","amount":500}}" | -"#,
            r#"4 | - | - | "assigned" | "{"serial":100,"source":"BAQEBAQEBAQEBAQEBAQEBA","holder":"AQEBAQEBAQEBAQEBAQEBAQ","batch":100}" | -"#,
        ]
    );
    let rows = StoredRows {
        database: &database,
    };
    let contents = database.run("SELECT content FROM journal ORDER BY seq", vec![]);
    for (seq, mut stored) in (1..).zip(contents.expect("rows")) {
        let row = rows.journal(Seq::new(seq).expect("a number"));
        let row = row.expect("readable").expect("a row");
        let written = columns(&row).expect("writable");
        assert_eq!(written[5], stored.text().expect("text").into());
    }
    assert_eq!(
        readable(&database, "SELECT * FROM assignment"),
        ["100 | 4", "1048575 | 3"]
    );
    let sql = "SELECT hex(source), seq FROM assignment_source";
    assert_eq!(
        readable(&database, sql),
        [
            r#""03030303030303030303030303030303" | 3"#,
            r#""04040404040404040404040404040404" | 4"#
        ]
    );
    let sql = "SELECT first_serial, assigning FROM batch";
    assert_eq!(readable(&database, sql), ["0 | 0", "100 | 1"]);
    let sql =
        "SELECT hex(substr(fingerprint, 1, 1)), length(fingerprint) FROM command WHERE seq = 3";
    assert_eq!(readable(&database, sql), [r#""0C" | 41"#]);
    assert_eq!(readable(&database, "SELECT * FROM code"), [""; 0]);
}

#[test]
fn a_redemption_of_a_guest_takes_little_room() {
    let database = campaign();
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "order-100001"));
    let size = "SELECT length(kind) + length(content) FROM journal WHERE kind = 'redeemed'";
    assert_eq!(database.dump(size), ["Integer(66)"]);
}
