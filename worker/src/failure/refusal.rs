//! Refusals by the engine, on their way from an object to the answer.

use tessera_api::{
    convert::engine::field_path, failed::FailedCondition, offer::ReachedLimit, time::Timestamp,
    validation::Reason,
};
use tessera_engine::{Currency, Rejection};

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
    /// The conditions that stand against it. In a box for the same reason.
    #[serde(default)]
    pub(crate) failed: Box<[FailedCondition]>,
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
            failed: Box::default(),
            kind: RefusalKind::Unprocessable,
        }
    }

    /// The refusal, for pages, of customers who never get a discount: it does not tell them so.
    pub(crate) fn not_eligible() -> Self {
        Self {
            code: "not_eligible".to_owned(),
            message: "This code cannot be used for this order.".to_owned(),
            transient: false,
            field: None,
            limit: None,
            frees_at: None,
            failed: Box::default(),
            kind: RefusalKind::Unprocessable,
        }
    }

    /// The refusal without what a page must not learn about customers.
    pub(crate) fn without_people(self) -> Self {
        Self {
            failed: FailedCondition::for_page(self.failed.into_vec()).into(),
            ..self
        }
    }

    /// What a validation says about it.
    pub(crate) fn into_reason(self) -> Reason {
        Reason {
            code: self.code,
            message: self.message,
            transient: self.transient,
            limit: self.limit.map(|limit| *limit),
            frees_at: self.frees_at,
            failed: self.failed.into_vec(),
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        Self::of(&rejection, None)
    }
}

impl Refusal {
    /// What the engine refused; amounts are told in the campaign's currency, if it is known here.
    pub(crate) fn of(rejection: &Rejection, currency: Option<Currency>) -> Self {
        let Reason {
            code,
            message,
            transient,
            limit,
            frees_at,
            failed,
        } = Reason::of(rejection, currency);
        let (kind, field) = told(rejection);
        Self {
            code,
            message,
            transient,
            field: field.map(str::to_owned),
            limit: limit.map(Box::new),
            frees_at,
            failed: failed.into(),
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
