//! Answers as a scenario writes them.

use tessera_engine::{
    Done, Event, Limit, OrderClosed, Outcome, Rejection, ReleaseReason, Revoked, RollbackMode, Seq,
    Window, Write,
};

use super::instant;

/// `valid discount=1000`, `held discount=1000 until=15m`, `refused expired`, …
///
/// Holds and redemptions are called by the keys of the commands that made them.
pub(crate) fn answer(outcome: &Outcome, name: impl Fn(Seq) -> String) -> String {
    match outcome {
        Outcome::Valid(valid) => {
            let word = if valid.existing { "existing" } else { "valid" };
            let provisional = if valid.provisional {
                " provisional"
            } else {
                ""
            };
            format!("{word} discount={}{provisional}", valid.discount.value())
        }
        Outcome::Done(done) => told(done, name),
        Outcome::Refused(rejection) => refusal(rejection),
    }
}

fn told(done: &Done, name: impl Fn(Seq) -> String) -> String {
    let existing = |word: &str| match done.existing {
        true => format!("existing {word}"),
        false => word.into(),
    };
    match &done.row.event {
        Event::Issued(issued) => {
            format!(
                "issued {} {}",
                issued.serials.first().value(),
                issued.serials.count()
            )
        }
        Event::Assigned(assigned) => {
            format!("{} {}", existing("assigned"), assigned.serial.value())
        }
        Event::Entered(_) => "entered".into(),
        Event::Held(held) => {
            let until = instant::text(held.until);
            format!(
                "{} discount={} until={until}",
                existing("held"),
                held.discount.value()
            )
        }
        Event::HoldReleased(released) => existing(match released.reason {
            ReleaseReason::Released => "released",
            other => other.slug(),
        }),
        Event::Redeemed(redeemed) => {
            // What was given back since is for a look-up to tell: an answer stays as it was.
            let touched = if redeemed.returned == <_>::default() {
                ""
            } else {
                " returned"
            };
            let word = if done.existing {
                "existing"
            } else {
                "redeemed"
            };
            format!("{word} discount={}{touched}", redeemed.discount.value())
        }
        Event::RolledBack(back) => {
            let full = match back.in_full {
                None => "",
                Some(RollbackMode::Restore) => " full restore",
                Some(RollbackMode::Consume) => " full consume",
            };
            let (discount, value) = (back.discount.value(), back.order_value.value());
            format!("rolled_back discount={discount} value={value}{full}")
        }
        Event::Revoked(revoked) => {
            let (first, count) = match revoked {
                Revoked::Code(serial) => (serial.value(), 1),
                Revoked::Batch(range) | Revoked::Range(range) => {
                    (range.first().value(), range.count())
                }
            };
            format!("revoked {first} {count}")
        }
        Event::Paused => "paused".into(),
        Event::Resumed => "resumed".into(),
        Event::Ended { .. } => "ended".into(),
        Event::Changed { version, .. } => format!("changed version={version}"),
        Event::OrderClosed(closed) => existing(&order_closed(closed, name)),
    }
}

fn order_closed(closed: &OrderClosed, name: impl Fn(Seq) -> String) -> String {
    let names = |seqs: &[Seq]| {
        seqs.iter()
            .map(|seq| name(*seq))
            .collect::<Vec<_>>()
            .join(",")
    };
    let mut text = String::from("closed");
    if !closed.released.is_empty() {
        text += &format!(" released={}", names(&closed.released));
    }
    if !closed.rolled_back.is_empty() {
        text += &format!(" rolled_back={}", names(&closed.rolled_back));
    }
    text
}

/// The slug, and what it names.
pub(crate) fn refusal(rejection: &Rejection) -> String {
    let named = match rejection {
        Rejection::IdempotencyConflict { field } | Rejection::HoldMismatch { field } => {
            format!(" {}", field.name())
        }
        Rejection::CampaignNotStarted { start } => format!(" start={}", instant::text(*start)),
        Rejection::LimitReached { limit, frees_at } => {
            let frees = frees_at.map(|at| format!(" frees={}", instant::text(at)));
            format!(" {}{}", named_limit(limit), frees.unwrap_or_default())
        }
        Rejection::BudgetExhausted { metric } => format!(" {}", metric.slug()),
        Rejection::CurrencyMismatch { expected } => format!(" {expected}"),
        Rejection::ExceedsRedemption {
            left,
            order_value_left,
        } => {
            format!(
                " left={} value_left={}",
                left.value(),
                order_value_left.value()
            )
        }
        Rejection::CampaignFull { left } => format!(" left={left}"),
        Rejection::VersionMismatch { current } => format!(" current={current}"),
        Rejection::RuleFailed { failed } => format!(" {failed:?}"),
        Rejection::InvalidCode
        | Rejection::CampaignPaused
        | Rejection::CampaignEnded
        | Rejection::NotIssued
        | Rejection::Revoked
        | Rejection::NotYours
        | Rejection::AlreadyRedeemed
        | Rejection::HeldByAnother
        | Rejection::Expired
        | Rejection::OrderClosed
        | Rejection::DuplicateCode
        | Rejection::NotCombinable
        | Rejection::CustomerRequired
        | Rejection::Suppressed
        | Rejection::HoldUnknown
        | Rejection::HoldExpired
        | Rejection::HoldResolved
        | Rejection::RedemptionUnknown
        | Rejection::AlreadyRolledBack
        | Rejection::ExpiryPassed
        | Rejection::PoolExhausted => String::new(),
    };
    format!("refused {}{named}", rejection.slug())
}

/// `discount.customer.day`, as the option that sets it reads.
fn named_limit(limit: &Limit) -> String {
    let per = limit.per.to_string();
    let per = per.strip_prefix("attribute:").unwrap_or(&per);
    let window: Window = limit.window;
    format!("{}.{per}.{}", limit.metric.slug(), window.slug())
}

/// The tables of the rows that were written.
pub(crate) fn tables(writes: &[Write]) -> String {
    let table = |write: &Write| match write {
        Write::Campaign(_) => "campaign",
        Write::Batch(_) => "batch",
        Write::Assignment { .. } => "assignment",
        Write::Code(_) => "code",
        Write::Hold(_) | Write::HoldsDue { .. } => "hold",
        Write::Account(_) => "account",
        Write::Journal(_) | Write::Returned { .. } => "journal",
        Write::OrderUse(_) => "order_use",
        Write::OrderClosed { .. } => "closed_order",
        Write::RevokedRange { .. } => "revoked",
        Write::Command(_) => "command",
    };
    writes.iter().map(table).collect::<Vec<_>>().join(" ")
}
