//! The directory's decisions, on SQLite itself.

use serde::de::DeserializeOwned;
use tessera_api::{key::KeyKind, time::Timestamp};

use super::*;
use crate::{
    database::{migrate, native::Sqlite},
    directory::{KeyRecord, NewKey, schema::MIGRATIONS},
    record::tests::record,
};

fn directory() -> Sqlite {
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

fn try_to_reserve(database: &Sqlite, pattern: &str, fingerprint: u8) -> Reserved {
    let record = Box::new(record(pattern));
    ask(
        database,
        Ask::Reserve {
            fingerprint: vec![fingerprint],
            record,
        },
    )
}

fn reserved(database: &Sqlite, pattern: &str, fingerprint: u8) -> u64 {
    match try_to_reserve(database, pattern, fingerprint) {
        Reserved::Open { reservation, .. } => reservation,
        other => panic!("{other:?}"),
    }
}

fn activated(database: &Sqlite, prefix: &str, reservation: u64) -> bool {
    ask(
        database,
        Ask::Activate {
            prefix: prefix.into(),
            reservation,
        },
    )
}

fn snapshot_of(database: &Sqlite) -> Snapshot {
    match ask(
        database,
        Ask::Snapshot {
            known_version: None,
        },
    ) {
        SnapshotAnswer::Changed(snapshot) => snapshot,
        SnapshotAnswer::Unchanged => panic!("nothing is known"),
    }
}

fn key(id: &str) -> NewKey {
    NewKey {
        id: id.into(),
        hash: vec![1; 32],
        kind: KeyKind::Publishable,
        name: "shop".into(),
        scopes: vec![],
        origins: vec!["https://shop.example".into()],
        created_at: Timestamp::from_unix_ms(5).expect("an instant"),
        key_version: Some(3),
    }
}

const SUM: &str = "SUM-####-####-####-####";

#[test]
fn a_campaign_exists_once_it_is_activated_and_not_before() {
    let database = directory();
    let reservation = reserved(&database, SUM, 1);
    assert!(snapshot_of(&database).campaigns.is_empty());
    assert!(activated(&database, "SUM", reservation));
    assert!(
        activated(&database, "SUM", reservation),
        "a repeated reply changes nothing"
    );
    assert_eq!(snapshot_of(&database).campaigns, [record(SUM)]);
}

#[test]
fn the_same_request_resumes_and_in_the_end_finds_what_it_made() {
    let database = directory();
    let reservation = reserved(&database, SUM, 1);
    assert_eq!(reserved(&database, SUM, 1), reservation);
    assert!(activated(&database, "SUM", reservation));
    assert_eq!(
        try_to_reserve(&database, SUM, 1),
        Reserved::Existing(Box::new(record(SUM)))
    );
}

#[test]
fn another_request_takes_an_abandoned_reservation_and_fences_the_first() {
    let database = directory();
    let first = reserved(&database, SUM, 1);
    let second = reserved(&database, SUM, 2);
    assert!(second > first);
    assert!(!activated(&database, "SUM", first));
    assert!(snapshot_of(&database).campaigns.is_empty());
    assert!(activated(&database, "SUM", second));
}

#[test]
fn a_prefix_that_folds_alike_is_taken() {
    let database = directory();
    let reservation = reserved(&database, "SOLO-####-####-####-####", 1);
    assert!(activated(&database, "SOLO", reservation));
    let taken = Reserved::Taken { by: "SOLO".into() };
    assert_eq!(
        try_to_reserve(&database, "S010-####-####-####-####", 2),
        taken
    );
    assert_eq!(
        try_to_reserve(&database, "SOLO-####-####-####-####", 2),
        taken
    );
    // One folded prefix begins the other, and both codes have 20 characters.
    assert_eq!(
        try_to_reserve(&database, "S01-####-####-####-#####", 2),
        taken
    );
    reserved(&database, "S01-####-####-####-####", 2);
}

#[test]
fn an_abandoned_reservation_that_folds_alike_gives_way() {
    let database = directory();
    let first = reserved(&database, "SOLO-####-####-####-####", 1);
    let second = reserved(&database, "S010-####-####-####-####", 2);
    assert!(!activated(&database, "SOLO", first));
    assert!(activated(&database, "S010", second));
}

#[test]
fn a_refused_reservation_takes_nothing_away() {
    let database = directory();
    let abandoned = reserved(&database, "S0-####-####-####-####-##", 1);
    let active = reserved(&database, "S010-####-####-####-####", 2);
    assert!(activated(&database, "S010", active));
    let taken = Reserved::Taken { by: "S010".into() };
    assert_eq!(
        try_to_reserve(&database, "S01-####-####-####-#####", 3),
        taken
    );
    let _ = abandoned;
}

#[test]
fn a_snapshot_is_sent_only_when_something_changed() {
    let database = directory();
    let version = snapshot_of(&database).version;
    let again = |version| {
        ask(
            &database,
            Ask::Snapshot {
                known_version: Some(version),
            },
        )
    };
    assert_eq!(again(version), SnapshotAnswer::Unchanged);
    assert_eq!(
        ask::<KeyCreation>(&database, Ask::CreateKey(key("key_1"))),
        KeyCreation::Created
    );
    assert!(matches!(again(version), SnapshotAnswer::Changed(_)));
}

#[test]
fn a_revoked_key_is_gone_from_the_snapshot_and_keeps_its_first_time() {
    let database = directory();
    let _: KeyCreation = ask(&database, Ask::CreateKey(key("key_1")));
    assert_eq!(snapshot_of(&database).keys.len(), 1);
    let revoke = |ms| {
        let now = Timestamp::from_unix_ms(ms).expect("an instant");
        ask::<Option<KeyRecord>>(
            &database,
            Ask::RevokeKey {
                id: "key_1".into(),
                now,
            },
        )
    };
    let first = revoke(10).and_then(|key| key.revoked_at);
    assert_eq!(first, Timestamp::from_unix_ms(10));
    assert_eq!(revoke(20).and_then(|key| key.revoked_at), first);
    assert!(snapshot_of(&database).keys.is_empty());
    let unknown = Ask::RevokeKey {
        id: "key_2".into(),
        now: record(SUM).created_at,
    };
    assert_eq!(ask::<Option<KeyRecord>>(&database, unknown), None);
    let page: Vec<KeyRecord> = ask(
        &database,
        Ask::Keys {
            after: None,
            limit: 100,
        },
    );
    assert_eq!(page.len(), 1, "the list still shows it");
}

#[test]
fn lists_are_paged_by_the_last_name() {
    let database = directory();
    for (number, pattern) in [
        "AA-################",
        "BB-################",
        "CC-################",
    ]
    .iter()
    .enumerate()
    {
        let reservation = reserved(&database, pattern, u8::try_from(number).expect("small"));
        assert!(activated(&database, &pattern[..2], reservation));
    }
    let page = |after: Option<&str>| {
        let ask_page = Ask::Campaigns {
            after: after.map(str::to_owned),
            limit: 2,
        };
        let records: Vec<CampaignRecord> = ask(&database, ask_page);
        records
            .into_iter()
            .map(|record| record.pattern[..2].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(page(None), ["AA", "BB"]);
    assert_eq!(page(Some("BB")), ["CC"]);
}

#[test]
fn the_demo_key_is_made_once_and_again_when_it_was_revoked() {
    let database = directory();
    let demo_key = |id: &str| {
        let text = format!("pk_{id}");
        let hash = auth::hash(&text).to_vec();
        let proposal = NewKey { hash, ..key(id) };
        ask::<String>(&database, Ask::DemoKey { proposal, text })
    };
    assert_eq!(demo_key("key_1"), "pk_key_1");
    assert_eq!(demo_key("key_2"), "pk_key_1");
    assert_eq!(snapshot_of(&database).keys.len(), 1);

    let id = "key_1".to_owned();
    let now = Timestamp::from_unix_ms(6).expect("an instant");
    let _: Option<KeyRecord> = ask(&database, Ask::RevokeKey { id, now });
    assert_eq!(
        demo_key("key_3"),
        "pk_key_3",
        "a dead key would close the shop"
    );
}

#[test]
fn a_key_that_is_stored_again_by_a_retry_is_one_key() {
    let database = directory();
    for _ in 0..2 {
        let created: KeyCreation = ask(&database, Ask::CreateKey(key("key_1")));
        assert_eq!(created, KeyCreation::Created);
    }
    assert_eq!(snapshot_of(&database).keys.len(), 1);
}

#[test]
fn keys_that_are_older_than_customer_tokens_have_no_version() {
    let database = Sqlite::in_memory();
    migrate(&database, &MIGRATIONS[..1]).expect("the first schema");
    let sql = "INSERT INTO api_key (id, hash, kind, name, scopes, origins, created_at_ms) \
               VALUES ('key_1', x'01', 'publishable', 'shop', '[]', '[\"*\"]', 5)";
    database.run(sql, vec![]).expect("a row");
    migrate(&database, MIGRATIONS).expect("the newest schema");
    let versions = |database: &Sqlite| {
        let keys = snapshot_of(database).keys.into_iter();
        keys.map(|key| key.key.key_version).collect::<Vec<_>>()
    };
    assert_eq!(versions(&database), [None]);
    let _: KeyCreation = ask(&database, Ask::CreateKey(key("key_2")));
    assert_eq!(versions(&database), [None, Some(3)]);
}

#[test]
fn stored_rows_are_pinned() {
    let database = directory();
    reserved(&database, SUM, 1);
    let _: KeyCreation = ask(&database, Ask::CreateKey(key("key_1")));
    let _: String = ask(
        &database,
        Ask::DemoKey {
            proposal: key("key_2"),
            text: "pk_2".into(),
        },
    );
    let rows = database.dump("SELECT prefix, state, reservation, fingerprint FROM campaign");
    assert_eq!(
        rows,
        [r#"Text("SUM") | Text("reserved") | Integer(1) | Blob([1])"#]
    );
    let hash = "1, ".repeat(31) + "1";
    assert_eq!(
        database.dump("SELECT * FROM api_key WHERE id = 'key_1'"),
        [format!(
            r#"Text("key_1") | Blob([{hash}]) | Text("publishable") | Text("shop") | Text("[]") | Text("[\"https://shop.example\"]") | Integer(5) | Null | Integer(3)"#
        )]
    );
    assert_eq!(
        database.dump("SELECT key, value FROM meta ORDER BY key"),
        [
            r#"Text("demo_key") | Text("pk_2")"#,
            r#"Text("reservation") | Text("1")"#,
            r#"Text("schema_version") | Text("2")"#,
            r#"Text("version") | Text("2")"#,
        ]
    );
}

#[test]
fn a_late_copy_of_a_campaign_never_takes_a_newer_ones_place() {
    let database = directory();
    let pattern = "SUM-####-####-####-####";
    let copy = |version, name: &str| CampaignRecord {
        version,
        name: name.into(),
        ..record(pattern)
    };
    let update = |version, name| {
        let record = Box::new(copy(version, name));
        ask::<bool>(&database, Ask::Update { record })
    };
    assert!(
        !update(2, "unknown"),
        "nothing is made of what is not there"
    );
    let reservation = reserved(&database, pattern, 1);
    assert!(!update(2, "reserved"), "nor of what is not active");
    assert!(activated(&database, "SUM", reservation));
    let before = snapshot_of(&database).version;
    assert!(update(3, "third"));
    assert!(!update(2, "second"));
    assert!(!update(3, "third again"));
    let snapshot = snapshot_of(&database);
    assert_eq!(snapshot.campaigns, [copy(3, "third")]);
    assert_eq!(snapshot.version, before + 1, "workers are told once");
}
