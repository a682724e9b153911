//! Answers as a scenario writes them.

use tessera_engine::{Decision, Outcome, Rejection, Write};

/// `valid discount=1000`, `redeemed discount=1000`, `refused expired`, …
pub(crate) fn answer(decision: &Decision) -> String {
    let answer = match &decision.outcome {
        Outcome::Issued(batch) => {
            let serials = batch.issued.serials;
            format!("issued {} {}", serials.first().value(), serials.count())
        }
        Outcome::Valid(valid) => {
            let word = if valid.existing { "existing" } else { "valid" };
            format!("{word} discount={}", valid.discount.value())
        }
        Outcome::Redeemed(redemption) => {
            let word = if redemption.existing {
                "existing"
            } else {
                "redeemed"
            };
            format!("{word} discount={}", redemption.redeemed.discount.value())
        }
        Outcome::Refused(rejection) => refusal(rejection),
    };
    if decision.replayed {
        format!("replay {answer}")
    } else {
        answer
    }
}

/// The slug, and what it names.
pub(crate) fn refusal(rejection: &Rejection) -> String {
    let named = match rejection {
        Rejection::IdempotencyConflict { field } => format!(" {}", field.name()),
        Rejection::BudgetExhausted { metric } => format!(" {}", metric.slug()),
        Rejection::CurrencyMismatch { expected } => format!(" {expected}"),
        Rejection::CampaignFull { left } => format!(" left={left}"),
        Rejection::InvalidCode
        | Rejection::CampaignPaused
        | Rejection::CampaignNotStarted { .. }
        | Rejection::CampaignEnded
        | Rejection::NotIssued
        | Rejection::Revoked
        | Rejection::AlreadyRedeemed
        | Rejection::Expired
        | Rejection::ExpiryPassed => String::new(),
    };
    format!("refused {}{named}", rejection.slug())
}

/// The tables of the rows that were written.
pub(crate) fn tables(decision: &Decision) -> String {
    let table = |write: &Write| match write {
        Write::Batch(_) => "batch",
        Write::Code(_) => "code",
        Write::Account(_) => "account",
        Write::Journal(_) => "journal",
        Write::Command(_) => "command",
        Write::OrderUse { .. } => "order_use",
    };
    decision
        .effects
        .writes()
        .iter()
        .map(table)
        .collect::<Vec<_>>()
        .join(" ")
}
