//! Refusals, declared once, in order of precedence.

use core::fmt;

use crate::{Currency, Field, Metric, UnixMillis};

/// Why something is refused.
///
/// The order of the variants is the order of precedence: what could be refused for several reasons
/// is refused for the first. Slugs are stable. A new reason takes its place in the order of
/// `not_issued`, `revoked`, `not_yours`, `already_redeemed`, `held_by_another`, `expired`,
/// `order_closed`, `duplicate_code`, `not_combinable`, `customer_required`, `suppressed`,
/// `rule_failed`, `currency_mismatch`, `limit_reached`, `budget_exhausted`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Another command came under the same id. Asked before everything about the code, because a
    /// replay must be told from a new command first.
    IdempotencyConflict {
        /// The first field that differs.
        field: Field,
    },
    /// A genuine tag with an expiry that its batch never had.
    InvalidCode,
    /// The merchant has paused the campaign.
    CampaignPaused,
    /// The campaign starts later.
    CampaignNotStarted {
        /// When it starts.
        start: UnixMillis,
    },
    /// The campaign is over.
    CampaignEnded,
    /// Its serial lies in no batch.
    NotIssued,
    /// The code, or its batch, was revoked.
    Revoked,
    /// Every use is spent, by other orders.
    AlreadyRedeemed,
    /// The code's own expiry has passed.
    Expired,
    /// The order is in another currency.
    CurrencyMismatch {
        /// The campaign's.
        expected: Currency,
    },
    /// What is left of a budget (a limit per campaign and lifetime) does not cover it. Should it
    /// fail several, the first in the merchant's order is named.
    BudgetExhausted {
        /// What that budget counts.
        metric: Metric,
    },
    /// A batch that would be expired at birth.
    ExpiryPassed,
    /// A batch with more codes than there are serials left.
    CampaignFull {
        /// How many codes can still be issued.
        left: u64,
    },
}

impl Rejection {
    /// The stable name that programs compare.
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::IdempotencyConflict { .. } => "idempotency_conflict",
            Self::InvalidCode => "invalid_code",
            Self::CampaignPaused => "campaign_paused",
            Self::CampaignNotStarted { .. } => "campaign_not_started",
            Self::CampaignEnded => "campaign_ended",
            Self::NotIssued => "not_issued",
            Self::Revoked => "revoked",
            Self::AlreadyRedeemed => "already_redeemed",
            Self::Expired => "expired",
            Self::CurrencyMismatch { .. } => "currency_mismatch",
            Self::BudgetExhausted { .. } => "budget_exhausted",
            Self::ExpiryPassed => "expiry_passed",
            Self::CampaignFull { .. } => "campaign_full",
        }
    }

    /// Whether the very same command may succeed later without anybody deciding anew about this
    /// code, this order or this batch: waiting may help.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::CampaignPaused
            | Self::CampaignNotStarted { .. }
            | Self::BudgetExhausted { .. } => true,
            Self::IdempotencyConflict { .. }
            | Self::InvalidCode
            | Self::CampaignEnded
            | Self::NotIssued
            | Self::Revoked
            | Self::AlreadyRedeemed
            | Self::Expired
            | Self::CurrencyMismatch { .. }
            | Self::ExpiryPassed
            | Self::CampaignFull { .. } => false,
        }
    }
}

/// The message, for people: what is wrong, and what can be done where something can.
impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IdempotencyConflict { field } => write!(
                f,
                "This idempotency key was used before with another `{}`. Use a new key for a new \
                 request, or send the first request again unchanged.",
                field.name()
            ),
            Self::InvalidCode => {
                f.write_str("This code is not valid. Check it for typing mistakes.")
            }
            Self::CampaignPaused => f.write_str("This campaign is paused. Try again later."),
            Self::CampaignNotStarted { .. } => {
                f.write_str("This campaign has not started yet. Try again once it has.")
            }
            Self::CampaignEnded => f.write_str("This campaign has ended."),
            Self::NotIssued => f.write_str(
                "This code has not been issued. Create the batch that its serial belongs to first.",
            ),
            Self::Revoked => f.write_str("This code has been withdrawn."),
            Self::AlreadyRedeemed => f.write_str("This code has been redeemed already."),
            Self::Expired => f.write_str("This code has expired."),
            Self::CurrencyMismatch { expected } => write!(
                f,
                "This code is for orders in {expected}. Pay in {expected} to use it."
            ),
            Self::BudgetExhausted { metric } => write!(
                f,
                "This campaign's budget for {} is used up, or too small for this order.",
                match metric {
                    Metric::Redemptions => "redemptions",
                    Metric::Discount => "discounts",
                    Metric::OrderValue => "order value",
                }
            ),
            Self::ExpiryPassed => f.write_str(
                "These codes would have expired already. Choose an expiry in the future.",
            ),
            Self::CampaignFull { left } => write!(
                f,
                "This campaign has room for {left} more codes. Ask for fewer, or start a campaign \
                 with more serial bits."
            ),
        }
    }
}
