//! Campaigns: what a pattern, an offer and a budget make together.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{
    offer::{Limit, Offer},
    plan::Layout,
    rule::Rule,
    stacking::Stacking,
    time::Timestamp,
};

/// What one step of a code's expiry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExpiryUnit {
    /// 3,600 s.
    Hour,
    /// 86,400 s.
    Day,
}

/// `POST /v1/campaigns`.
///
/// The layout is planned from `max_codes` and `expires_latest`, or given as `serial_bits` and
/// `expiry_bits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCampaign {
    /// How codes are to look, such as `SUM-####-####-####-####`; what stands before the first `-`
    /// becomes the campaign's id.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Pattern))]
    pub pattern: String,
    /// The campaign's name, as shoppers see it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Name))]
    pub name: String,
    /// How many codes it will ever have.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::CodeCount>))]
    pub max_codes: Option<u64>,
    /// The latest instant at which any of its codes will expire.
    pub expires_latest: Option<Timestamp>,
    /// Bits of a code that hold its serial.
    #[cfg_attr(feature = "openapi", schema(minimum = 8, maximum = 40))]
    pub serial_bits: Option<u8>,
    /// Bits of a code that hold its expiry.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 16))]
    pub expiry_bits: Option<u8>,
    /// What one step of the expiry is; an hour if left out.
    pub expiry_unit: Option<ExpiryUnit>,
    /// Where the expiry counts from, a multiple of the unit; the unit that now lies in if left out.
    pub epoch: Option<Timestamp>,
    /// Accepts codes that are easier to guess than one in 2^36.
    pub allow_weak: Option<bool>,
    /// ISO 4217, such as `EUR`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What a code takes off.
    pub offer: Offer,
    /// When codes can be redeemed from; at once if left out.
    pub starts_at: Option<Timestamp>,
    /// When codes can no longer be redeemed; open if left out.
    pub ends_at: Option<Timestamp>,
    /// What the campaign may spend; nothing is capped if left out.
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub limits: Option<Vec<Limit>>,
    /// Whether it stands in the manifest, so that pages can check its codes; it does if left out.
    pub public: Option<bool>,
    /// The IANA time zone that its days, weeks and months follow; `UTC` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::TimeZone>))]
    pub time_zone: Option<String>,
    /// What becomes of a discount that its limits leave too little room for; it is refused if left
    /// out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_exhausted: Option<OnExhausted>,
    /// What a full rollback does with the use, unless the call says so itself; it is restored if
    /// left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<RollbackMode>,
    /// How its codes get on with other codes on one order; they stand alone if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stacking: Option<Stacking>,
    /// What must hold for a code to be used; nothing if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rule>,
    /// Who and what never gets a discount, whatever the rules say; nobody if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppress: Option<Rule>,
}

/// What becomes of a discount that a campaign's limits leave too little room for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnExhausted {
    /// It is refused.
    #[default]
    Reject,
    /// It shrinks to what is left.
    Cap,
}

/// What a full rollback does with the use that the redemption spent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RollbackMode {
    /// The code can be redeemed again.
    #[default]
    Restore,
    /// The use stays spent; only money returns.
    Consume,
}

/// `PATCH /v1/campaigns/{prefix}`: what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeCampaign {
    /// The campaign's name, as shoppers see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<value::Name>))]
    pub name: Option<String>,
    /// When codes can be redeemed from; `null`: at once.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub starts_at: Option<Option<Timestamp>>,
    /// When codes can no longer be redeemed; `null`: open.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub ends_at: Option<Option<Timestamp>>,
    /// What a code takes off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// What the campaign may spend, in the order in which refusals name them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub limits: Option<Vec<Limit>>,
    /// What becomes of a discount that its limits leave too little room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_exhausted: Option<OnExhausted>,
    /// What a full rollback does with the use, unless the call says so itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback: Option<RollbackMode>,
    /// How its codes get on with other codes on one order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stacking: Option<Stacking>,
    /// What must hold for a code to be used; `null`: nothing.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Rule>))]
    pub rules: Option<Option<Rule>>,
    /// Who and what never gets a discount, whatever the rules say; `null`: nobody.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Rule>))]
    pub suppress: Option<Option<Rule>>,
}

/// Tells a field that is `null` from one that is left out.
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// `POST /v1/campaigns/{prefix}/end`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct EndCampaign {
    /// Whether open holds end with it; they are spared if left out.
    pub void_holds: Option<bool>,
}

/// The answer to `POST /v1/campaigns/{prefix}/pause`, `/resume` and `/end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CampaignSwitched {
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// What happened.
    #[serde(flatten)]
    pub event: CampaignSwitch,
    /// When.
    pub at: Timestamp,
}

/// What stops a campaign, or lets it go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CampaignSwitch {
    /// Its codes are refused until it is resumed.
    Paused,
    /// It goes on.
    Resumed,
    /// It is over.
    Ended {
        /// Whether open holds ended with it.
        void_holds: bool,
    },
}

