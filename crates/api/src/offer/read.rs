//! Reading an offer: which fields it has depends on its type.
//!
//! A derived reader of a tagged enum would first keep the whole value, and so lose the path of
//! whatever is wrong inside.

use serde::Deserialize;

use super::{Cheapest, Gift, Offer, Target};

/// All that an offer of any type can have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    #[serde(rename = "type")]
    kind: Kind,
    basis_points: Option<u32>,
    amount: Option<u64>,
    gift: Option<Gift>,
    cheapest: Option<Cheapest>,
    on: Option<Target>,
    max_discount: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Percent,
    Amount,
    FreeShipping,
    Item,
}

impl TryFrom<Fields> for Offer {
    type Error = String;

    fn try_from(fields: Fields) -> Result<Self, String> {
        let Fields {
            kind,
            basis_points,
            amount,
            gift,
            cheapest,
            on,
            max_discount,
        } = fields;
        let on = on.unwrap_or_default();
        let missing = |field: &str| Err(format!("missing field `{field}`"));
        let only = |fields: &str| Err(format!("an offer of this type has {fields}"));
        match (kind, basis_points, amount, gift, cheapest) {
            (Kind::Percent, Some(basis_points), None, None, None) => Ok(Self::Percent {
                basis_points,
                on,
                max_discount,
            }),
            (Kind::Percent, None, ..) => missing("basis_points"),
            (Kind::Percent, ..) => only("`basis_points`, `on` and `max_discount`"),
            (Kind::Amount, None, Some(amount), None, None) if max_discount.is_none() => {
                Ok(Self::Amount { amount, on })
            }
            (Kind::Amount, _, None, ..) => missing("amount"),
            (Kind::Amount, ..) => only("`amount` and `on`"),
            (Kind::FreeShipping, None, None, None, None) => {
                Ok(Self::FreeShipping { on, max_discount })
            }
            (Kind::FreeShipping, ..) => only("`on` and `max_discount`"),
            (Kind::Item, None, None, Some(gift), None) => Ok(Self::Gift {
                gift,
                on,
                max_discount,
            }),
            (Kind::Item, None, None, None, Some(cheapest)) => Ok(Self::Cheapest {
                cheapest,
                on,
                max_discount,
            }),
            (Kind::Item, ..) => only("either `gift` or `cheapest`, `on` and `max_discount`"),
        }
    }
}
