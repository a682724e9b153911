//! Every refusal, once: its slug, its message, whether waiting helps; and which one comes first.

mod faults;

use tessera_engine::{Currency, Decision, Field, Metric, Outcome, Rejection, UnixMillis};

use faults::{Asker, Fault};

/// Every variant, in order of precedence. The match makes sure that none is forgotten.
fn all() -> Vec<Rejection> {
    use Rejection as R;
    let start = UnixMillis::new(10).unwrap();
    let expected = Currency::parse("EUR").unwrap();
    let all = [
        R::IdempotencyConflict {
            field: Field::Subtotal,
        },
        R::InvalidCode,
        R::CampaignPaused,
        R::CampaignNotStarted { start },
        R::CampaignEnded,
        R::NotIssued,
        R::Revoked,
        R::AlreadyRedeemed,
        R::Expired,
        R::CurrencyMismatch { expected },
        R::BudgetExhausted {
            metric: Metric::Discount,
        },
        R::ExpiryPassed,
        R::CampaignFull { left: 7 },
    ];
    let position = |rejection: &Rejection| match rejection {
        R::IdempotencyConflict { .. } => 0,
        R::InvalidCode => 1,
        R::CampaignPaused => 2,
        R::CampaignNotStarted { .. } => 3,
        R::CampaignEnded => 4,
        R::NotIssued => 5,
        R::Revoked => 6,
        R::AlreadyRedeemed => 7,
        R::Expired => 8,
        R::CurrencyMismatch { .. } => 9,
        R::BudgetExhausted { .. } => 10,
        R::ExpiryPassed => 11,
        R::CampaignFull { .. } => 12,
    };
    assert!(
        all.iter().map(position).eq(0..all.len()),
        "one of each, in order"
    );
    all.into()
}

#[test]
fn slugs_messages_and_transience_are_stable() {
    let told: Vec<_> = all()
        .iter()
        .map(|rejection| {
            let when = if rejection.is_transient() {
                "transient"
            } else {
                "final"
            };
            format!("{} ({when}): {rejection}", rejection.slug())
        })
        .collect();
    let expected = [
        "idempotency_conflict (final): This idempotency key was used before with another \
         `subtotal`. Use a new key for a new request, or send the first request again unchanged.",
        "invalid_code (final): This code is not valid. Check it for typing mistakes.",
        "campaign_paused (transient): This campaign is paused. Try again later.",
        "campaign_not_started (transient): This campaign has not started yet. Try again once it \
         has.",
        "campaign_ended (final): This campaign has ended.",
        "not_issued (final): This code has not been issued. Create the batch that its serial \
         belongs to first.",
        "revoked (final): This code has been withdrawn.",
        "already_redeemed (final): This code has been redeemed already.",
        "expired (final): This code has expired.",
        "currency_mismatch (final): This code is for orders in EUR. Pay in EUR to use it.",
        "budget_exhausted (transient): This campaign's budget for discounts is used up, or too \
         small for this order.",
        "expiry_passed (final): These codes would have expired already. Choose an expiry in the \
         future.",
        "campaign_full (final): This campaign has room for 7 more codes. Ask for fewer, or start \
         a campaign with more serial bits.",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_budget_that_is_used_up_is_named_by_what_it_counts() {
    let message = |metric| Rejection::BudgetExhausted { metric }.to_string();
    assert!(message(Metric::Redemptions).contains("budget for redemptions"));
    assert!(message(Metric::OrderValue).contains("budget for order value"));
}

/// Any two faults at once, for each command that can have both: the earlier one in the list of
/// refusals is told. (A fault paired with itself stands alone.)
#[test]
fn of_two_faults_the_first_is_told() {
    let mut pairs = 0;
    for (index, first) in Fault::ALL.iter().enumerate() {
        for second in &Fault::ALL[index..] {
            for asker in [Asker::Issue, Asker::Validate, Asker::Redeem] {
                let faults = [*first, *second];
                if let Some(decision) = faults::decide_with(asker, faults) {
                    assert_eq!(
                        refused(&decision),
                        first.slug(),
                        "{asker:?} with {faults:?}"
                    );
                    pairs += 1;
                }
            }
        }
    }
    assert_eq!(pairs, 142, "pairs that can happen");
}

/// The same commands without any fault, so that it is the faults that refuse.
#[test]
fn without_a_fault_nothing_is_refused() {
    for asker in [Asker::Issue, Asker::Validate, Asker::Redeem] {
        let decision = faults::decide_without(asker);
        assert_eq!(refused(&decision), "nothing", "{asker:?}");
    }
}

fn refused(decision: &Decision) -> &'static str {
    match &decision.outcome {
        Outcome::Refused(rejection) => {
            assert!(decision.effects.writes().is_empty(), "a refusal writes");
            rejection.slug()
        }
        Outcome::Issued(_) | Outcome::Valid(_) | Outcome::Redeemed(_) => "nothing",
    }
}
