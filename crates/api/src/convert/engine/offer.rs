//! Offers, and what comes of them.

use tessera_engine as engine;

use super::{label, positive_amount};
use crate::{
    convert::InvalidValue,
    offer::{Cheapest, Gift, Offer, Target},
    order::Split,
    validation::Why,
};

impl Offer {
    /// What the engine makes of it.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] for a share of nothing or of more than everything, for an amount or a number
    /// of items that is nothing or too large, and for words that are none.
    pub fn to_engine(&self) -> Result<engine::Offer, InvalidValue> {
        let (kind, on, max_discount) = match self {
            Self::Percent {
                basis_points,
                on,
                max_discount,
            } => {
                let rate = rate("offer.basis_points", *basis_points)?;
                (engine::OfferKind::Percent(rate), on, *max_discount)
            }
            Self::Amount { amount, on } => {
                let amount = positive_amount("offer.amount", *amount)?;
                (engine::OfferKind::Amount(amount), on, None)
            }
            Self::FreeShipping { on, max_discount } => {
                (engine::OfferKind::FreeShipping, on, *max_discount)
            }
            Self::Gift {
                gift,
                on,
                max_discount,
            } => (
                engine::OfferKind::Item(gift.to_engine()?),
                on,
                *max_discount,
            ),
            Self::Cheapest {
                cheapest,
                on,
                max_discount,
            } => {
                let cheapest = cheapest.to_engine()?;
                (engine::OfferKind::Item(cheapest), on, *max_discount)
            }
        };
        let most = max_discount.map(|max| positive_amount("offer.max_discount", max));
        Ok(engine::Offer {
            kind,
            on: on.to_engine()?,
            max_discount: most.transpose()?,
        })
    }
}

impl Gift {
    fn to_engine(&self) -> Result<engine::ItemOffer, InvalidValue> {
        Ok(engine::ItemOffer::Gift {
            sku: label("offer.gift.sku", &self.sku)?,
            quantity: quantity("offer.gift.quantity", self.quantity)?,
        })
    }
}

impl Cheapest {
    fn to_engine(&self) -> Result<engine::ItemOffer, InvalidValue> {
        let field = "offer.cheapest.every";
        let every = self.every.map(|every| quantity(field, every));
        if self.every.is_some_and(|every| every < self.count) {
            let detail = "must not be less than `count`, which is a part of it";
            return Err(InvalidValue::new(field, detail));
        }
        Ok(engine::ItemOffer::Cheapest {
            count: quantity("offer.cheapest.count", self.count)?,
            rate: rate("offer.cheapest.basis_points", self.basis_points)?,
            every: every.transpose()?,
        })
    }
}

impl Target {
    fn to_engine(&self) -> Result<engine::Target, InvalidValue> {
        match self {
            Self::Order => Ok(engine::Target::Order),
            Self::Items(selection) => {
                let selection = selection.to_engine("offer.on.items")?;
                Ok(engine::Target::Items(selection))
            }
        }
    }
}

fn rate(field: &str, basis_points: u32) -> Result<engine::BasisPoints, InvalidValue> {
    // What does not fit 16 bits is beyond 10,000 as well: the same rule refuses it.
    let basis_points = u16::try_from(basis_points).unwrap_or(u16::MAX);
    engine::BasisPoints::new(basis_points).map_err(InvalidValue::of(field))
}

fn quantity(field: &str, quantity: u32) -> Result<engine::Quantity, InvalidValue> {
    engine::Quantity::new(quantity).map_err(InvalidValue::of(field))
}

impl From<&engine::Offer> for Offer {
    fn from(offer: &engine::Offer) -> Self {
        let engine::Offer {
            kind,
            on,
            max_discount,
        } = offer;
        let on = Target::from(on);
        let max_discount = max_discount.map(engine::MinorUnits::value);
        match kind {
            engine::OfferKind::Percent(rate) => Self::Percent {
                basis_points: rate.value().into(),
                on,
                max_discount,
            },
            engine::OfferKind::Amount(amount) => Self::Amount {
                // A sum is a maximum of itself.
                amount: max_discount.map_or(amount.value(), |most| most.min(amount.value())),
                on,
            },
            engine::OfferKind::FreeShipping => Self::FreeShipping { on, max_discount },
            engine::OfferKind::Item(engine::ItemOffer::Gift { sku, quantity }) => Self::Gift {
                gift: Gift {
                    sku: sku.as_str().to_owned(),
                    quantity: quantity.value(),
                },
                on,
                max_discount,
            },
            engine::OfferKind::Item(engine::ItemOffer::Cheapest { count, rate, every }) => {
                Self::Cheapest {
                    cheapest: Cheapest {
                        count: count.value(),
                        basis_points: rate.value().into(),
                        every: every.map(engine::Quantity::value),
                    },
                    on,
                    max_discount,
                }
            }
        }
    }
}

impl From<&engine::Target> for Target {
    fn from(target: &engine::Target) -> Self {
        match target {
            engine::Target::Order => Self::Order,
            engine::Target::Items(selection) => Self::Items(selection.into()),
        }
    }
}

