//! Refusals.

use tessera_engine as engine;

use super::timestamp;
use crate::{offer::ReachedLimit, validation::Reason};

impl Reason {
    /// What is told of a refusal; amounts are told in the campaign's currency, if it is known here.
    #[must_use]
    pub fn of(rejection: &engine::Rejection, currency: Option<engine::Currency>) -> Self {
        let mut failed = Vec::new();
        let (limit, frees_at) = match rejection {
            engine::Rejection::LimitReached { limit, frees_at } => {
                (Some((*limit).into()), frees_at.map(timestamp))
            }
            engine::Rejection::BudgetExhausted { metric } => {
                (Some(ReachedLimit::budget(*metric)), None)
            }
            engine::Rejection::RuleFailed { failed: conditions } => {
                let told = conditions
                    .iter()
                    .map(|one| super::failed::failed(one, currency));
                failed.extend(told);
                (None, None)
            }
            engine::Rejection::IdempotencyConflict { .. }
            | engine::Rejection::InvalidCode
            | engine::Rejection::CampaignPaused
            | engine::Rejection::CampaignNotStarted { .. }
            | engine::Rejection::CampaignEnded
            | engine::Rejection::NotIssued
            | engine::Rejection::Revoked
            | engine::Rejection::NotYours
            | engine::Rejection::AlreadyRedeemed
            | engine::Rejection::HeldByAnother
            | engine::Rejection::Expired
            | engine::Rejection::OrderClosed
            | engine::Rejection::DuplicateCode
            | engine::Rejection::NotCombinable
            | engine::Rejection::CustomerRequired
            | engine::Rejection::Suppressed
            | engine::Rejection::CurrencyMismatch { .. }
            | engine::Rejection::HoldUnknown
            | engine::Rejection::HoldExpired
            | engine::Rejection::HoldResolved
            | engine::Rejection::HoldMismatch { .. }
            | engine::Rejection::RedemptionUnknown
            | engine::Rejection::ExceedsRedemption { .. }
            | engine::Rejection::AlreadyRolledBack
            | engine::Rejection::CampaignFull { .. }
            | engine::Rejection::ExpiryPassed
            | engine::Rejection::PoolExhausted
            | engine::Rejection::VersionMismatch { .. } => (None, None),
        };
        Self {
            code: rejection.slug().to_owned(),
            message: rejection.to_string(),
            transient: rejection.is_transient(),
            limit,
            frees_at,
            failed,
        }
    }
}

/// The path, in a request, of the field in which two commands with one id, or a command and the
/// hold that it is about, differ.
#[must_use]
pub fn field_path(field: engine::Field) -> &'static str {
    match field {
        engine::Field::Order => "order.id",
        engine::Field::Currency => "order.currency",
        engine::Field::Subtotal => "order.subtotal",
        engine::Field::Lines => "order.lines",
        engine::Field::Shipping => "order.shipping",
        engine::Field::OrderMetadata => "order.metadata",
        engine::Field::Channel => "order.channel",
        engine::Field::Attributes => "order.attributes",
        engine::Field::Ttl => "ttl_seconds",
        // A batch's notes are its name.
        engine::Field::Metadata => "name",
        engine::Field::Discount => "amount",
        engine::Field::Range => "first_serial",
        engine::Field::Command
        | engine::Field::Count
        | engine::Field::ExpiresAt
        | engine::Field::Uses
        | engine::Field::Code
        | engine::Field::Customer
        | engine::Field::Hold
        | engine::Field::Redemption
        | engine::Field::OrderValue
        | engine::Field::DiscountMax
        | engine::Field::Mode
        | engine::Field::Batch
        | engine::Field::VoidHolds
        | engine::Field::Purpose
        | engine::Field::Source
        | engine::Field::Offer => field.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_by_a_limit_names_it() {
        let limit = engine::Limit {
            metric: engine::Metric::Redemptions,
            per: engine::Per::Customer,
            window: engine::Window::Day,
            max: 1,
        };
        let frees_at = engine::UnixMillis::new(1_772_323_200_000).ok();
        let reached = Reason::of(&engine::Rejection::LimitReached { limit, frees_at }, None);
        let json = serde_json::to_value(&reached).expect("JSON");
        assert_eq!(
            json["limit"],
            serde_json::json!({"metric":"redemptions","per":"customer","window":"day","max":1})
        );
        assert_eq!(json["frees_at"], "2026-03-01T00:00:00Z");
        let metric = engine::Metric::Discount;
        let exhausted = Reason::of(&engine::Rejection::BudgetExhausted { metric }, None);
        let json = serde_json::to_value(&exhausted).expect("JSON");
        assert_eq!(
            json["limit"],
            serde_json::json!({"metric":"discount","per":"campaign","window":"lifetime"})
        );
        assert_eq!(json.get("frees_at"), None);
    }
}
