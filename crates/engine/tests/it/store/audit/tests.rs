//! Whatever is changed behind the journal's back is told.

use tessera_engine::{Count, Event, HoldState, MinorUnits, Returned, Seq, Serial};

use crate::scenarios::Script;
use crate::store::Store;

/// A story with something in every table that is added up.
fn story() -> Store {
    let mut script =
        Script::start("campaign percent=1000 limit.redemptions.channel.day=5").unwrap();
    let lines = [
        "issue i count=4 uses=2",
        "redeem r1 0 order=a cart=1000 channel=web",
        "rollback b1 r1 discount=10 value=20",
        "hold h1 1 order=a cart=1000",
        "hold h2 2 order=b cart=1000",
        "release x2 h2",
        "hold h3 0 order=b cart=1000",
        "redeem r3 hold=h3",
    ];
    for line in lines {
        let answer = script.ask(line).unwrap();
        assert!(!answer.starts_with("refused"), "{line}: {answer}");
    }
    script.rows().clone()
}

type Tamper = fn(&mut Store);

#[test]
fn what_does_not_add_up_is_told() {
    assert_eq!(story().audit(), [""; 0]);
    let tampers: [(&str, Tamper); 9] = [
        ("an account uses more", |rows| {
            rows.accounts
                .first_entry()
                .unwrap()
                .get_mut()
                .used
                .redemptions = Count::new(9).unwrap();
        }),
        ("an account holds nothing", |rows| {
            rows.accounts.first_entry().unwrap().get_mut().held = <_>::default();
        }),
        ("an account is lost", |rows| {
            rows.accounts.pop_last().unwrap();
        }),
        ("a use is forgotten", |rows| {
            code(rows).uses = 1;
        }),
        ("a hold is counted that is over", |rows| {
            code(rows).holds = 1;
        }),
        ("a timeline is cut short", |rows| {
            code(rows).last_seq = Seq::FIRST;
        }),
        ("a hold ends untold", |rows| {
            let open = rows.holds.values_mut().find(|hold| hold.is_open()).unwrap();
            open.state = HoldState::Redeemed(Seq::FIRST);
        }),
        ("more came back than is told", |rows| {
            redemption(rows).discount = MinorUnits::new(11).unwrap();
        }),
        ("a row is missing", |rows| {
            rows.journal.pop_first().unwrap();
        }),
    ];
    for (what, tamper) in tampers {
        let mut rows = story();
        tamper(&mut rows);
        assert_ne!(rows.audit(), [""; 0], "{what}");
    }
}

fn code(rows: &mut Store) -> &mut tessera_engine::CodeRow {
    rows.codes.get_mut(&Serial::new(0).unwrap()).unwrap()
}

fn redemption(rows: &mut Store) -> &mut Returned {
    let mut events = rows.journal.values_mut().map(|row| &mut row.event);
    let found = events.find_map(|event| match event {
        Event::Redeemed(redeemed) => Some(&mut redeemed.returned),
        _ => None,
    });
    found.unwrap()
}
