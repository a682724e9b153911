//! Holds: a code reserved for an order while it is paid.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{
    customer::Customer,
    order::{Order, OrderRequest, OrderUpdate, Split},
    time::Timestamp,
};

/// `POST /v1/holds`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateHold {
    /// The code as the shopper typed it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::CodeText))]
    pub code: String,
    /// What it is reserved for. An order that holds the code already gets its own hold back,
    /// renewed.
    pub order: OrderRequest,
    /// Who buys; a guest if left out.
    pub customer: Option<Customer>,
    /// For how long, in seconds: 1 to 604800 (7 days); 900 (15 minutes) if left out.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 604_800))]
    pub ttl_seconds: Option<u32>,
}

/// `POST /v1/holds/{id}/redeem`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RedeemHold {
    /// What is bought after all; as it was held if left out.
    pub order: Option<OrderUpdate>,
    /// Who buys: may be added to a hold, never changed.
    pub customer: Option<Customer>,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    /// `hd_{PREFIX}_{shard}_{seq}`: the same for as long as it is renewed.
    #[cfg_attr(feature = "openapi", schema(value_type = value::HoldId))]
    pub id: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// The code in its canonical spelling.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Code))]
    pub code: String,
    /// What it is reserved for.
    pub order: Order,
    /// What redeeming will take off, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub discount: u64,
    /// What that is made of; left out where the order told neither lines nor shipping.
    #[serde(skip_serializing_if = "Split::is_untold")]
    #[cfg_attr(feature = "openapi", schema(required = false))]
    pub split: Split,
    /// What will be left to pay for the goods, in minor units.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Amount))]
    pub total: u64,
    /// When it was made.
    pub held_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// Where it stands.
    #[serde(flatten)]
    pub status: HoldStatus,
}

/// Where a hold stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum HoldStatus {
    /// It reserves.
    Open,
    /// It was redeemed.
    Redeemed {
        /// The redemption's id.
        #[cfg_attr(feature = "openapi", schema(value_type = value::RedemptionId))]
        redemption: String,
    },
    /// It ended without a redemption.
    Released {
        /// Why.
        reason: ReleaseReason,
    },
}

/// Why a hold ended without a redemption.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseReason {
    /// The caller gave it up.
    Released,
    /// Its time had come.
    Expired,
    /// Its code was revoked.
    Revoked,
    /// The campaign was ended with its holds.
    CampaignEnded,
    /// Its order was cancelled.
    OrderCancelled,
}

/// The answer to `DELETE /v1/holds/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReleasedHold {
    /// The hold's id.
    #[cfg_attr(feature = "openapi", schema(value_type = value::HoldId))]
    pub id: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// Why it ended: `released`, unless something else had ended it before.
    pub reason: ReleaseReason,
    /// When.
    pub released_at: Timestamp,
    /// Whether it had ended before, so that nothing was changed.
    pub existing: bool,
}
