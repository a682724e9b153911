//! Validations: what redeeming a code would answer.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{order::OrderDraft, time::Timestamp};

/// `POST /v1/validations`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Validate {
    /// The code as the shopper typed it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeText))]
    pub code: String,
    /// What it is to be applied to.
    pub order: OrderDraft,
}

/// The answer to a validation: `valid` tells which of the two it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Validation {
    /// Redeeming now would succeed.
    Valid(Valid),
    /// Redeeming now would be refused.
    Invalid(Invalid),
}

/// A code that would be redeemed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Valid {
    #[cfg_attr(feature = "openapi", schema(inline, value_type = value::Yes))]
    valid: True,
    /// The code in its canonical spelling.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Code))]
    pub code: String,
    /// Whose code it is.
    pub campaign: CampaignName,
    /// What it takes off, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// The order's currency.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What is left to pay, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
    /// When the code expires; `null` if it does not.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub expires_at: Option<Timestamp>,
}

/// A code that would be refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invalid {
    #[cfg_attr(feature = "openapi", schema(inline, value_type = value::No))]
    valid: False,
    /// Why.
    pub reason: Reason,
}

/// Why a code is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The stable slug.
    #[cfg_attr(feature = "openapi", schema(value_type = value::ReasonCode))]
    pub code: String,
    /// The same in words, for people.
    pub message: String,
    /// Whether the same request may succeed later.
    pub transient: bool,
}

/// A campaign, as far as a shopper needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CampaignName {
    /// Its prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub prefix: String,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Name))]
    pub name: String,
}

impl Validation {
    /// The verdict on a code that would be redeemed.
    #[must_use]
    pub fn valid(
        code: String,
        campaign: CampaignName,
        money: Discounted,
        expires_at: Option<Timestamp>,
    ) -> Self {
        let Discounted {
            currency,
            subtotal,
            discount,
        } = money;
        let total = subtotal.saturating_sub(discount);
        let valid = True;
        Self::Valid(Valid {
            valid,
            code,
            campaign,
            discount,
            currency,
            total,
            expires_at,
        })
    }

    /// The verdict on a code that would be refused.
    #[must_use]
    pub fn invalid(reason: Reason) -> Self {
        Self::Invalid(Invalid {
            valid: False,
            reason,
        })
    }
}

/// A discount and what it was taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discounted {
    /// ISO 4217.
    pub currency: String,
    /// Before the discount, in minor units.
    pub subtotal: u64,
    /// In minor units, at most the subtotal.
    pub discount: u64,
}

/// `true` and nothing else, so that no `Valid` can say that it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct True;

/// `false` and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct False;

impl Serialize for True {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(true)
    }
}

impl Serialize for False {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_shapes_are_pinned() {
        let campaign = CampaignName {
            prefix: "SUM".into(),
            name: "Summer".into(),
        };
        let money = Discounted {
            currency: "EUR".into(),
            subtotal: 4990,
            discount: 998,
        };
        let valid = Validation::valid("SUM-1".into(), campaign, money, None);
        assert_eq!(
            serde_json::to_string(&valid).expect("serialisable"),
            r#"{"valid":true,"code":"SUM-1","campaign":{"prefix":"SUM","name":"Summer"},"discount":998,"currency":"EUR","total":3992,"expires_at":null}"#
        );
        let reason = Reason {
            code: "expired".into(),
            message: "Too late.".into(),
            transient: false,
        };
        assert_eq!(
            serde_json::to_string(&Validation::invalid(reason)).expect("serialisable"),
            r#"{"valid":false,"reason":{"code":"expired","message":"Too late.","transient":false}}"#
        );
    }
}
