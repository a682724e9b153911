//! The manifest: what a page needs to check codes by itself. Safe to publish.

use serde::Serialize;

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::{campaign::ExpiryUnit, time::Timestamp};

/// `GET /v1/manifest`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Manifest {
    /// The server's clock, because a page's can be wrong.
    pub now: Timestamp,
    /// The public campaigns, by prefix.
    pub campaigns: Vec<ManifestEntry>,
}

/// One campaign in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManifestEntry {
    /// Its prefix.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Prefix))]
    pub prefix: String,
    /// How its codes look, such as `SUM-####-####-####-####`.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Pattern))]
    pub pattern: String,
    /// Bits of a code that hold its serial.
    #[cfg_attr(feature = "openapi", schema(minimum = 8, maximum = 40))]
    pub serial_bits: u8,
    /// Bits of a code that hold its expiry.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 16))]
    pub expiry_bits: u8,
    /// What one step of the expiry is.
    pub expiry_unit: ExpiryUnit,
    /// Where the expiry counts from.
    pub epoch: Timestamp,
    /// Which generation of the campaign's keys made the codes.
    pub key_version: u32,
    /// The campaign's public key: 32 bytes, base64url without padding.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[A-Za-z0-9_-]{43}$"))]
    pub public_key: String,
    /// The campaign's name.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Name))]
    pub name: String,
    /// When codes can be redeemed from; `null`: at once.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub starts_at: Option<Timestamp>,
    /// When codes can no longer be redeemed; `null`: open.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub ends_at: Option<Timestamp>,
}
