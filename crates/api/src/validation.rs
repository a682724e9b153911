//! Validations: what redeeming a code would answer.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{
    customer::Customer, failed::FailedCondition, offer::ReachedLimit, order::OrderDraft,
    time::Timestamp,
};

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
    /// Who buys; a guest if left out. What a page says of it counts for nothing.
    pub customer: Option<Customer>,
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
    /// Whether this order has redeemed this code already.
    pub existing: bool,
    /// Whether the checkout may still refuse: the campaign has rules about, or limits per, customer,
    /// channel or attribute, for which a page's word does not count. Never for a server.
    pub provisional: bool,
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
    /// The campaign's limit that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub limit: Option<ReachedLimit>,
    /// When that limit counts anew; left out if it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub frees_at: Option<Timestamp>,
    /// The conditions that stand against it; left out where it is refused for something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub failed: Vec<FailedCondition>,
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
            existing,
            provisional,
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
            existing,
            provisional,
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
    /// Whether it was given already.
    pub existing: bool,
    /// Whether the checkout may still refuse it.
    pub provisional: bool,
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
            existing: false,
            provisional: true,
        };
        let valid = Validation::valid("SUM-1".into(), campaign, money, None);
        assert_eq!(
            serde_json::to_string(&valid).expect("serialisable"),
            r#"{"valid":true,"code":"SUM-1","campaign":{"prefix":"SUM","name":"Summer"},"discount":998,"currency":"EUR","total":3992,"expires_at":null,"existing":false,"provisional":true}"#
        );
        let reason = Reason {
            code: "expired".into(),
            message: "Too late.".into(),
            transient: false,
            limit: None,
            frees_at: None,
            failed: vec![],
        };
        assert_eq!(
            serde_json::to_string(&Validation::invalid(reason)).expect("serialisable"),
            r#"{"valid":false,"reason":{"code":"expired","message":"Too late.","transient":false}}"#
        );
    }
}