/// A campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Campaign {
    /// Its id: what its codes begin with.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub prefix: String,
    /// How its codes look.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Pattern))]
    pub pattern: String,
    /// Its name.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Name))]
    pub name: String,
    /// Where it stands now.
    pub status: CampaignStatus,
    /// What the bits of its codes hold.
    pub layout: Layout,
    /// What one step of the expiry is.
    pub expiry_unit: ExpiryUnit,
    /// Where the expiry counts from.
    pub epoch: Timestamp,
    /// Which generation of the campaign's keys makes its codes.
    pub key_version: u32,
    /// ISO 4217.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Currency))]
    pub currency: String,
    /// What a code takes off.
    pub offer: Offer,
    /// When codes can be redeemed from; `null`: at once.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub starts_at: Option<Timestamp>,
    /// When codes can no longer be redeemed; `null`: open.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub ends_at: Option<Timestamp>,
    /// What it may spend.
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub limits: Vec<Limit>,
    /// What becomes of a discount that its limits leave too little room for.
    pub on_exhausted: OnExhausted,
    /// What a full rollback does with the use, unless the call says so itself.
    pub rollback: RollbackMode,
    /// How its codes get on with other codes on one order.
    pub stacking: Stacking,
    /// What must hold for a code to be used; `null`: nothing.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub rules: Option<Rule>,
    /// Who and what never gets a discount, whatever the rules say; `null`: nobody.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub suppress: Option<Rule>,
    /// The IANA time zone that its days, weeks and months follow.
    #[cfg_attr(feature = "openapi", schema(value_type = value::TimeZone))]
    pub time_zone: String,
    /// Whether it stands in the manifest.
    pub public: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Grows with every change; its `ETag`, which a change names in `If-Match`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Count))]
    pub version: u64,
}

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CampaignStatus {
    /// It has not started.
    Scheduled,
    /// Its codes can be redeemed.
    Active,
    /// It was paused, and not resumed since.
    Paused,
    /// It has ended.
    Ended,
}

/// A campaign with its figures: `GET /v1/campaigns/{prefix}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CampaignWithUsage {
    /// What every answer about a campaign tells.
    #[serde(flatten)]
    pub campaign: Campaign,
    /// What has been issued and spent.
    pub usage: Usage,
    /// What open holds reserve.
    pub held: Held,
}

/// What a campaign's open holds reserve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// Redemptions: as many as there are open holds.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Count))]
    pub redemptions: u64,
    /// Discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// Subtotals before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub order_value: u64,
}

/// What a campaign has issued and spent so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Usage {
    /// Codes issued.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Count))]
    pub codes: u64,
    /// Redemptions.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Count))]
    pub redemptions: u64,
    /// Discount given, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// Subtotals before the discount, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub order_value: u64,
}

impl CampaignStatus {
    /// Where a campaign that runs from `starts_at` to just before `ends_at`, unless it is paused,
    /// stands at `now`.
    #[must_use]
    pub fn at(
        now: Timestamp,
        starts_at: Option<Timestamp>,
        ends_at: Option<Timestamp>,
        is_paused: bool,
    ) -> Self {
        if ends_at.is_some_and(|ends_at| now >= ends_at) {
            Self::Ended
        } else if is_paused {
            Self::Paused
        } else if starts_at.is_some_and(|starts_at| now < starts_at) {
            Self::Scheduled
        } else {
            Self::Active
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_runs_from_its_start_to_just_before_its_end() {
        let at = |ms| Timestamp::from_unix_ms(ms).expect("in range");
        let status = |now| CampaignStatus::at(at(now), Some(at(10)), Some(at(20)), false);
        assert_eq!(status(9), CampaignStatus::Scheduled);
        assert_eq!(status(10), CampaignStatus::Active);
        assert_eq!(status(19), CampaignStatus::Active);
        assert_eq!(status(20), CampaignStatus::Ended);
        let paused = |now| CampaignStatus::at(at(now), Some(at(10)), Some(at(20)), true);
        assert_eq!(paused(9), CampaignStatus::Paused);
        assert_eq!(paused(20), CampaignStatus::Ended);
        assert_eq!(
            CampaignStatus::at(at(0), None, None, false),
            CampaignStatus::Active
        );
    }

    #[test]
    fn a_change_tells_null_from_what_is_left_out() {
        let change = |json| serde_json::from_str::<ChangeCampaign>(json).expect(json);
        assert_eq!(change("{}"), ChangeCampaign::default());
        assert_eq!(change(r#"{"ends_at":null}"#).ends_at, Some(None));
        for json in [
            "{}",
            r#"{"ends_at":null}"#,
            r#"{"starts_at":"2026-01-01T00:00:00Z"}"#,
        ] {
            assert_eq!(
                serde_json::to_string(&change(json)).expect("serialisable"),
                json
            );
        }
    }
}
