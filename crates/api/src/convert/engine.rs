//! Between the wire and `tessera-engine`: campaigns, limits, orders, customers, refusals.

mod assignment;
mod campaign;
mod fact;
mod failed;
mod limit;
mod order;
mod refusal;
mod rule;
mod selection;

use tessera_engine as engine;

pub use self::{
    assignment::source_id,
    campaign::{currency, period, time_zone},
    fact::{label, labels, values},
    limit::limits,
    order::{ContextText, CustomerText, context, customer, customer_id, email, order_id},
    refusal::field_path,
    rule::rule,
};
use super::InvalidValue;
use crate::{hold::ReleaseReason, lookup::CodeState, time::Timestamp};

/// How often each code of a batch can be redeemed: once, if nothing is said.
///
/// # Errors
///
/// [`InvalidValue`] for 0.
pub fn uses(uses: Option<u32>) -> Result<engine::Uses, InvalidValue> {
    uses.map_or(Ok(engine::Uses::SINGLE), engine::Uses::new)
        .map_err(InvalidValue::of("uses"))
}

/// How long a hold lasts: 15 minutes, if nothing is said.
///
/// # Errors
///
/// [`InvalidValue`] for less than a second or more than seven days.
pub fn hold_ttl(ttl_seconds: Option<u32>) -> Result<engine::HoldTtl, InvalidValue> {
    let Some(seconds) = ttl_seconds else {
        return Ok(engine::HoldTtl::DEFAULT);
    };
    engine::HoldTtl::from_millis(u64::from(seconds).saturating_mul(1000))
        .map_err(InvalidValue::of("ttl_seconds"))
}

/// What a rollback gives back: all that is left, unless it says how much.
///
/// # Errors
///
/// [`InvalidValue`] for a part of nothing, or for an amount beyond 2^53 − 1.
pub fn rollback_amount(
    amount: Option<u64>,
    order_value: Option<u64>,
) -> Result<engine::RollbackAmount, InvalidValue> {
    if amount.is_none() && order_value.is_none() {
        return Ok(engine::RollbackAmount::All);
    }
    let minor = |field, minor: Option<u64>| {
        engine::MinorUnits::new(minor.unwrap_or(0)).map_err(InvalidValue::of(field))
    };
    let discount = minor("amount", amount)?;
    engine::RollbackPart::new(discount, minor("order_value", order_value)?)
        .map(engine::RollbackAmount::Part)
        .map_err(InvalidValue::of("amount"))
}

impl From<engine::CodeState> for CodeState {
    fn from(state: engine::CodeState) -> Self {
        match state {
            engine::CodeState::NotIssued => Self::NotIssued,
            engine::CodeState::Revoked => Self::Revoked,
            engine::CodeState::Redeemed => Self::Redeemed,
            engine::CodeState::Expired => Self::Expired,
            engine::CodeState::Held => Self::Held,
            engine::CodeState::Entered => Self::Entered,
            engine::CodeState::Assigned => Self::Assigned,
            engine::CodeState::Issued => Self::Issued,
        }
    }
}

impl From<engine::ReleaseReason> for ReleaseReason {
    fn from(reason: engine::ReleaseReason) -> Self {
        match reason {
            engine::ReleaseReason::Released => Self::Released,
            engine::ReleaseReason::Expired => Self::Expired,
            engine::ReleaseReason::Revoked => Self::Revoked,
            engine::ReleaseReason::CampaignEnded => Self::CampaignEnded,
            engine::ReleaseReason::OrderCancelled => Self::OrderCancelled,
        }
    }
}

impl From<ReleaseReason> for engine::ReleaseReason {
    fn from(reason: ReleaseReason) -> Self {
        match reason {
            ReleaseReason::Released => Self::Released,
            ReleaseReason::Expired => Self::Expired,
            ReleaseReason::Revoked => Self::Revoked,
            ReleaseReason::CampaignEnded => Self::CampaignEnded,
            ReleaseReason::OrderCancelled => Self::OrderCancelled,
        }
    }
}

/// An instant of the engine's, on the wire.
#[must_use]
pub fn timestamp(instant: engine::UnixMillis) -> Timestamp {
    Timestamp::saturating_from_unix_ms(instant.value())
}

fn unix_millis(field: &str, instant: Timestamp) -> Result<engine::UnixMillis, InvalidValue> {
    engine::UnixMillis::new(instant.unix_ms()).map_err(InvalidValue::of(field))
}

fn positive_amount(field: &str, minor: u64) -> Result<engine::MinorUnits, InvalidValue> {
    if minor == 0 {
        return Err(InvalidValue::new(field, "must be at least 1 minor unit"));
    }
    engine::MinorUnits::new(minor).map_err(InvalidValue::of(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_lasts_from_a_second_to_a_week() {
        let millis = |seconds| hold_ttl(seconds).map(engine::HoldTtl::millis);
        assert_eq!(millis(None), Ok(900_000));
        assert_eq!(millis(Some(1)), Ok(1000));
        assert_eq!(millis(Some(604_800)), Ok(604_800_000));
        for seconds in [0, 604_801, u32::MAX] {
            assert_eq!(
                millis(Some(seconds)).expect_err("refused").field,
                "ttl_seconds"
            );
        }
    }

    #[test]
    fn a_rollback_gives_back_all_or_a_part_of_something() {
        assert_eq!(rollback_amount(None, None), Ok(engine::RollbackAmount::All));
        let part = rollback_amount(Some(3), None).expect("a part");
        let engine::RollbackAmount::Part(part) = part else {
            panic!("{part:?}")
        };
        assert_eq!(
            (part.discount().value(), part.order_value().value()),
            (3, 0)
        );
        let field = |amount, order_value| {
            rollback_amount(amount, order_value)
                .expect_err("refused")
                .field
        };
        assert_eq!(field(Some(0), None), "amount");
        assert_eq!(field(Some(1 << 53), None), "amount");
        assert_eq!(field(Some(1), Some(1 << 53)), "order_value");
    }
}
