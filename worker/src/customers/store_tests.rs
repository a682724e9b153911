//! A shard of the customers, on SQLite itself.

use super::*;
use crate::{
    customers::{
        message::{StoredCustomer, StoredSuppression, WalletCode},
        schema::MIGRATIONS,
    },
    database::{migrate, native::Sqlite},
};
use serde::de::DeserializeOwned;

fn shard() -> Sqlite {
    let database = Sqlite::in_memory();
    migrate(&database, MIGRATIONS).expect("the schema");
    database
}

fn ask<T: DeserializeOwned>(database: &Sqlite, ask: Ask) -> T {
    let json = database
        .transaction(|| answer(database, ask))
        .expect("an answer");
    serde_json::from_str(&json).expect("the answer's type")
}

fn at(ms: u64) -> Timestamp {
    Timestamp::from_unix_ms(ms).expect("an instant")
}

fn profile(json: &str) -> Box<Profile> {
    serde_json::from_str(json).expect(json)
}

fn put_at(database: &Sqlite, customer: &str, json: &str, ms: u64) -> Put {
    let (customer, profile, now) = (customer.into(), profile(json), at(ms));
    ask(
        database,
        Ask::Put {
            customer,
            profile,
            now,
        },
    )
}

fn put(database: &Sqlite, customer: &str) {
    put_at(database, customer, "{}", 1);
}

fn shown(database: &Sqlite, customer: &str) -> Shown {
    let customer = customer.into();
    ask(database, Ask::Show { customer })
}

fn forget(database: &Sqlite, customer: &str) {
    let customer = customer.into();
    ask::<()>(database, Ask::Forget { customer });
}

fn facts_of(database: &Sqlite, customer: &str) -> KnownFacts {
    let customer = customer.into();
    ask(database, Ask::Facts { customer })
}

fn suppress_at(database: &Sqlite, customer: &str, reason: &str, ms: u64) -> StoredSuppression {
    ask(
        database,
        Ask::Suppress {
            customer: customer.into(),
            reason: Some(reason.into()),
            now: at(ms),
            key: [7; 32],
        },
    )
}

fn code(prefix: &str, serial: u64) -> WalletCode {
    WalletCode {
        prefix: prefix.into(),
        serial,
        expires_at_ms: Some(5),
        assigned_at: at(3),
    }
}

fn add(database: &Sqlite, customer: &str, code: WalletCode) {
    let customer = customer.into();
    ask::<()>(database, Ask::AddToWallet { customer, code });
}

fn wallet_after(
    database: &Sqlite,
    customer: &str,
    after: Option<(&str, u64)>,
    limit: u32,
) -> Vec<(String, u64)> {
    let ask_page = Ask::Wallet {
        customer: customer.into(),
        after: after.map(|(prefix, serial)| (prefix.into(), serial)),
        limit,
    };
    let codes: Vec<WalletCode> = ask(database, ask_page);
    let name = |code: WalletCode| (code.prefix, code.serial);
    codes.into_iter().map(name).collect()
}