impl From<&engine::Split> for Split {
    fn from(split: &engine::Split) -> Self {
        let lines = split.lines.iter().map(|part| part.value());
        Self {
            lines: lines.collect(),
            shipping: split.shipping.value(),
        }
    }
}

impl Split {
    /// What the engine wrote it from.
    ///
    /// # Errors
    ///
    /// [`engine::ValueError`] for an amount beyond 2^53 − 1.
    pub fn to_engine(&self) -> Result<engine::Split, engine::ValueError> {
        let lines = self.lines.iter().copied().map(engine::MinorUnits::new);
        Ok(engine::Split {
            lines: lines.collect::<Result<_, _>>()?,
            shipping: engine::MinorUnits::new(self.shipping)?,
        })
    }
}

impl From<engine::Why> for Why {
    fn from(why: engine::Why) -> Self {
        match why {
            engine::Why::Share => Self::Share,
            engine::Why::Cheapest => Self::Cheapest,
            engine::Why::Gift => Self::Gift,
            engine::Why::NotSelected => Self::NotSelected,
            engine::Why::NothingLeft => Self::NothingLeft,
            engine::Why::OthersFirst => Self::OthersFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    fn offer(json: &str) -> Result<engine::Offer, InvalidValue> {
        json::parse::<Offer>(json.as_bytes())
            .expect(json)
            .to_engine()
    }

    /// Offers of every type, as they are written.
    const EVERY: [&str; 9] = [
        r#"{"type":"percent","basis_points":2000}"#,
        r#"{"type":"percent","basis_points":2000,"max_discount":500}"#,
        r#"{"type":"percent","basis_points":2000,"on":{"items":{"categories":["shoes"],"exclude":{"skus":["x"]}}},"max_discount":500}"#,
        r#"{"type":"amount","amount":500}"#,
        r#"{"type":"amount","amount":500,"on":{"items":{"collections":["summer"]}}}"#,
        r#"{"type":"free_shipping"}"#,
        r#"{"type":"free_shipping","on":{"items":{}},"max_discount":490}"#,
        r#"{"type":"item","gift":{"sku":"mug","quantity":1}}"#,
        r#"{"type":"item","cheapest":{"count":1,"basis_points":10000,"every":3},"on":{"items":{"skus":["a"]}}}"#,
    ];

    #[test]
    fn offers_keep_their_meaning() {
        for json in EVERY {
            let engine = offer(json).expect(json);
            let wire = Offer::from(&engine);
            assert_eq!(serde_json::to_string(&wire).expect("serialisable"), json);
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
            (
                r#"{"type":"free_shipping","on":{"items":{"skus":[""]}}}"#,
                "offer.on.items.skus[0]",
            ),
            (
                r#"{"type":"item","gift":{"sku":"","quantity":1}}"#,
                "offer.gift.sku",
            ),
            (
                r#"{"type":"item","gift":{"sku":"mug","quantity":0}}"#,
                "offer.gift.quantity",
            ),
            (
                r#"{"type":"item","cheapest":{"count":1000001,"basis_points":1}}"#,
                "offer.cheapest.count",
            ),
            (
                r#"{"type":"item","cheapest":{"count":1,"basis_points":0}}"#,
                "offer.cheapest.basis_points",
            ),
            (
                r#"{"type":"item","cheapest":{"count":3,"basis_points":1,"every":2}}"#,
                "offer.cheapest.every",
            ),
        ] {
            assert_eq!(offer(json).expect_err(json).field, field, "{json}");
        }
    }

    #[test]
    fn an_offer_has_the_fields_of_its_type_and_no_others() {
        for (json, field) in [
            (r#"{"type":"percent"}"#, Some("basis_points")),
            (r#"{"type":"amount","basis_points":5}"#, Some("amount")),
            (r#"{"type":"amount","amount":5,"basis_points":5}"#, None),
            (r#"{"type":"amount","amount":5,"max_discount":5}"#, None),
            (r#"{"type":"percent","basis_points":5,"amount":5}"#, None),
            (r#"{"type":"free_shipping","amount":5}"#, None),
            (r#"{"type":"item"}"#, None),
            (
                r#"{"type":"item","gift":{"sku":"a","quantity":1},"cheapest":{"count":1,"basis_points":1}}"#,
                None,
            ),
            (r#"{"type":"points"}"#, Some("type")),
            (r#"{"amount":5}"#, Some("type")),
            (r#"{"type":"amount","amount":5,"extra":1}"#, Some("extra")),
            (
                r#"{"type":"amount","amount":5,"on":{"items":{"sku":["a"]}}}"#,
                Some("on.items.sku"),
            ),
            (
                r#"{"type":"amount","amount":5,"on":{"items":[["a"],[],[],{}]}}"#,
                Some("on.items"),
            ),
            (
                r#"{"type":"amount","amount":5,"on":"items"}"#,
                Some("on.items"),
            ),
        ] {
            let error = json::parse::<Offer>(json.as_bytes()).expect_err(json);
            assert_eq!(error.field.as_deref(), field, "{json}: {}", error.detail);
        }
        let whole = r#"{"type":"amount","amount":5,"on":"order"}"#;
        assert_eq!(
            offer(whole).map(|offer| offer.on),
            Ok(engine::Target::Order)
        );
    }
}
