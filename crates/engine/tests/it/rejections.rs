//! Every refusal, once, from a command that is refused so: its slug, its message, whether waiting
//! helps; and of two that apply, which one is told.

mod every;
mod faults;

use tessera_engine::{Metric, Rejection};

use crate::scenarios::{Script, refusal};
use faults::{Ask, Fault};

/// Where each refusal stands in the order of precedence. The match makes sure that a new one is
/// given a place, and with it a command that leads to it.
fn place(rejection: &Rejection) -> usize {
    use Rejection as R;
    match rejection {
        R::IdempotencyConflict { .. } => 0,
        R::InvalidCode => 1,
        R::CampaignPaused => 2,
        R::CampaignNotStarted { .. } => 3,
        R::CampaignEnded => 4,
        R::NotIssued => 5,
        R::Revoked => 6,
        R::NotYours => 7,
        R::AlreadyRedeemed => 8,
        R::HeldByAnother => 9,
        R::Expired => 10,
        R::OrderClosed => 11,
        R::DuplicateCode => 12,
        R::NotCombinable => 13,
        R::CustomerRequired => 14,
        R::CurrencyMismatch { .. } => 15,
        R::LimitReached { .. } => 16,
        R::BudgetExhausted { .. } => 17,
        R::HoldUnknown => 18,
        R::HoldExpired => 19,
        R::HoldResolved => 20,
        R::HoldMismatch { .. } => 21,
        R::RedemptionUnknown => 22,
        R::ExceedsRedemption { .. } => 23,
        R::AlreadyRolledBack => 24,
        R::ExpiryPassed => 25,
        R::PoolExhausted => 26,
        R::CampaignFull { .. } => 27,
        R::VersionMismatch { .. } => 28,
        R::Suppressed => 29,
        R::RuleFailed { .. } => 30,
    }
}

#[test]
fn each_is_told_by_a_command_in_words_that_are_stable() {
    let mut places = Vec::new();
    for (lines, slug, when, message) in every::EVERY {
        let rejection = refused(lines);
        places.push(place(&rejection));
        let is_transient = if rejection.is_transient() {
            "transient"
        } else {
            "final"
        };
        let told = (rejection.slug(), is_transient, rejection.to_string());
        assert_eq!(told, (slug, when, message.to_owned()), "{lines}");
    }
    assert!(
        places.iter().copied().eq(0..places.len()),
        "one of each, in order: {places:?}"
    );
}

/// What a limit counts is named in words.
#[test]
fn limits_are_named_by_what_they_count() {
    let cases = [
        (
            "limit.redemptions.customer.day=0",
            "The limit on redemptions per customer is reached",
        ),
        (
            "limit.discount.channel.week=0",
            "The limit on discounts per channel is reached",
        ),
        (
            "limit.order_value.ip.month=0",
            "The limit on order value per attribute:ip is reached",
        ),
        (
            "budget.redemptions=0",
            "This campaign's budget for redemptions is used up",
        ),
        (
            "budget.discount=0",
            "This campaign's budget for discounts is used up",
        ),
        (
            "budget.order_value=0",
            "This campaign's budget for order value is used up",
        ),
    ];
    for (limit, words) in cases {
        let lines =
            format!("campaign amount=9 {limit}\nissue i count=1\nvalidate 0 cart=9 customer=ann");
        let message = refused(&lines).to_string();
        assert!(message.starts_with(words), "{message}");
    }
    assert_eq!(Metric::ALL.len(), 3, "each of them is named above");
}

/// What the last of the lines is refused for; the ones before must succeed.
fn refused(lines: &str) -> Rejection {
    let mut lines = lines.lines().map(str::trim);
    let campaign = lines.next().unwrap();
    let mut script = Script::start(campaign).unwrap();
    let mut answer = String::new();
    for line in lines {
        assert!(!answer.starts_with("refused"), "before {line}: {answer}");
        answer = script.ask(line).unwrap();
    }
    let rejection = script
        .rejection()
        .unwrap_or_else(|| panic!("not refused: {answer}"));
    assert_eq!(refusal(rejection), answer);
    assert_eq!(script.audit(), [""; 0]);
    rejection.clone()
}

/// Any two faults at once, for each command that can have both: the earlier one in the list of
/// refusals is told. (A fault paired with itself stands alone.)
#[test]
fn of_two_faults_the_first_is_told() {
    let mut pairs = 0;
    for (index, first) in Fault::ALL.into_iter().enumerate() {
        for second in Fault::ALL.into_iter().skip(index) {
            for ask in Ask::ALL {
                if let Some(answer) = faults::answer(ask, &[first, second]) {
                    let refused = format!("refused {}", first.slug());
                    assert!(
                        answer.starts_with(&refused),
                        "{ask:?} {first:?} {second:?}: {answer}"
                    );
                    pairs += 1;
                }
            }
        }
    }
    assert_eq!(pairs, 478, "pairs that can happen");
}

/// The same commands without any fault, so that it is the faults that refuse.
#[test]
fn without_a_fault_nothing_is_refused() {
    for ask in Ask::ALL {
        let answer = faults::answer(ask, &[]).unwrap();
        assert!(!answer.starts_with("refused"), "{ask:?}: {answer}");
    }
}
