use super::*;
use crate::campaign::CancelFacts;

fn cancel_of(id: u8, order_id: &str) -> Ask {
    Ask::Cancel {
        id: [id; 16],
        order_id: order_id.into(),
    }
}

fn redemptions_of(database: &Sqlite, order_id: &str) -> Vec<RedemptionNowFacts> {
    let order_id = order_id.into();
    ask(database, Ask::Redemptions { order_id })
}

#[test]
fn an_order_gives_everything_back_and_is_closed() {
    let database = campaign();
    let redemption = granted::<RedemptionFacts>(&database, redeem_of(2, code(1), "o-1"));
    let hold = granted::<HoldFacts>(&database, hold_of(3, code(2), "o-1"));
    granted::<HoldFacts>(&database, hold_of(4, code(2), "o-1"));
    let other = granted::<RedemptionFacts>(&database, redeem_of(5, code(3), "o-2"));
    let cancelled = granted::<CancelFacts>(&database, cancel_of(6, "o-1"));
    assert_eq!(cancelled.released, [hold.hold]);
    assert_eq!(cancelled.rolled_back, [redemption.seq]);
    assert!(!cancelled.existing);
    assert_eq!(
        (used(&database), held(&database)),
        ((1, 998, 4990), (0, 0, 0))
    );
    let again = granted::<CancelFacts>(&database, cancel_of(7, "o-1"));
    assert!(again.existing && again.released == cancelled.released);
    assert_eq!(
        refused(&database, redeem_of(8, code(4), "o-1")),
        "order_closed"
    );
    let found = redemptions_of(&database, "o-1");
    assert_eq!(found.len(), 1);
    assert!(found[0].redemption == redemption && found[0].in_full.is_some());
    assert_eq!(redemptions_of(&database, "o-2")[0].redemption, other);
    assert_eq!(redemptions_of(&database, "o-3"), []);
}

#[test]
fn an_order_that_has_nothing_is_closed_too() {
    let database = campaign();
    let cancelled = granted::<CancelFacts>(&database, cancel_of(2, "o-1"));
    assert_eq!(
        (cancelled.released, cancelled.rolled_back),
        (vec![], vec![])
    );
    assert_eq!(refused(&database, hold_of(3, CODE, "o-1")), "order_closed");
}

#[test]
fn a_redemption_is_found_at_once_by_its_order() {
    let database = campaign();
    let made = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    assert_eq!(redemptions_of(&database, "o-1")[0].redemption, made);
}

#[test]
fn look_ups_by_order_read_only_what_is_theirs() {
    let database = campaign();
    granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    redemptions_of(&database, "o-1");
    let plan = |table: &str| {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM {table} \
             WHERE {} IN (SELECT seq FROM order_entry WHERE order_id = ?) ORDER BY 1",
            if table == "hold" {
                "state = 'open' AND id"
            } else {
                "kind = 'redeemed' AND seq"
            }
        );
        let rows = database.run(&sql, vec!["o-1".into()]).expect("a plan");
        let mut rows = rows.into_iter().map(|mut row| {
            for _ in 0..3 {
                row.number().expect("a number");
            }
            row.text().expect("a line")
        });
        rows.next().expect("a line")
    };
    assert_eq!(plan("hold"), "SEARCH hold USING PRIMARY KEY (id=?)");
    assert_eq!(plan("journal"), "SEARCH journal USING PRIMARY KEY (seq=?)");
}
