//! Errors on the wire: problem details for HTTP APIs (RFC 9457).

use serde::Serialize;

use crate::{failed::FailedCondition, offer::ReachedLimit, time::Timestamp};

/// The media type of a [`Problem`].
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI that names the kind of problem: `urn:tessera:problem:` and the code.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(pattern = "^urn:tessera:problem:[a-z_]+$"))]
    pub kind: String,
    /// The kind of problem in words; the same for every occurrence.
    pub title: &'static str,
    /// The HTTP status of the answer.
    #[cfg_attr(feature = "openapi", schema(minimum = 400, maximum = 599))]
    pub status: u16,
    /// What happened this time, and what to do about it.
    pub detail: String,
    /// The stable slug that programs branch on.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-z_]+$"))]
    pub code: String,
    /// The request's field that the problem is about, such as `order.subtotal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub field: Option<String>,
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
    /// The id under which the server logged this request.
    pub request_id: String,
}
