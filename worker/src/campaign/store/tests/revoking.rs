use super::*;
use crate::campaign::{HoldState, RevocationFacts, RevokedCodes};
use tessera_api::{hold::ReleaseReason, lookup::CodeState};

fn revoke_of(id: u8, codes: RevokedCodes) -> Ask {
    Ask::Revoke {
        id: [id; 16],
        codes,
    }
}

fn range(first_serial: u64, count: u64) -> RevokedCodes {
    RevokedCodes::Range {
        first_serial,
        count,
    }
}

fn state(database: &Sqlite, serial: u64) -> CodeState {
    granted::<LookupFacts>(database, Ask::LookUp { code: code(serial) }).state
}

#[test]
fn a_code_that_is_withdrawn_loses_its_hold() {
    let database = campaign();
    let hold = granted::<HoldFacts>(&database, hold_of(2, CODE, "o-1")).hold;
    let revoked = granted::<RevocationFacts>(&database, revoke_of(3, RevokedCodes::Code(CODE)));
    assert_eq!((revoked.first_serial, revoked.count), (3, 1));
    assert_eq!(refused(&database, redeem_of(4, CODE, "o-1")), "revoked");
    let found: Option<HoldFacts> = ask(&database, Ask::ShowHold { hold });
    let ended = HoldState::Released(ReleaseReason::Revoked);
    assert_eq!(found.expect("a hold").state, ended);
    assert_eq!(held(&database), (0, 0, 0));
    assert_eq!(state(&database, 3), CodeState::Revoked);
    assert_eq!(
        timeline(&database, CODE, NOW_MS),
        ["issued", "held", "revoked", "hold_released"]
    );
}

#[test]
fn ranges_that_touch_become_one_row() {
    let database = campaign();
    granted::<BatchFacts>(&database, issue_of(2, 50));
    let stored = || database.dump("SELECT first_serial, count FROM revoked");
    granted::<RevocationFacts>(&database, revoke_of(3, range(10, 5)));
    granted::<RevocationFacts>(&database, revoke_of(4, range(20, 5)));
    assert_eq!(
        stored(),
        ["Integer(10) | Integer(5)", "Integer(20) | Integer(5)"]
    );
    granted::<RevocationFacts>(&database, revoke_of(5, range(15, 5)));
    assert_eq!(stored(), ["Integer(10) | Integer(15)"]);
    let outside = revoke_of(6, range(140, 11));
    assert_eq!(refused(&database, outside), "not_issued");
    let batch = granted::<RevocationFacts>(&database, revoke_of(7, RevokedCodes::Batch(100)));
    assert_eq!((batch.first_serial, batch.count), (100, 50));
    assert_eq!(
        refused(&database, revoke_of(8, RevokedCodes::Batch(50))),
        "not_issued"
    );
    let states = [9, 10, 24, 25, 99, 100, 149].map(|serial| state(&database, serial));
    let (issued, revoked) = (CodeState::Issued, CodeState::Revoked);
    assert_eq!(
        states,
        [issued, revoked, revoked, issued, issued, revoked, revoked]
    );
    assert_eq!(timeline(&database, code(12), NOW_MS), ["issued", "revoked"]);
}

#[test]
fn what_is_redeemed_stays_redeemed() {
    let database = campaign();
    let redemption = granted::<RedemptionFacts>(&database, redeem_of(2, CODE, "o-1"));
    granted::<RevocationFacts>(&database, revoke_of(3, range(0, 100)));
    let again = granted::<RedemptionFacts>(&database, redeem_of(4, CODE, "o-1"));
    assert!(again.seq == redemption.seq && again.existing);
    assert_eq!(used(&database), (1, 998, 4990));
}
