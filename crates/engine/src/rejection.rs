//! Refusals, declared once, in order of precedence.

use core::fmt;

use alloc::vec::Vec;

use crate::{Currency, Failed, Field, Limit, Metric, MinorUnits, UnixMillis};

/// Why something is refused.
///
/// The order of the variants is the order of precedence: what could be refused for several reasons
/// is refused for the first. Only what a command asks of its own hold (`hold_*`) comes before what
/// it asks of the order. Slugs are stable.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Its serial lies in no batch and was not assigned; or in a pool, and was not assigned yet.
    NotIssued,
    /// The code was withdrawn, alone or with others.
    Revoked,
    /// Another customer holds it.
    NotYours,
    /// Every use is spent.
    AlreadyRedeemed,
    /// Every use that is left is held by other orders.
    HeldByAnother,
    /// The code's own expiry has passed.
    Expired,
    /// The order was cancelled.
    OrderClosed,
    /// The same code stands among the order's other codes.
    DuplicateCode,
    /// Another code of the order, or the code itself, does not combine with others.
    NotCombinable,
    /// A limit counts by customer, and the request names none.
    CustomerRequired,
    /// The customer never gets a discount: here, or anywhere.
    Suppressed,
    /// The campaign's rules do not hold for it, or its offer cannot apply to what is bought.
    RuleFailed {
        /// What stands against it; never nothing.
        failed: Vec<Failed>,
    },
    /// The order is in another currency.
    CurrencyMismatch {
        /// The campaign's.
        expected: Currency,
    },
    /// A limit other than a budget leaves no room for it.
    LimitReached {
        /// The first of them in the merchant's order.
        limit: Limit,
        /// When its window ends; `None` if it never does.
        frees_at: Option<UnixMillis>,
    },
    /// What is left of a budget (a limit per campaign and lifetime) does not cover it. Should it
    /// fail several, the first in the merchant's order is named.
    BudgetExhausted {
        /// What that budget counts.
        metric: Metric,
    },
    /// There is no such hold.
    HoldUnknown,
    /// The hold was released because its time had come.
    HoldExpired,
    /// The hold was redeemed or released before.
    HoldResolved,
    /// The order's hold on the code was made with something else.
    HoldMismatch {
        /// The field that differs.
        field: Field,
    },
    /// There is no such redemption.
    RedemptionUnknown,
    /// More is to be given back than is left.
    ExceedsRedemption {
        /// What is left of the discount.
        left: MinorUnits,
        /// What is left of the order's value.
        order_value_left: MinorUnits,
    },
    /// Everything was given back before.
    AlreadyRolledBack,
    /// Codes that would be expired at birth.
    ExpiryPassed,
    /// A batch from which no code can be assigned: all of them are, or it was withdrawn, has expired,
    /// or is for export.
    PoolExhausted,
    /// A batch with more codes than there are serials left.
    CampaignFull {
        /// How many codes can still be issued.
        left: u64,
    },
    /// Somebody else has changed the campaign since.
    VersionMismatch {
        /// The campaign's version.
        current: u64,
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
            Self::NotYours => "not_yours",
            Self::AlreadyRedeemed => "already_redeemed",
            Self::HeldByAnother => "held_by_another",
            Self::Expired => "expired",
            Self::OrderClosed => "order_closed",
            Self::DuplicateCode => "duplicate_code",
            Self::NotCombinable => "not_combinable",
            Self::CustomerRequired => "customer_required",
            Self::Suppressed => "suppressed",
            Self::RuleFailed { .. } => "rule_failed",
            Self::CurrencyMismatch { .. } => "currency_mismatch",
            Self::LimitReached { .. } => "limit_reached",
            Self::BudgetExhausted { .. } => "budget_exhausted",
            Self::HoldUnknown => "hold_unknown",
            Self::HoldExpired => "hold_expired",
            Self::HoldResolved => "hold_resolved",
            Self::HoldMismatch { .. } => "hold_mismatch",
            Self::RedemptionUnknown => "redemption_unknown",
            Self::ExceedsRedemption { .. } => "exceeds_redemption",
            Self::AlreadyRolledBack => "already_rolled_back",
            Self::ExpiryPassed => "expiry_passed",
            Self::PoolExhausted => "pool_exhausted",
            Self::CampaignFull { .. } => "campaign_full",
            Self::VersionMismatch { .. } => "version_mismatch",
        }
    }

    /// Whether the very same command may succeed later without anybody deciding anew about this
    /// code, this order or this batch: waiting may help.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::CampaignPaused
            | Self::CampaignNotStarted { .. }
            | Self::HeldByAnother
            | Self::LimitReached { .. }
            | Self::BudgetExhausted { .. } => true,
            Self::IdempotencyConflict { .. }
            | Self::InvalidCode
            | Self::CampaignEnded
            | Self::NotIssued
            | Self::Revoked
            | Self::NotYours
            | Self::AlreadyRedeemed
            | Self::Expired
            | Self::OrderClosed
            | Self::DuplicateCode
            | Self::NotCombinable
            | Self::CustomerRequired
            | Self::Suppressed
            | Self::RuleFailed { .. }
            | Self::CurrencyMismatch { .. }
            | Self::HoldUnknown
            | Self::HoldExpired
            | Self::HoldResolved
            | Self::HoldMismatch { .. }
            | Self::RedemptionUnknown
            | Self::ExceedsRedemption { .. }
            | Self::AlreadyRolledBack
            | Self::ExpiryPassed
            | Self::PoolExhausted
            | Self::CampaignFull { .. }
            | Self::VersionMismatch { .. } => false,
        }
    }

    /// Whether holds that are due and not yet released may be the reason for it.
    pub(crate) const fn may_be_for_due_holds(&self) -> bool {
        match self {
            Self::HeldByAnother | Self::HoldExpired => true,
            Self::LimitReached { .. } | Self::BudgetExhausted { .. } => true,
            Self::IdempotencyConflict { .. } | Self::InvalidCode | Self::NotIssued => false,
            Self::CampaignPaused | Self::CampaignNotStarted { .. } | Self::CampaignEnded => false,
            Self::Revoked | Self::NotYours | Self::AlreadyRedeemed => false,
            Self::Expired | Self::OrderClosed => false,
            Self::DuplicateCode | Self::NotCombinable => false,
            Self::CustomerRequired | Self::Suppressed | Self::RuleFailed { .. } => false,
            Self::CurrencyMismatch { .. } => false,
            Self::HoldUnknown | Self::HoldResolved | Self::HoldMismatch { .. } => false,
            Self::RedemptionUnknown | Self::ExceedsRedemption { .. } => false,
            Self::AlreadyRolledBack | Self::ExpiryPassed | Self::CampaignFull { .. } => false,
            Self::PoolExhausted | Self::VersionMismatch { .. } => false,
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
            Self::InvalidCode => f.write_str("This code is not valid. Check it for typing mistakes."),
            Self::CampaignPaused => f.write_str("This campaign is paused. Try again later."),
            Self::CampaignNotStarted { .. } => f.write_str("This campaign has not started yet. Try again once it has."),
            Self::CampaignEnded => f.write_str("This campaign has ended."),
            Self::NotIssued => f.write_str(
                "This code has not been issued. Create the batch that its serial belongs to first.",
            ),
            Self::Revoked => f.write_str("This code has been withdrawn."),
            Self::NotYours => f.write_str("This code belongs to another customer."),
            Self::AlreadyRedeemed => f.write_str("This code has been redeemed already."),
            Self::HeldByAnother => f.write_str("This code is reserved by another order. Try again later."),
            Self::Expired => f.write_str("This code has expired."),
            Self::OrderClosed => f.write_str("This order was cancelled. Use another order id for a new order."),
            Self::DuplicateCode => f.write_str("This code is there already. Each code counts once for an order."),
            Self::NotCombinable => f.write_str("This code cannot be combined with another one of the order."),
            Self::CustomerRequired => f.write_str(
                "This code is limited per customer. Name the customer by id or e-mail address.",
            ),
            Self::Suppressed => f.write_str("This customer is excluded from this offer."),
            Self::RuleFailed { .. } => {
                f.write_str("The order does not meet the conditions of this code.")
            }
            Self::CurrencyMismatch { expected } => write!(
                f,
                "This code is for orders in {expected}. Pay in {expected} to use it."
            ),
            Self::LimitReached { limit, .. } => write!(
                f,
                "The limit on {} per {} is reached, or leaves too little for this order.",
                noun(limit.metric),
                limit.per
            ),
            Self::BudgetExhausted { metric } => write!(
                f,
                "This campaign's budget for {} is used up, or too small for this order.",
                noun(*metric)
            ),
            Self::HoldUnknown => f.write_str("There is no such hold. Check its id."),
            Self::HoldExpired => f.write_str("This hold has expired. Hold or redeem the code again."),
            Self::HoldResolved => f.write_str("This hold is over: it was redeemed or released before."),
            Self::HoldMismatch { field } => write!(
                f,
                "The order's hold on this code was made with another `{}`. Release it first, or \
                 send what it was made with.",
                field.name()
            ),
            Self::RedemptionUnknown => f.write_str("There is no such redemption. Check its id."),
            Self::ExceedsRedemption { .. } => f.write_str(
                "This is more than what is left of the redemption. Ask for less, or for all of it.",
            ),
            Self::AlreadyRolledBack => f.write_str("This redemption has been rolled back already."),
            Self::PoolExhausted => f.write_str(
                "This batch has no more codes to assign. Add another batch for assigning.",
            ),
            Self::CampaignFull { left: 0 } => f.write_str(
                "This campaign has no room for more codes. Start a campaign with more serial bits.",
            ),
            Self::CampaignFull { left } => write!(
                f,
                "This campaign has room for {left} more codes. Ask for fewer, or start a campaign \
                 with more serial bits."
            ),
            Self::ExpiryPassed => f.write_str(
                "These codes would have expired already. Choose an expiry in the future.",
            ),
            Self::VersionMismatch { .. } => f.write_str(
                "This campaign was changed by somebody else. Read it again, and change what it is now.",
            ),
        }
    }
}

const fn noun(metric: Metric) -> &'static str {
    match metric {
        Metric::Redemptions => "redemptions",
        Metric::Discount => "discounts",
        Metric::OrderValue => "order value",
    }
}
