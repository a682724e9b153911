use std::sync::{Arc, Mutex};

use super::*;
use crate::steps::Done;

type Trace = Arc<Mutex<Vec<&'static str>>>;

fn step(trace: &Trace, name: &'static str, works: bool) -> Step<'static> {
    let trace = Arc::clone(trace);
    Step::new(name, "tested", move |_| {
        trace.lock().unwrap().push(name);
        anyhow::ensure!(works, "broken");
        Ok(Done::made())
    })
}

fn run(plan: Plan<'_>) -> Vec<Outcome> {
    plan.run(&Project::here(), &Display::new(), 2)
}

#[test]
fn a_step_waits_for_its_forerunners() {
    let trace = Trace::default();
    let mut plan = Plan::default();
    plan.add(step(&trace, "test-first", true));
    plan.add(step(&trace, "test-second", true).after(&["test-first"]));
    plan.add(step(&trace, "test-third", true).after(&["test-second"]));
    assert!(
        run(plan)
            .iter()
            .all(|outcome| matches!(outcome.verdict, Verdict::Passed(_)))
    );
    assert_eq!(
        *trace.lock().unwrap(),
        ["test-first", "test-second", "test-third"]
    );
}

#[test]
fn what_needs_a_failed_step_is_not_run_and_the_rest_is() {
    let trace = Trace::default();
    let mut plan = Plan::default();
    plan.add(step(&trace, "test-broken", false));
    plan.add(step(&trace, "test-next", true).after(&["test-broken"]));
    plan.add(step(&trace, "test-last", true).after(&["test-next"]));
    plan.add(step(&trace, "test-aside", true));
    let outcomes = run(plan);
    assert!(
        matches!(&outcomes[0].verdict, Verdict::Failed { error, .. } if error.to_string() == "broken")
    );
    assert!(matches!(outcomes[1].verdict, Verdict::NotRun));
    assert!(matches!(outcomes[2].verdict, Verdict::NotRun));
    assert!(matches!(outcomes[3].verdict, Verdict::Passed(_)));
    let mut ran = trace.lock().unwrap().clone();
    ran.sort_unstable();
    assert_eq!(ran, ["test-aside", "test-broken"]);
}

#[test]
fn keeping_a_step_keeps_what_it_needs() {
    let trace = Trace::default();
    let mut plan = Plan::default();
    plan.add(step(&trace, "a", true));
    plan.add(step(&trace, "b", true));
    plan.add(step(&trace, "c", true).after(&["a"]));
    plan.add(step(&trace, "d", true).after(&["c"]));
    plan.keep(&["d"]);
    assert_eq!(plan.names(), ["a", "c", "d"]);
}

#[test]
#[should_panic(expected = "`b` waits for `a`, which is not planned")]
fn a_step_cannot_wait_for_what_nobody_does() {
    let mut plan = Plan::default();
    plan.add(step(&Trace::default(), "b", true).after(&["a"]));
}
