//! Assignments that break a promise.

use super::*;
use crate::{AssignFrom, Assigned, Customer, Purpose, SourceId};

const FRESH: &str = "a fresh code is assigned that is not free";
const POOLED: &str = "a code is assigned that its pool does not have";

fn from_the_pool() -> Command {
    assign(AssignFrom::Pool(serials(1).first()))
}

/// Assigns otherwise than was decided, in all rows alike.
fn otherwise(view: &View, command: &Command, change: impl Fn(&mut Assigned)) -> EngineError {
    let found = tampered(view, command, |writes| {
        let mut told = None;
        for write in writes.iter_mut() {
            if let Write::Journal(row) = write
                && let Event::Assigned(assigned) = &mut row.event
            {
                change(assigned);
                told = Some(assigned.clone());
            }
        }
        let told = told.unwrap();
        for write in writes {
            if let Write::Assignment { serial, source, .. } = write {
                (*serial, *source) = (told.serial, told.source);
            }
        }
    });
    found.unwrap_err()
}

#[test]
fn a_serial_is_assigned_once_and_never_out_of_an_export() {
    let serial = |serial| move |told: &mut Assigned| told.serial = Serial::new(serial).unwrap();
    let view = entered();
    for taken in [9, 256] {
        let found = otherwise(&view, &assign(fresh()), serial(taken));
        assert_eq!(found, EngineError::Invariant(FRESH), "{taken}");
    }
    for taken in [2, 3, 10] {
        let found = otherwise(&pool(), &from_the_pool(), serial(taken));
        assert_eq!(found, EngineError::Invariant(POOLED), "{taken}");
    }
    let expires_at = Some(time(9));
    let found = otherwise(&pool(), &from_the_pool(), |told| {
        told.expires_at = expires_at;
    });
    let what = "a code is assigned with another expiry than its own";
    assert_eq!(found, EngineError::Invariant(what));
}

#[test]
fn an_assignment_depends_on_what_was_read() {
    let fails = |view: View, command: Command, change: &dyn Fn(&mut View)| {
        let decision = decide(&view, &command, time(100)).unwrap();
        let mut view = view;
        change(&mut view);
        check_decision(&view, &command, &decision).unwrap_err()
    };
    let all = |view: &mut View| view.fresh_least = Some(Serial::new(255).unwrap());
    let twice = fails(entered(), assign(fresh()), &all);
    assert_eq!(twice, EngineError::Invariant(FRESH));
    let known = |view: &mut View| view.assignment = Some(assignment(None));
    let again = fails(entered(), assign(fresh()), &known);
    let what = "a source is assigned another code";
    assert_eq!(again, EngineError::Invariant(what));
    let exported = |view: &mut View| view.batch.as_mut().unwrap().purpose = Purpose::Export;
    assert_eq!(
        fails(pool(), from_the_pool(), &exported),
        EngineError::Invariant(POOLED)
    );
    let withdrawn = |view: &mut View| {
        view.revoked.push(RevokedRange {
            serials: serials(10),
            seq: seq(2),
        });
    };
    assert_eq!(
        fails(pool(), from_the_pool(), &withdrawn),
        EngineError::Invariant(POOLED)
    );
    let assigned = |view: &mut View| view.fresh_least = Some(Serial::new(14).unwrap());
    let what = "a batch takes what is assigned";
    let found = fails(entered(), issue(), &assigned);
    assert_eq!(found, EngineError::Invariant(what));
}

#[test]
fn only_the_holder_uses_what_is_assigned() {
    let found = tampered(&assigned(), &redeem_own(), |writes| {
        redeemed_row(writes).customer = Customer::GUEST;
    });
    let what = "a code is used by another than its holder";
    assert_eq!(found, Err(EngineError::Invariant(what)));
}

#[test]
fn an_assignment_agrees_with_its_rows() {
    let first = serials(1).first();
    let pooled = || {
        let mut view = pool();
        view.assignment = Some(assignment(Some(first)));
        view
    };
    assert!(check_view(&pooled()).is_ok());
    type Tamper = fn(&mut View);
    let cases: [(&str, Tamper); 4] = [
        ("a code of a batch for export is assigned", |view| {
            view.batch.as_mut().unwrap().purpose = Purpose::Export;
        }),
        ("an assignment differs from its batch", |view| {
            view.assignment = Some(assignment(None));
        }),
        ("an assignment differs from its batch", |view| {
            view.batch.as_mut().unwrap().expires_at = Some(time(9));
        }),
        ("an assignment is not in the journal", |view| {
            view.newest = None;
        }),
    ];
    for (what, tamper) in cases {
        let mut view = pooled();
        tamper(&mut view);
        assert_eq!(check_view(&view), Err(EngineError::Contradiction(what)));
    }
}

#[test]
fn a_source_that_has_a_code_is_told_which() {
    let mut view = entered();
    view.batch = None;
    view.assignment = Some(assignment(None));
    let decision = decide(&view, &assign(fresh()), time(100)).unwrap();
    let Outcome::Done(done) = decision.outcome else {
        panic!("{:?}", decision.outcome);
    };
    assert!(done.existing);
    assert_eq!(done.row, assignment(None).row());
    assert_eq!(decision.effects.writes().len(), 1);
    assert_eq!(assignment(None).assigned.source, SourceId([1; 16]));
}
