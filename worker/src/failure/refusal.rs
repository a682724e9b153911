//! Refusals by the engine, on their way from an object to the answer.

use tessera_api::{
    convert::engine::field_path, offer::ReachedLimit, time::Timestamp, validation::Reason,
};
use tessera_engine::Rejection;

/// A refusal by the engine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Refusal {
    /// The stable slug.
    pub(crate) code: String,
    /// The same in words.
    pub(crate) message: String,
    /// Whether the same request may succeed later.
    pub(crate) transient: bool,
    /// The request's field that it is about.
    pub(crate) field: Option<String>,
    /// The limit that refused. In a box, because few refusals have one and all results carry one.
    pub(crate) limit: Option<Box<ReachedLimit>>,
    /// When that limit counts anew.
    pub(crate) frees_at: Option<Timestamp>,
    /// What HTTP makes of it.
    pub(crate) kind: RefusalKind,
}

/// What is refused, as far as HTTP tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefusalKind {
    /// What was asked for cannot be.
    Unprocessable,
    /// The command's id belongs to another command.
    Conflict,
    /// What the path names does not exist.
    Unknown,
    /// What is to be changed has changed meanwhile.
    Stale,
}

impl Refusal {
    /// The refusal of everything that is not a genuine code, whatever is wrong with it.
    pub(crate) fn invalid_code() -> Self {
        Rejection::InvalidCode.into()
    }

    /// The refusal, for pages, of everything for which some budget or limit has nothing left. It names
    /// none, and no amount.
    pub(crate) fn used_up() -> Self {
        Self {
            code: "budget_exhausted".to_owned(),
            message: "There is nothing left for this order. Try again later.".to_owned(),
            transient: true,
            field: None,
            limit: None,
            frees_at: None,
            kind: RefusalKind::Unprocessable,
        }
    }

    /// The refusal of a checkout where the order has another one; `field` is the path of the first thing
    /// in which they differ.
    pub(crate) fn other_checkout(field: String, is_same_key: bool) -> Self {
        let (code, message) = if is_same_key {
            let message = format!(
                "This idempotency key was used before with another `{field}`. Use a new key for a new \
                 request, or send the first request again unchanged."
            );
            ("idempotency_conflict", message)
        } else {
            let message = format!(
                "This order has a checkout with another `{field}`. Cancel the order and use another \
                 order id, or ask for the same again."
            );
            ("checkout_conflict", message)
        };
        Self {
            code: code.to_owned(),
            message,
            transient: false,
            field: Some(field),
            limit: None,
            frees_at: None,
            kind: RefusalKind::Conflict,
        }
    }

    /// The same refusal, of one of several codes.
    pub(crate) fn of_code(self, index: usize) -> Self {
        let field = Some(format!("codes[{index}]"));
        Self { field, ..self }
    }

    /// What a validation says about it.
    pub(crate) fn into_reason(self) -> Reason {
        Reason {
            code: self.code,
            message: self.message,
            transient: self.transient,
            limit: self.limit.map(|limit| *limit),
            frees_at: self.frees_at,
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        let Reason {
            code,
            message,
            transient,
            limit,
            frees_at,
        } = (&rejection).into();
        let (kind, field) = told(&rejection);
        Self {
            code,
            message,
            transient,
            field: field.map(str::to_owned),
            limit: limit.map(Box::new),
            frees_at,
            kind,
        }
    }
}

/// What HTTP makes of a refusal, and the request's field that it is about.
fn told(rejection: &Rejection) -> (RefusalKind, Option<&'static str>) {
    use RefusalKind::{Conflict, Stale, Unknown, Unprocessable};
    match rejection {
        Rejection::IdempotencyConflict { field } => (Conflict, Some(field_path(*field))),
        Rejection::HoldUnknown | Rejection::RedemptionUnknown => (Unknown, None),
        Rejection::VersionMismatch { .. } => (Stale, Some("If-Match")),
        Rejection::HoldMismatch { field } => (Unprocessable, Some(field_path(*field))),
        Rejection::CurrencyMismatch { .. } => (Unprocessable, Some("order.currency")),
        Rejection::CustomerRequired => (Unprocessable, Some("customer")),
        Rejection::ExceedsRedemption { .. } => (Unprocessable, Some("amount")),
        Rejection::ExpiryPassed => (Unprocessable, Some("expires_at")),
        // Where nothing is left, asking for less does not help.
        Rejection::CampaignFull { left: 0 } => (Unprocessable, None),
        Rejection::CampaignFull { .. } => (Unprocessable, Some("count")),
        Rejection::PoolExhausted => (Unprocessable, Some("batch")),
        Rejection::NotYours => (Unprocessable, Some("customer")),
        Rejection::InvalidCode
        | Rejection::CampaignPaused
        | Rejection::CampaignNotStarted { .. }
        | Rejection::CampaignEnded
        | Rejection::NotIssued
        | Rejection::Revoked
        | Rejection::AlreadyRedeemed
        | Rejection::HeldByAnother
        | Rejection::Expired
        | Rejection::OrderClosed
        | Rejection::DuplicateCode
        | Rejection::NotCombinable
        | Rejection::Suppressed
        | Rejection::RuleFailed { .. }
        | Rejection::LimitReached { .. }
        | Rejection::BudgetExhausted { .. }
        | Rejection::HoldExpired
        | Rejection::HoldResolved
        | Rejection::AlreadyRolledBack => (Unprocessable, None),
    }
}
