//! The manifest: what a page needs to check codes by itself. Safe to publish.

use serde::Serialize;

use crate::{campaign::ExpiryUnit, time::Timestamp};

/// `GET /v1/manifest`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// The server's clock, because a page's can be wrong.
    pub now: Timestamp,
    /// The public campaigns, by prefix.
    pub campaigns: Vec<ManifestEntry>,
}

/// One campaign in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManifestEntry {
    /// Its prefix.
    pub prefix: String,
    /// How its codes look, such as `SUM-####-####-####-####`.
    pub pattern: String,
    /// Bits of a code that hold its serial.
    pub serial_bits: u8,
    /// Bits of a code that hold its expiry.
    pub expiry_bits: u8,
    /// What one step of the expiry is.
    pub expiry_unit: ExpiryUnit,
    /// Where the expiry counts from.
    pub epoch: Timestamp,
    /// Which generation of the campaign's keys made the codes.
    pub key_version: u32,
    /// The campaign's public key: 32 bytes, base64url without padding.
    pub public_key: String,
    /// The campaign's name.
    pub name: String,
    /// When codes can be redeemed from; `null`: at once.
    pub starts_at: Option<Timestamp>,
    /// When codes can no longer be redeemed; `null`: open.
    pub ends_at: Option<Timestamp>,
}
