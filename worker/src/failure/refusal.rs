//! Refusals by the engine, on their way from an object to the answer.

use tessera_api::validation::Reason;
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
    /// The metric of the limit that refused.
    pub(crate) limit: Option<String>,
    /// Whether it is about the command's id, not about the code.
    pub(crate) is_conflict: bool,
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
            is_conflict: false,
        }
    }

    /// What a validation says about it.
    pub(crate) fn into_reason(self) -> Reason {
        Reason {
            code: self.code,
            message: self.message,
            transient: self.transient,
        }
    }
}

impl From<Rejection> for Refusal {
    fn from(rejection: Rejection) -> Self {
        let Reason {
            code,
            message,
            transient,
        } = (&rejection).into();
        let (field, limit, is_conflict) = match rejection {
            Rejection::IdempotencyConflict { field } => {
                let field = tessera_api::convert::engine::field_path(field);
                (Some(field.to_owned()), None, true)
            }
            Rejection::BudgetExhausted { metric } => (None, Some(metric.slug().to_owned()), false),
            Rejection::CurrencyMismatch { .. } => (Some("order.currency".to_owned()), None, false),
            Rejection::ExpiryPassed => (Some("expires_at".to_owned()), None, false),
            Rejection::CampaignFull { .. } => (Some("count".to_owned()), None, false),
            Rejection::InvalidCode
            | Rejection::CampaignPaused
            | Rejection::CampaignNotStarted { .. }
            | Rejection::CampaignEnded
            | Rejection::NotIssued
            | Rejection::Revoked
            | Rejection::AlreadyRedeemed
            | Rejection::Expired => (None, None, false),
        };
        Self {
            code,
            message,
            transient,
            field,
            limit,
            is_conflict,
        }
    }
}
