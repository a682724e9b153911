//! Whether a deployment is configured.

use serde::Serialize;

/// `GET /healthz`, if all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// The version that is deployed.
    pub version: &'static str,
}
