//! Whether a deployment is configured.

use serde::Serialize;

/// `GET /healthz`, if all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// The version that is deployed.
    pub version: &'static str,
}
