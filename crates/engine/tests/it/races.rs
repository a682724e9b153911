//! Commands that race, in every order in which they can arrive, with retries and lost turns.

use crate::scenarios::Script;

const ARRIVALS: usize = 4;

/// Three orders and one code: they hold, redeem, retry under the same key and under fresh ones, give
/// up and cancel.
const RACERS: [&str; 9] = [
    "redeem k1 0 order=a cart=1000",
    "redeem k2 0 order=a cart=1000",
    "redeem k3 0 order=b cart=1000",
    "hold k4 0 order=b cart=1000 ttl=5s",
    "redeem k5 0 order=c cart=1000",
    // The key of one order's command with another order's content.
    "redeem k1 0 order=c cart=1000",
    "release k6 k4",
    "redeem k7 hold=k4",
    "cancel k8 a",
];

#[test]
fn of_all_orders_exactly_one_wins_whatever_the_sequence() {
    let campaign = "campaign percent=1000 budget.redemptions=5";
    every_sequence(&RACERS, &[campaign, "issue i count=1"], |script, seen| {
        // When the dust has settled, each of them tries once more: whoever has won is told so, and
        // if nobody has, the first that may.
        run(script, "at 1h");
        let last =
            ["a", "b", "c"].map(|order| format!("redeem last{order} 0 order={order} cart=1000"));
        let answers = last.map(|line| run(script, &line));
        let won = |answer: &&String| answer.ends_with("discount=100");
        assert_eq!(
            answers.iter().filter(won).count(),
            1,
            "{seen:?} {answers:?}"
        );
    });
}

#[test]
fn a_code_with_two_uses_goes_to_at_most_two_orders() {
    let campaign = "campaign percent=1000 budget.redemptions=5";
    every_sequence(
        &RACERS,
        &[campaign, "issue i count=1 uses=2"],
        |script, seen| {
            run(script, "at 1h");
            let last = ["b", "a", "c"]
                .map(|order| format!("redeem last{order} 0 order={order} cart=1000"));
            let answers = last.map(|line| run(script, &line));
            let won = |answer: &&String| answer.ends_with("discount=100");
            assert_eq!(
                answers.iter().filter(won).count(),
                2,
                "{seen:?} {answers:?}"
            );
        },
    );
}

/// A budget for two, and orders that hold, redeem, give back and let go.
#[test]
fn a_budget_for_two_is_never_passed() {
    let racers = [
        "hold h0 0 order=a cart=1000 ttl=3s",
        "hold h1 1 order=b cart=1000 ttl=3s",
        "redeem r0 0 order=a cart=1000",
        "redeem r1 hold=h1",
        "redeem r2 2 order=c cart=1000",
        "redeem r3 3 order=d cart=1000",
        "rollback b2 r2",
        "release x0 h0",
        "revoke v0 0",
    ];
    let campaign = "campaign percent=1000 budget.redemptions=2 budget.discount=200";
    every_sequence(&racers, &[campaign, "issue i count=4"], |script, seen| {
        let used = run(script, "used");
        let count: u64 = used
            .split(' ')
            .next()
            .and_then(|count| count.parse().ok())
            .unwrap();
        assert!(count <= 2, "{seen:?} {used}");
    });
}

/// Runs all sequences of [`ARRIVALS`] commands, two seconds apart; any may come several times, as
/// retries do. After each, the rows must add up, and no limit be passed.
fn every_sequence(
    racers: &[&str],
    before: &[&str],
    check: impl Fn(&mut Script, &[(&str, String)]),
) {
    for sequence in 0..racers.len().pow(ARRIVALS as u32) {
        let mut script = Script::start(before[0]).unwrap();
        run(&mut script, before[1]);
        let (mut rest, mut seen) = (sequence, Vec::new());
        for arrival in 0..ARRIVALS {
            let line = racers[rest % racers.len()];
            rest /= racers.len();
            run(&mut script, &format!("at {}s", 2 * arrival));
            seen.push((line, run(&mut script, line)));
            assert_eq!(script.audit(), [""; 0], "{seen:?}");
        }
        check(&mut script, &seen);
    }
}

fn run(script: &mut Script, line: &str) -> String {
    script
        .ask(line)
        .unwrap_or_else(|error| panic!("{line}: {error}"))
}
