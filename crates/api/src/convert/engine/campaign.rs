//! A campaign's settings: offers, periods, zones, modes.

use tessera_engine as engine;

use super::{positive_amount, unix_millis};
use crate::{
    campaign::{OnExhausted, RollbackMode},
    convert::InvalidValue,
    offer::Offer,
    time::Timestamp,
};

impl Offer {
    /// What the engine makes of it.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a share of nothing or of more than everything, or for an amount of
    /// nothing or beyond 2^53 − 1.
    pub fn to_engine(self) -> Result<engine::Offer, InvalidValue> {
        match self {
            Self::Percent {
                basis_points,
                max_discount,
            } => {
                let field = "offer.basis_points";
                // What does not fit 16 bits is beyond 10,000 as well: the same rule refuses it.
                let basis_points = u16::try_from(basis_points).unwrap_or(u16::MAX);
                let rate =
                    engine::BasisPoints::new(basis_points).map_err(InvalidValue::of(field))?;
                let max_discount = max_discount
                    .map(|max| positive_amount("offer.max_discount", max))
                    .transpose()?;
                Ok(engine::Offer::Percent { rate, max_discount })
            }
            Self::Amount { amount } => {
                positive_amount("offer.amount", amount).map(engine::Offer::Amount)
            }
        }
    }
}

impl From<engine::Offer> for Offer {
    fn from(offer: engine::Offer) -> Self {
        match offer {
            engine::Offer::Percent { rate, max_discount } => Self::Percent {
                basis_points: rate.value().into(),
                max_discount: max_discount.map(engine::MinorUnits::value),
            },
            engine::Offer::Amount(amount) => Self::Amount {
                amount: amount.value(),
            },
        }
    }
}

impl From<OnExhausted> for engine::OnExhausted {
    fn from(on_exhausted: OnExhausted) -> Self {
        match on_exhausted {
            OnExhausted::Reject => Self::Reject,
            OnExhausted::Cap => Self::Cap,
        }
    }
}

impl From<engine::OnExhausted> for OnExhausted {
    fn from(on_exhausted: engine::OnExhausted) -> Self {
        match on_exhausted {
            engine::OnExhausted::Reject => Self::Reject,
            engine::OnExhausted::Cap => Self::Cap,
        }
    }
}

impl From<RollbackMode> for engine::RollbackMode {
    fn from(mode: RollbackMode) -> Self {
        match mode {
            RollbackMode::Restore => Self::Restore,
            RollbackMode::Consume => Self::Consume,
        }
    }
}

impl From<engine::RollbackMode> for RollbackMode {
    fn from(mode: engine::RollbackMode) -> Self {
        match mode {
            engine::RollbackMode::Restore => Self::Restore,
            engine::RollbackMode::Consume => Self::Consume,
        }
    }
}

/// When a campaign runs, as the engine takes it.
///
/// # Errors
///
/// [`InvalidValue`] if it does not start before it ends.
pub fn period(
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
) -> Result<engine::Period, InvalidValue> {
    let start = starts_at
        .map(|instant| unix_millis("starts_at", instant))
        .transpose()?;
    let end = ends_at
        .map(|instant| unix_millis("ends_at", instant))
        .transpose()?;
    engine::Period::new(start, end).map_err(InvalidValue::of("ends_at"))
}

/// A campaign's currency, as the engine takes it.
///
/// # Errors
///
/// [`InvalidValue`] if it is not three capital letters.
pub fn currency(field: &str, currency: &str) -> Result<engine::Currency, InvalidValue> {
    engine::Currency::parse(currency).map_err(InvalidValue::of(field))
}

/// The time zone that a campaign's days, weeks and months follow.
///
/// # Errors
///
/// [`InvalidValue`] if it is not the name of an IANA time zone.
pub fn time_zone(name: &str) -> Result<engine::TimeZone, InvalidValue> {
    engine::TimeZone::parse(name).map_err(InvalidValue::of("time_zone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(json: &str) -> Result<engine::Offer, InvalidValue> {
        serde_json::from_str::<Offer>(json).expect(json).to_engine()
    }

    #[test]
    fn offers_keep_their_meaning() {
        let percent = offer(r#"{"type":"percent","basis_points":2000,"max_discount":500}"#);
        let percent = percent.expect("an offer");
        let subtotal = |minor| engine::MinorUnits::new(minor).expect("an amount");
        assert_eq!(percent.discount(subtotal(1000)), subtotal(200));
        assert_eq!(percent.discount(subtotal(10_000)), subtotal(500));
        let amount = offer(r#"{"type":"amount","amount":500}"#).expect("an offer");
        assert_eq!(amount.discount(subtotal(300)), subtotal(300));
        for offer in [percent, amount] {
            assert_eq!(Offer::from(offer).to_engine(), Ok(offer));
        }
    }

    #[test]
    fn offers_out_of_range_name_their_field() {
        for (json, field) in [
            (
                r#"{"type":"percent","basis_points":0}"#,
                "offer.basis_points",
            ),
            (
                r#"{"type":"percent","basis_points":10001}"#,
                "offer.basis_points",
            ),
            (
                r#"{"type":"percent","basis_points":65537}"#,
                "offer.basis_points",
            ),
            (
                r#"{"type":"percent","basis_points":1,"max_discount":0}"#,
                "offer.max_discount",
            ),
            (r#"{"type":"amount","amount":0}"#, "offer.amount"),
            (
                r#"{"type":"amount","amount":9007199254740992}"#,
                "offer.amount",
            ),
        ] {
            assert_eq!(offer(json).expect_err(json).field, field, "{json}");
        }
    }

    #[test]
    fn an_offer_of_two_kinds_is_refused() {
        let json = r#"{"type":"amount","amount":5,"basis_points":5}"#;
        assert!(serde_json::from_str::<Offer>(json).is_err());
    }

    #[test]
    fn a_time_zone_is_an_iana_name() {
        assert_eq!(
            time_zone("Europe/Berlin").expect("a zone").name(),
            "Europe/Berlin"
        );
        assert_eq!(time_zone("CEST").expect_err("no zone").field, "time_zone");
    }
}
