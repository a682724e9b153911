use super::*;
use crate::campaign::{HoldState, ReleaseFacts};
use tessera_api::hold::ReleaseReason;

fn shown(database: &Sqlite, hold: u64, now_ms: u64) -> HoldFacts {
    let found: Option<HoldFacts> = ask_at(database, Ask::ShowHold { hold }, now_ms);
    found.expect("a hold")
}

fn release_of(id: u8, hold: u64) -> Ask {
    Ask::Release { id: [id; 16], hold }
}

fn redeem_hold_of(id: u8, hold: u64, bought: Option<CartFacts>) -> Ask {
    Ask::RedeemHold {
        id: [id; 16],
        hold,
        bought: bought.map(|order| (order, ContextFacts::default())),
        customer: CustomerFacts::default(),
    }
}

#[test]
fn a_hold_reserves_a_code_until_it_is_redeemed() {
    let database = campaign();
    let hold = granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1"));
    assert_eq!((hold.discount, hold.is_renewed), (998, false));
    assert_eq!(shown(&database, hold.hold, NOW_MS), hold);
    assert_eq!(
        (used(&database), held(&database)),
        ((0, 0, 0), (1, 998, 4990))
    );
    assert_eq!(
        refused(&database, redeem_of(3, CODE, "o-2")),
        "held_by_another"
    );
    let redeem = redeem_hold_of(4, hold.hold, Some(order(1000)));
    let redemption = granted::<RedemptionFacts>(&database, redeem);
    assert_eq!(
        (redemption.discount, redemption.hold),
        (200, Some(hold.hold))
    );
    assert_eq!(
        (used(&database), held(&database)),
        ((1, 200, 1000), (0, 0, 0))
    );
    let resolved = HoldState::Redeemed(redemption.seq);
    assert_eq!(shown(&database, hold.hold, NOW_MS).state, resolved);
    assert_eq!(
        timeline(&database, CODE, NOW_MS),
        ["issued", "held", "redeemed"]
    );
}

#[test]
fn the_same_order_renews_its_hold() {
    let database = campaign();
    let first = granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1"));
    let renewal = Ask::Hold {
        checkout: Checkout {
            order: order(1000),
            ..checkout_of(3, CODE, "o-1")
        },
        ttl_ms: 60_000,
    };
    let again = granted_at::<HoldFacts>(&database, renewal.clone(), NOW_MS + 30_000);
    assert_eq!((again.hold, again.held_at), (first.hold, first.held_at));
    assert_eq!((again.discount, again.is_renewed), (200, true));
    assert_eq!(again.expires_at.unix_ms(), NOW_MS + 90_000);
    assert_eq!(held(&database), (1, 200, 1000));
    // The first answer stands for its command, whatever became of the hold since.
    assert_eq!(
        granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1")),
        first
    );
    assert_eq!(granted::<HoldFacts>(&database, renewal), again);
    assert_eq!(
        timeline(&database, CODE, NOW_MS),
        ["issued", "held", "held"]
    );
}

#[test]
fn a_hold_that_is_due_holds_nothing() {
    let database = campaign();
    let hold = granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1"));
    let due_ms = NOW_MS + 60_000;
    assert_eq!(
        refused_at(&database, hold_of(3, CODE, "o-2"), due_ms - 1),
        "held_by_another"
    );
    let expired = HoldState::Released(ReleaseReason::Expired);
    assert_eq!(
        shown(&database, hold.hold, due_ms).state,
        expired,
        "before it is released"
    );
    granted_at::<HoldFacts>(&database, hold_of(3, CODE, "o-2"), due_ms);
    assert_eq!(
        shown(&database, hold.hold, due_ms).state,
        expired,
        "and after"
    );
    assert_eq!(held(&database), (1, 998, 4990));
    assert_eq!(
        refused_at(&database, redeem_hold_of(4, hold.hold, None), due_ms),
        "hold_expired"
    );
    assert_eq!(
        refused_at(&database, release_of(5, hold.hold), due_ms),
        "hold_expired"
    );
}

#[test]
fn a_hold_is_given_up_once() {
    let database = campaign();
    let hold = granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1")).hold;
    let released = granted::<ReleaseFacts>(&database, release_of(3, hold));
    assert_eq!(
        (released.reason, released.existing),
        (ReleaseReason::Released, false)
    );
    let again = granted::<ReleaseFacts>(&database, release_of(4, hold));
    assert_eq!((again.at, again.existing), (released.at, true));
    assert_eq!(held(&database), (0, 0, 0));
    assert_eq!(
        refused(&database, redeem_hold_of(5, hold, None)),
        "hold_resolved"
    );
    assert_eq!(refused(&database, release_of(6, 99)), "hold_unknown");
    assert_eq!(
        ask::<Option<HoldFacts>>(&database, Ask::ShowHold { hold: 1 }),
        None
    );
    granted::<RedemptionFacts>(&database, redeem_of(7, CODE, "o-2"));
}

#[test]
fn a_budget_full_of_expired_holds_is_free() {
    let database = campaign();
    for n in 0..20_u8 {
        granted::<HoldFacts>(&database, hold_of(n + 2, code(n.into()), &format!("o-{n}")));
    }
    let late = |id| redeem_of(id, code(50), "o-50");
    assert_eq!(refused(&database, late(40)), "budget_exhausted");
    granted_at::<RedemptionFacts>(&database, late(41), NOW_MS + 60_000);
    assert_eq!(
        (used(&database), held(&database)),
        ((1, 998, 4990), (0, 0, 0))
    );
}

#[test]
fn a_page_is_told_what_its_word_does_not_count_for() {
    let limit = r#"{"metric":"redemptions","per":"customer","window":"lifetime","max":0}"#;
    let limited = CampaignRecord {
        limits: vec![serde_json::from_str(limit).expect("a limit")],
        ..record("SUM-####-####-####-####")
    };
    let database = campaign_of(limited);
    assert_eq!(refused(&database, validate_of(CODE)), "customer_required");
    let Ask::Validate(question) = validate_of(CODE) else {
        unreachable!()
    };
    let page = ValidateQuestion {
        is_page: true,
        ..question
    };
    let validated = granted::<Validated>(&database, Ask::Validate(page));
    assert!(validated.provisional && !validated.existing);
}

#[test]
fn a_code_of_several_uses_has_a_hold_for_each_order() {
    let database = campaign();
    granted::<BatchFacts>(&database, issue_uses(2, 10, 2));
    let first = granted::<HoldFacts>(&database, hold_of(3, code(100), "o-1"));
    let second = granted::<HoldFacts>(&database, hold_of(4, code(100), "o-2"));
    assert_eq!(
        refused(&database, hold_of(5, code(100), "o-3")),
        "held_by_another"
    );
    let again = granted::<HoldFacts>(&database, hold_of(6, code(100), "o-1"));
    assert_eq!((again.hold, again.is_renewed), (first.hold, true));
    let redeemed = granted::<RedemptionFacts>(&database, redeem_of(7, code(100), "o-2"));
    assert_eq!(redeemed.hold, Some(second.hold));
}