#[test]
fn a_profile_is_replaced_as_a_whole_and_keeps_its_birth() {
    let database = shard();
    assert_eq!(shown(&database, "ann").stored, None);
    let first = put_at(&database, "ann", r#"{"name":"Ann","segments":["vip"]}"#, 1);
    assert!(first.is_new);
    let second = put_at(&database, "ann", r#"{"order_count":3}"#, 2);
    assert!(!second.is_new);
    let stored = StoredCustomer {
        customer: "ann".into(),
        profile: *profile(r#"{"order_count":3}"#),
        created_at: at(1),
        updated_at: at(2),
        suppression: None,
    };
    assert_eq!(second.stored, stored);
    assert_eq!(shown(&database, "ann").stored, Some(stored));
}

#[test]
fn ids_are_told_apart_to_the_last_bit() {
    let database = shard();
    // The last two read alike: one character, and a letter with a mark that joins it.
    let ids = [
        "ann",
        "Ann",
        " ann",
        "ann ",
        "ann\u{200B}",
        "n\u{e9}e",
        "ne\u{301}e",
    ];
    for (place, id) in ids.iter().enumerate() {
        let put = put_at(&database, id, &format!(r#"{{"order_count":{place}}}"#), 1);
        assert!(put.is_new, "{id:?}");
        suppress_at(&database, id, id, 1);
        add(&database, id, code("SUM", 1));
    }
    for (place, id) in ids.iter().enumerate() {
        let Shown {
            stored,
            suppression,
        } = shown(&database, id);
        let count = stored.and_then(|stored| stored.profile.order_count);
        assert_eq!(count, u64::try_from(place).ok(), "{id:?}");
        assert_eq!(suppression.and_then(|row| row.reason).as_deref(), Some(*id));
    }
    forget(&database, "ann");
    assert!(shown(&database, "Ann").stored.is_some());
    assert_eq!(wallet_after(&database, "ann ", None, 9).len(), 1);
}

#[test]
fn a_profile_knows_what_it_does_not_say_and_no_profile_knows_nothing() {
    let database = shard();
    assert_eq!(facts_of(&database, "ann"), KnownFacts::default());
    put(&database, "ann");
    let none = KnownFacts {
        segments: Some(vec![]),
        ..KnownFacts::default()
    };
    assert_eq!(facts_of(&database, "ann"), none);
    let json = r#"{"segments":["vip"],"attributes":{"tier":2},"order_count":7,"lifetime_value":9}"#;
    put_at(&database, "ann", json, 2);
    let known: KnownFacts = serde_json::from_str(json).expect(json);
    assert_eq!(facts_of(&database, "ann"), known);
}

#[test]
fn the_list_holds_without_a_profile_and_outlives_it() {
    let database = shard();
    let is_suppressed = |customer| facts_of(&database, customer).suppressed;
    assert!(!is_suppressed("ann"));
    suppress_at(&database, "ann", "staff", 1);
    assert!(is_suppressed("ann") && !is_suppressed("bob"));
    put(&database, "ann");
    let suppression = shown(&database, "ann")
        .stored
        .and_then(|row| row.suppression);
    assert_eq!(suppression, shown(&database, "ann").suppression);
    forget(&database, "ann");
    assert!(is_suppressed("ann"));
    assert_eq!(shown(&database, "ann").stored, None);
    let () = ask(
        &database,
        Ask::Unsuppress {
            customer: "ann".into(),
        },
    );
    assert!(!is_suppressed("ann"));
}

#[test]
fn suppressing_again_changes_the_reason_and_keeps_the_time_and_the_key() {
    let database = shard();
    suppress_at(&database, "bob", "staff", 1);
    suppress_at(&database, "ann", "staff", 2);
    let again: StoredSuppression = ask(
        &database,
        Ask::Suppress {
            customer: "ann".into(),
            reason: None,
            now: at(3),
            // Another key would make others of those who are on the list.
            key: [8; 32],
        },
    );
    assert_eq!((again.reason, again.suppressed_at), (None, at(2)));
    assert!(facts_of(&database, "bob").suppressed);
}

#[test]
fn nothing_stored_names_who_was_deleted() {
    let database = shard();
    put_at(
        &database,
        "ann-kowalski",
        r#"{"email":"ann@example.org"}"#,
        1,
    );
    add(&database, "ann-kowalski", code("SUM", 1));
    suppress_at(&database, "ann-kowalski", "staff", 1);
    forget(&database, "ann-kowalski");
    for table in ["profile", "wallet", "suppression", "meta"] {
        let rows = database.dump(&format!("SELECT * FROM {table}")).join("\n");
        assert!(!rows.contains("ann"), "{table}: {rows}");
    }
    forget(&database, "ann-kowalski");
}

#[test]
fn a_wallet_has_a_code_once_and_its_owner_alone() {
    let database = shard();
    for code in [code("SUM", 2), code("SUM", 10), code("AUT", 7)] {
        add(&database, "ann", code.clone());
        add(
            &database,
            "ann",
            WalletCode {
                assigned_at: at(9),
                ..code
            },
        );
    }
    add(&database, "bob", code("SUM", 3));
    let all = [
        ("AUT".to_owned(), 7),
        ("SUM".to_owned(), 2),
        ("SUM".to_owned(), 10),
    ];
    assert_eq!(wallet_after(&database, "ann", None, 9), all);
    let first = wallet_after(&database, "ann", None, 2);
    assert_eq!(first, all[..2]);
    assert_eq!(
        wallet_after(&database, "ann", Some(("SUM", 2)), 2),
        all[2..]
    );
    let codes: Vec<WalletCode> = ask(
        &database,
        Ask::Wallet {
            customer: "ann".into(),
            after: None,
            limit: 1,
        },
    );
    assert_eq!(codes, [code("AUT", 7)], "as it was added first");
}

#[test]
fn where_nothing_is_stored_the_answer_is_that_of_empty_tables() {
    let customer = || "ann".to_owned();
    for ask in [
        Ask::Show {
            customer: customer(),
        },
        Ask::Forget {
            customer: customer(),
        },
        Ask::Page {
            after: None,
            limit: 9,
        },
        Ask::Facts {
            customer: customer(),
        },
        Ask::Wallet {
            customer: customer(),
            after: None,
            limit: 9,
        },
        Ask::Unsuppress {
            customer: customer(),
        },
    ] {
        let of_nothing = of_nothing(&ask).expect("an answer");
        assert!(of_nothing.is_some(), "{ask:?}");
        assert_eq!(of_nothing, answer(&shard(), ask).ok());
    }
    let code = code("SUM", 1);
    let writes = Ask::AddToWallet {
        customer: customer(),
        code,
    };
    assert_eq!(of_nothing(&writes), Ok(None));
}

#[test]
fn customers_are_paged_by_id() {
    let database = shard();
    for id in ["b", "a", "c"] {
        put(&database, id);
    }
    suppress_at(&database, "c", "staff", 4);
    let page = |after: Option<&str>| {
        let after = after.map(str::to_owned);
        let customers: Vec<StoredCustomer> = ask(&database, Ask::Page { after, limit: 2 });
        let told = |row: StoredCustomer| (row.customer, row.suppression.is_some());
        customers.into_iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(page(None), [("a".into(), false), ("b".into(), false)]);
    assert_eq!(page(Some("b")), [("c".into(), true)]);
}

#[test]
fn stored_rows_are_pinned() {
    let database = shard();
    put_at(
        &database,
        "ann",
        r#"{"segments":["vip"],"attributes":{"tier":2}}"#,
        1,
    );
    add(&database, "ann", code("SUM", 7));
    suppress_at(&database, "ann", "staff", 2);
    assert_eq!(
        database.dump("SELECT * FROM profile"),
        [
            r#"Text("ann") | Text("{\"name\":null,\"email\":null,\"phone\":null,\"locale\":null,\"time_zone\":null,\"birthday\":null,\"consent\":{\"email\":false,\"sms\":false,\"push\":false},\"segments\":[\"vip\"],\"attributes\":{\"tier\":2},\"order_count\":null,\"lifetime_value\":null}") | Integer(1) | Integer(1)"#
        ]
    );
    assert_eq!(
        database.dump("SELECT * FROM wallet"),
        [r#"Text("ann") | Text("SUM") | Integer(7) | Integer(5) | Integer(3)"#]
    );
    assert_eq!(
        database.dump("SELECT hex(pseudonym), reason, suppressed_at_ms FROM suppression"),
        [r#"Text("B86F6E0B902D4113864EA164A4F64730") | Text("staff") | Integer(2)"#]
    );
    assert_eq!(
        database.dump("SELECT key, value FROM meta ORDER BY key"),
        [
            r#"Text("schema_version") | Text("1")"#,
            r#"Text("suppression_key") | Text("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc")"#,
        ]
    );
}
