//! Errors on the wire: problem details for HTTP APIs (RFC 9457).

use serde::Serialize;

use crate::{offer::ReachedLimit, time::Timestamp};

/// The media type of a [`Problem`].
pub const PROBLEM_CONTENT_TYPE: &str = "application/problem+json";

/// What went wrong, for people and for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A URI that names the kind of problem: `urn:tessera:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in words; the same for every occurrence.
    pub title: &'static str,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What happened this time, and what to do about it.
    pub detail: String,
    /// The stable slug that programs branch on.
    pub code: String,
    /// The request's field that the problem is about, such as `order.subtotal`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The campaign's limit that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<ReachedLimit>,
    /// When that limit counts anew; left out if it never does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frees_at: Option<Timestamp>,
    /// The id under which the server logged this request.
    pub request_id: String,
}
