use super::*;
use crate::campaign::RollbackFacts;
use tessera_api::campaign::RollbackMode;

fn rollback_of(id: u8, redemption: u64, amount: Option<u64>, mode: Option<RollbackMode>) -> Ask {
    Ask::Rollback {
        id: [id; 16],
        redemption,
        amount,
        order_value: None,
        mode,
    }
}

fn now(database: &Sqlite, seq: u64) -> RedemptionNowFacts {
    let found: Option<RedemptionNowFacts> = ask(database, Ask::Redemption { seq });
    found.expect("a redemption")
}

#[test]
fn a_part_and_then_the_rest_are_given_back() {
    let database = campaign();
    let redemption = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    let seq = redemption.seq;
    let part = granted::<RollbackFacts>(&database, rollback_of(3, seq, Some(98), None));
    assert_eq!(
        (part.discount, part.order_value, part.in_full),
        (98, 0, None)
    );
    assert_eq!(used(&database), (1, 900, 4990));
    assert_eq!(now(&database, seq).discount_returned, 98);
    assert_eq!(
        refused(&database, rollback_of(4, seq, Some(901), None)),
        "exceeds_redemption"
    );
    let rest = granted::<RollbackFacts>(&database, rollback_of(5, seq, None, None));
    assert_eq!((rest.discount, rest.order_value), (900, 4990));
    assert_eq!(rest.in_full, Some(RollbackMode::Restore));
    assert_eq!(used(&database), (0, 0, 0));
    let after = now(&database, seq);
    assert_eq!(
        (after.discount_returned, after.order_value_returned),
        (998, 4990)
    );
    assert_eq!(
        refused(&database, rollback_of(6, seq, None, None)),
        "already_rolled_back"
    );
    // The first answers stand.
    assert_eq!(
        granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1")),
        redemption
    );
    assert_eq!(
        granted::<RollbackFacts>(&database, rollback_of(3, seq, Some(98), None)),
        part
    );
    let again = granted::<RedemptionFacts>(&database, redeem_of(7, CODE, "o-1"));
    assert!(again.seq > seq && !again.existing);
    assert_eq!(
        timeline(&database, CODE, NOW_MS),
        [
            "issued",
            "redeemed",
            "rolled_back",
            "rolled_back",
            "redeemed"
        ]
    );
}

#[test]
fn a_use_that_is_consumed_stays_spent() {
    let database = campaign();
    let seq = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1")).seq;
    let consume = Some(RollbackMode::Consume);
    let rolled_back = granted::<RollbackFacts>(&database, rollback_of(3, seq, None, consume));
    assert_eq!(rolled_back.in_full, consume);
    assert_eq!(used(&database), (1, 0, 0));
    assert_eq!(now(&database, seq).in_full, consume);
    assert_eq!(
        refused(&database, redeem_of(4, CODE, "o-1")),
        "already_redeemed"
    );
}

#[test]
fn what_is_no_redemption_is_unknown() {
    let database = campaign();
    for seq in [1, 99] {
        assert_eq!(
            refused(&database, rollback_of(2, seq, None, None)),
            "redemption_unknown"
        );
    }
}
