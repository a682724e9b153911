use super::*;
use crate::campaign::{AssignCommand, AssignFrom, AssignmentFacts, RevocationFacts, RevokedCodes};
use tessera_api::lookup::CodeState;

/// How many serials a campaign of these tests has.
const SERIALS: u64 = 1 << 20;

fn assign_of(id: u8, source: u8, from: AssignFrom) -> Ask {
    Ask::Assign(AssignCommand {
        id: [id; 16],
        source: [source; 16],
        holder: ANN,
        from,
    })
}

fn fresh() -> AssignFrom {
    AssignFrom::Fresh {
        expires_at_ms: None,
        offer: None,
    }
}

const ANN: [u8; 16] = [7; 16];

fn pool_of(id: u8, count: u64) -> Ask {
    let Ask::Issue(command) = issue_of(id, count) else {
        panic!("a batch");
    };
    let purpose = Purpose::Assigning;
    Ask::Issue(IssueCommand { purpose, ..command })
}

fn by(holder: [u8; 16], checkout: Checkout) -> Ask {
    let customer = CustomerFacts {
        id: Some(holder),
        email: None,
    };
    Ask::Redeem(Checkout {
        customer,
        ..checkout
    })
}

fn state(database: &Sqlite, code: CodeFacts) -> CodeState {
    granted::<LookupFacts>(database, Ask::LookUp { code }).state
}

#[test]
fn a_code_is_assigned_from_the_end_and_keeps_its_expiry_and_its_offer() {
    let database = campaign();
    let offer = Some(tessera_api::offer::Offer::Amount { amount: 500 });
    let from = AssignFrom::Fresh {
        expires_at_ms: Some(NOW_MS + 3_600_000),
        offer,
    };
    let told = granted::<AssignmentFacts>(&database, assign_of(2, 1, from));
    assert_eq!(told.code.serial, SERIALS - 1);
    assert_eq!(told.code.expires_at_ms, Some(NOW_MS + 3_600_000));
    assert_eq!(
        (told.offer, told.batch, told.existing),
        (offer, None, false)
    );
    let next = granted::<AssignmentFacts>(&database, assign_of(3, 2, fresh()));
    assert_eq!(next.code.serial, SERIALS - 2);
    assert_eq!(facts(&database).codes, 102, "a batch of 100 and two more");

    let other_expiry = code(told.code.serial);
    assert_eq!(
        refused(&database, validate_of(other_expiry)),
        "invalid_code"
    );
    assert_eq!(state(&database, told.code), CodeState::Assigned);
    let guest = redeem_of(4, told.code, "o-1");
    assert_eq!(refused(&database, guest), "not_yours");
    let own = by(ANN, checkout_of(4, told.code, "o-1"));
    let redemption = granted::<RedemptionFacts>(&database, own);
    assert_eq!((redemption.discount, redemption.code), (500, told.code));
    assert_eq!(state(&database, told.code), CodeState::Redeemed);
    let happened = timeline(&database, told.code, NOW_MS);
    assert_eq!(happened, ["assigned", "redeemed"]);
}

#[test]
fn a_pool_is_assigned_in_order_and_skips_what_was_withdrawn() {
    let database = campaign();
    granted::<BatchFacts>(&database, pool_of(2, 5));
    let pool = || AssignFrom::Pool(100);
    let first = granted::<AssignmentFacts>(&database, assign_of(3, 1, pool()));
    assert_eq!((first.code.serial, first.batch), (100, Some(100)));
    assert_eq!(state(&database, code(101)), CodeState::NotIssued);
    assert_eq!(refused(&database, validate_of(code(101))), "not_issued");
    let codes = RevokedCodes::Range {
        first_serial: 101,
        count: 2,
    };
    let id = [4; 16];
    granted::<RevocationFacts>(&database, Ask::Revoke { id, codes });
    let serial = |id, source| {
        let told = granted::<AssignmentFacts>(&database, assign_of(id, source, pool()));
        told.code.serial
    };
    assert_eq!((serial(5, 2), serial(6, 3)), (103, 104));
    assert_eq!(
        refused(&database, assign_of(7, 4, pool())),
        "pool_exhausted"
    );
    let export = AssignFrom::Pool(0);
    assert_eq!(
        refused(&database, assign_of(7, 4, export)),
        "pool_exhausted"
    );
    let happened = timeline(&database, code(103), NOW_MS);
    assert_eq!(happened, ["issued", "assigned"]);
    assert_eq!(facts(&database).codes, 105);
}

#[test]
fn a_source_has_one_code_whatever_key_asks() {
    let database = campaign();
    let told = granted::<AssignmentFacts>(&database, assign_of(2, 1, fresh()));
    let again = granted::<AssignmentFacts>(&database, assign_of(3, 1, fresh()));
    let existing = true;
    assert_eq!(again, AssignmentFacts { existing, ..told });
    let other = AssignFrom::Pool(0);
    let question = assign_of(4, 1, other);
    let answer = ask::<Answer<AssignmentFacts>>(&database, question);
    let Answer::Refused(refusal) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(refusal.code, "idempotency_conflict");
    assert_eq!(refusal.field.as_deref(), Some("batch"));
    assert_eq!(
        database.dump("SELECT count(*) FROM assignment"),
        ["Integer(1)"]
    );
}

#[test]
fn an_assignment_that_points_nowhere_is_no_free_source() {
    let database = campaign();
    granted::<AssignmentFacts>(&database, assign_of(2, 1, fresh()));
    let sql = "UPDATE assignment_source SET seq = 1";
    database.run(sql, vec![]).expect("torn");
    let error = answer(&database, assign_of(3, 1, fresh()), clock_at(NOW_MS));
    assert_eq!(
        error.expect_err("corrupt").to_string(),
        "storage: a stored row is corrupt: an assignment points to another journal row"
    );
}
