//! The engine's answers in the model's words.

use tessera_engine::{
    Assigned, Customer, Decision, Event, Held, HoldReleased, Issued, JournalRow, Limit,
    OrderClosed, Outcome, Per, Redeemed, Rejection, Returned, Revoked, RollbackMode, RolledBack,
    Seq, Serial, UnixMillis, Valid,
};

pub(crate) fn decision(decision: &Decision) -> String {
    let answer = match &decision.outcome {
        Outcome::Valid(valid) => self::valid(valid),
        Outcome::Done(done) => {
            let existing = if done.existing { "existing " } else { "" };
            let (row, seq) = (row(&done.row), done.row.seq.value());
            format!("{existing}{row} #{seq}{}", returned(&done.row.event))
        }
        Outcome::Refused(rejection) => format!("refused {}", refused(rejection)),
    };
    if decision.replayed {
        format!("replay {answer}")
    } else {
        answer
    }
}

/// A journal row without its number.
pub(crate) fn row(row: &JournalRow) -> String {
    let serial = row.event.serial();
    let of = serial
        .map(|serial| format!(" of {}", serial.value()))
        .unwrap_or_default();
    format!(
        "{} at {}{of}: {}",
        row.event.kind(),
        row.at.value(),
        event(&row.event)
    )
}

fn valid(valid: &Valid) -> String {
    let existing = if valid.existing { " existing" } else { "" };
    let provisional = if valid.provisional {
        " provisional"
    } else {
        ""
    };
    let (discount, order_value) = (valid.discount.value(), valid.order_value.value());
    format!("valid {discount} off {order_value}{existing}{provisional}")
}

fn event(event: &Event) -> String {
    match event {
        Event::Issued(issued) => self::issued(issued),
        Event::Assigned(assigned) => self::assigned(assigned),
        Event::Held(held) => self::held(held),
        Event::HoldReleased(HoldReleased { hold, reason, .. }) => {
            format!("#{} {}", hold.value(), reason.slug())
        }
        Event::Redeemed(redeemed) => self::redeemed(redeemed),
        Event::RolledBack(back) => rolled_back(back),
        Event::Revoked(revoked) => match revoked {
            Revoked::Code(serial) => format!("code 1 from {}", serial.value()),
            Revoked::Batch(range) => {
                format!("batch {} from {}", range.count(), range.first().value())
            }
            Revoked::Range(range) => {
                format!("range {} from {}", range.count(), range.first().value())
            }
        },
        Event::Entered(_) | Event::Paused | Event::Resumed => String::new(),
        Event::Ended { void_holds } => format!("void holds {void_holds}"),
        Event::Changed { version, .. } => format!("version {version}"),
        Event::OrderClosed(OrderClosed {
            order,
            released,
            rolled_back,
        }) => {
            let (released, rolled_back) = (numbers(released), numbers(rolled_back));
            format!(
                "{} released{released} rolled back{rolled_back}",
                order.as_str()
            )
        }
    }
}

/// What an answer must not tell: a first answer reads the same for ever, whatever was given back
/// since.
fn returned(event: &Event) -> String {
    match event {
        Event::Redeemed(redeemed) if redeemed.returned != Returned::default() => {
            format!(", {:?}", redeemed.returned)
        }
        _ => String::new(),
    }
}

fn issued(issued: &Issued) -> String {
    let (count, first) = (issued.serials.count(), issued.serials.first().value());
    let expires = issued.expires_at.map(UnixMillis::value);
    format!(
        "{count} from {first} until {expires:?} uses {}",
        issued.uses.value()
    )
}

fn assigned(assigned: &Assigned) -> String {
    let pool = assigned.batch.map(Serial::value);
    let expires = assigned.expires_at.map(UnixMillis::value);
    format!(
        "{} until {expires:?} from {pool:?} for {}",
        assigned.serial.value(),
        char::from(assigned.holder.0[0])
    )
}

fn held(held: &Held) -> String {
    format!(
        "#{} from {} until {}: {} for {}, {} off {}",
        held.hold.value(),
        held.made_at.value(),
        held.until.value(),
        held.serial.value(),
        held.order.as_str(),
        held.discount.value(),
        held.order_value.value()
    )
}

fn redeemed(redeemed: &Redeemed) -> String {
    format!(
        "{} for {}, {} off {}, holds{}, customer {}",
        redeemed.serial.value(),
        redeemed.order.as_str(),
        redeemed.discount.value(),
        redeemed.order_value.value(),
        numbers(redeemed.hold.as_slice()),
        customer(&redeemed.customer)
    )
}

fn numbers(rows: &[Seq]) -> String {
    rows.iter()
        .map(|seq| format!(" #{}", seq.value()))
        .collect()
}

pub(crate) fn customer(customer: &Customer) -> String {
    let [id, email] = [customer.id, customer.email]
        .map(|name| name.map(|name| char::from(name.0[0]).to_string()));
    format!("{id:?} {email:?}")
}

fn rolled_back(back: &RolledBack) -> String {
    let mode = back.in_full.map(|mode| match mode {
        RollbackMode::Restore => crate::model::Mode::Restore,
        RollbackMode::Consume => crate::model::Mode::Consume,
    });
    format!(
        "{} off {} of #{}, in full {mode:?}",
        back.discount.value(),
        back.order_value.value(),
        back.redemption.value()
    )
}

fn refused(rejection: &Rejection) -> String {
    let slug = rejection.slug();
    match rejection {
        Rejection::IdempotencyConflict { field } | Rejection::HoldMismatch { field } => {
            format!("{slug} {}", field.name())
        }
        Rejection::CampaignNotStarted { start } => format!("{slug} {}", start.value()),
        Rejection::CurrencyMismatch { expected } => format!("{slug} {expected}"),
        Rejection::LimitReached { limit, frees_at } => {
            let frees_at = frees_at.map(UnixMillis::value);
            format!("{slug} {} frees_at {frees_at:?}", self::limit(limit))
        }
        Rejection::BudgetExhausted { metric } => format!("{slug} {}", metric.slug()),
        Rejection::ExceedsRedemption {
            left,
            order_value_left,
        } => format!("{slug} {} off {}", left.value(), order_value_left.value()),
        Rejection::CampaignFull { left } => format!("{slug} left={left}"),
        Rejection::VersionMismatch { current } => format!("{slug} {current}"),
        Rejection::RuleFailed { failed } => format!("{slug} {failed:?}"),
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
        | Rejection::PoolExhausted => slug.into(),
    }
}

pub(crate) fn limit(limit: &Limit) -> String {
    let per = match limit.per {
        Per::Campaign => "campaign".into(),
        Per::Customer => "customer".into(),
        Per::Channel => "channel".into(),
        Per::Attribute(name) => format!("attribute {}", name.as_str()),
    };
    let (metric, window) = (limit.metric.slug(), limit.window.slug());
    format!("{metric} per {per} {window} {}", limit.max)
}
