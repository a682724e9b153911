use super::*;
use crate::campaign::jobs::{next_due, run_due};

fn ring(database: &Sqlite, now_ms: u64) -> Option<u64> {
    let clock = clock_at(now_ms);
    let rung = database.transaction(|| {
        run_due(database, clock)?;
        Ok::<_, StoreError>(next_due(database, clock.now)?)
    });
    rung.expect("an alarm")
}

fn due(database: &Sqlite, now_ms: u64) -> Option<u64> {
    next_due(database, clock_at(now_ms).now).expect("a time")
}

const MINUTE_MS: u64 = 60_000;
const DAY_MS: u64 = 24 * 60 * MINUTE_MS;

#[test]
fn expired_holds_are_released_a_hundred_at_a_time() {
    let unlimited = CampaignRecord {
        limits: vec![],
        ..record("SUM-####-####-####-####")
    };
    let database = campaign_of(unlimited);
    granted::<BatchFacts>(&database, issue_of(2, 100));
    for n in 0..120_u8 {
        granted::<HoldFacts>(&database, hold_of(n + 3, code(n.into()), &format!("o-{n}")));
    }
    let due_ms = NOW_MS + MINUTE_MS;
    assert_eq!(due(&database, NOW_MS), Some(due_ms));
    assert_eq!(
        ring(&database, due_ms),
        Some(due_ms),
        "there is more to do at once"
    );
    assert_eq!(held(&database).0, 20);
    assert_eq!(ring(&database, due_ms), Some(due_ms + DAY_MS));
    assert_eq!(held(&database).0, 0);
}

#[test]
fn the_journal_is_folded_aside_or_when_it_is_read() {
    let database = campaign();
    assert_eq!(due(&database, NOW_MS), Some(NOW_MS + MINUTE_MS));
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    let entries = || database.dump("SELECT * FROM order_entry");
    assert_eq!(entries(), Vec::<String>::new());
    ring(&database, NOW_MS + MINUTE_MS);
    assert_eq!(entries(), [r#"Text("o-1") | Integer(2)"#]);
    granted::<HoldFacts>(&database, hold_of(3, code(4), "o-1"));
    granted::<HoldFacts>(&database, hold_of(4, code(4), "o-1"));
    let order_id = "o-2".to_owned();
    ask::<Vec<RedemptionNowFacts>>(&database, Ask::Redemptions { order_id });
    assert_eq!(
        entries(),
        [r#"Text("o-1") | Integer(2)"#, r#"Text("o-1") | Integer(3)"#],
        "a renewal adds nothing"
    );
    let folded = "SELECT value FROM meta WHERE key = 'folded_seq'";
    assert_eq!(database.dump(folded), [r#"Text("4")"#]);
}

#[test]
fn command_ids_are_forgotten_in_steps_and_redemptions_never() {
    let database = campaign();
    ring(&database, NOW_MS);
    for n in 0..2_500_u32 {
        let sql = "INSERT INTO command (id, fingerprint, seq, existing, at_ms) \
                   VALUES (?, x'02', 1, 0, ?)";
        let mut id = vec![0; 12];
        id.extend(n.to_be_bytes());
        let at_ms = if n % 2 == 0 { NOW_MS } else { NOW_MS + DAY_MS };
        database
            .run(sql, vec![id.into(), at_ms.into()])
            .expect("a row");
    }
    let redemption = granted::<RedemptionFacts>(&database, redeem_of(200, CODE, "o-1"));
    let left = || database.dump("SELECT count(*) FROM command");
    assert_eq!(left(), ["Integer(2502)"]);
    let late_ms = NOW_MS + Retention::DEFAULT.millis;
    assert_eq!(
        ring(&database, late_ms),
        Some(late_ms),
        "one step of several"
    );
    assert_eq!(left(), ["Integer(2002)"]);
    assert_eq!(ring(&database, late_ms), Some(late_ms));
    assert_eq!(ring(&database, late_ms), Some(late_ms + DAY_MS));
    assert_eq!(left(), ["Integer(1250)"]);
    ring(&database, late_ms + DAY_MS - 1);
    assert_eq!(left(), ["Integer(1250)"], "once a day");
    // The id is as new, and the order has its redemption for ever.
    let again = granted_at::<RedemptionFacts>(&database, redeem_of(200, CODE, "o-1"), late_ms);
    assert!(again.existing && again.seq == redemption.seq);
}

#[test]
fn an_alarm_that_finds_nothing_to_do_writes_nothing_but_when_to_look_again() {
    let database = campaign();
    ring(&database, NOW_MS);
    let written = database.rows_written();
    ring(&database, NOW_MS + 1);
    assert_eq!(database.rows_written(), written);
}
