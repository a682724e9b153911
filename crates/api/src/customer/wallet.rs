//! The codes that a customer holds.

use serde::Serialize;

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{
    lookup::{CodeState, Uses},
    time::Timestamp,
};

/// A code that was assigned to a customer, and where it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletEntry {
    /// The code in its canonical spelling.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Code))]
    pub code: String,
    /// The campaign's prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub campaign: String,
    /// Where it stands.
    pub state: CodeState,
    /// How often it was redeemed, and can be.
    pub uses: Uses,
    /// When it expires; `null` if it does not.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub expires_at: Option<Timestamp>,
    /// When the customer got it.
    pub assigned_at: Timestamp,
}
