//! Between the wire and `tessera-engine`: offers, limits, orders, refusals.

use tessera_engine as engine;

use super::InvalidValue;
use crate::{
    lookup::CodeState,
    offer::{Limit, Metric, Offer, Per, Window},
    order::{Order, OrderDraft},
    time::Timestamp,
    validation::Reason,
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

/// A campaign's limits, as the engine takes them.
///
/// # Errors
///
/// [`InvalidValue`] if there are too many, if two are of one kind, or if one is beyond 2^53 − 1.
pub fn limits(limits: &[Limit]) -> Result<engine::Limits, InvalidValue> {
    for (place, limit) in limits.iter().enumerate() {
        engine::Count::new(limit.max).map_err(InvalidValue::of(&format!("limits[{place}].max")))?;
    }
    let limits = limits.iter().map(|limit| engine::Limit {
        metric: limit.metric.into(),
        per: limit.per.into(),
        window: limit.window.into(),
        max: limit.max,
    });
    engine::Limits::new(limits.collect()).map_err(InvalidValue::of("limits"))
}

impl From<Metric> for engine::Metric {
    fn from(metric: Metric) -> Self {
        match metric {
            Metric::Redemptions => Self::Redemptions,
            Metric::Discount => Self::Discount,
            Metric::OrderValue => Self::OrderValue,
        }
    }
}

impl From<Per> for engine::Per {
    fn from(per: Per) -> Self {
        match per {
            Per::Campaign => Self::Campaign,
        }
    }
}

impl From<Window> for engine::Window {
    fn from(window: Window) -> Self {
        match window {
            Window::Lifetime => Self::Lifetime,
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

/// An order's id, as the engine takes it.
///
/// # Errors
///
/// [`InvalidValue`] if it is empty, too long or holds control characters.
pub fn order_id(id: &str) -> Result<engine::OrderId, InvalidValue> {
    engine::OrderId::parse(id).map_err(InvalidValue::of("order.id"))
}

impl Order {
    /// What the engine looks at.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that is out of range.
    pub fn cart(&self) -> Result<engine::Cart, InvalidValue> {
        cart(&self.currency, self.subtotal)
    }
}

impl OrderDraft {
    /// What the engine looks at.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] naming the field that is out of range.
    pub fn cart(&self) -> Result<engine::Cart, InvalidValue> {
        cart(&self.currency, self.subtotal)
    }
}

fn cart(currency_text: &str, subtotal: u64) -> Result<engine::Cart, InvalidValue> {
    let currency = currency("order.currency", currency_text)?;
    let subtotal = engine::MinorUnits::new(subtotal).map_err(InvalidValue::of("order.subtotal"))?;
    Ok(engine::Cart { currency, subtotal })
}

/// How often each code of a batch can be redeemed: once, if nothing is said.
///
/// # Errors
///
/// [`InvalidValue`] for 0.
pub fn uses(uses: Option<u32>) -> Result<engine::Uses, InvalidValue> {
    uses.map_or(Ok(engine::Uses::SINGLE), engine::Uses::new)
        .map_err(InvalidValue::of("uses"))
}

impl From<&engine::Rejection> for Reason {
    fn from(rejection: &engine::Rejection) -> Self {
        Self {
            code: rejection.slug().to_owned(),
            message: rejection.to_string(),
            transient: rejection.is_transient(),
        }
    }
}

impl From<engine::CodeState> for CodeState {
    fn from(state: engine::CodeState) -> Self {
        match state {
            engine::CodeState::NotIssued => Self::NotIssued,
            engine::CodeState::Revoked => Self::Revoked,
            engine::CodeState::Redeemed => Self::Redeemed,
            engine::CodeState::Expired => Self::Expired,
            engine::CodeState::Entered => Self::Entered,
            engine::CodeState::Issued => Self::Issued,
        }
    }
}

/// The path, in a request, of the field in which two commands with one id differ.
#[must_use]
pub fn field_path(field: engine::Field) -> &'static str {
    match field {
        engine::Field::Order => "order.id",
        engine::Field::Currency => "order.currency",
        engine::Field::Subtotal => "order.subtotal",
        // A batch's notes are its name.
        engine::Field::Metadata => "name",
        engine::Field::Command
        | engine::Field::Count
        | engine::Field::ExpiresAt
        | engine::Field::Uses
        | engine::Field::Code => field.name(),
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
    fn limits_out_of_range_name_their_place() {
        let limit = |max| Limit {
            metric: Metric::Discount,
            per: Per::Campaign,
            window: Window::Lifetime,
            max,
        };
        assert_eq!(
            limits(&[limit(1 << 53)]).expect_err("too large").field,
            "limits[0].max"
        );
        assert_eq!(
            limits(&[limit(1), limit(2)]).expect_err("twice").field,
            "limits"
        );
        assert!(limits(&[limit(1)]).is_ok());
    }

    #[test]
    fn an_order_out_of_range_names_its_field() {
        let order = |currency: &str, subtotal| {
            let currency = currency.to_owned();
            OrderDraft {
                id: None,
                currency,
                subtotal,
            }
            .cart()
            .map_err(|invalid| invalid.field)
        };
        assert_eq!(order("eur", 1), Err("order.currency".into()));
        assert_eq!(order("EUR", 1 << 53), Err("order.subtotal".into()));
        assert!(order("EUR", 0).is_ok());
        assert_eq!(order_id("").expect_err("empty").field, "order.id");
    }
}
