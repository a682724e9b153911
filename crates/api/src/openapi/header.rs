//! The headers that answers carry besides the usual ones.

use utoipa::openapi::{Header, HeaderBuilder, ObjectBuilder};

use super::value;

/// A header of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResponseHeader {
    RequestId,
    IdempotentReplayed,
    Location,
    ETag,
    CacheControl,
    ContentDisposition,
    WwwAuthenticate,
    RetryAfter,
    RateLimitPolicy,
    RateLimit,
}

impl ResponseHeader {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::RequestId => "X-Request-Id",
            Self::IdempotentReplayed => "Idempotent-Replayed",
            Self::Location => "Location",
            Self::ETag => "ETag",
            Self::CacheControl => "Cache-Control",
            Self::ContentDisposition => "Content-Disposition",
            Self::WwwAuthenticate => "WWW-Authenticate",
            Self::RetryAfter => "Retry-After",
            Self::RateLimitPolicy => "RateLimit-Policy",
            Self::RateLimit => "RateLimit",
        }
    }

    /// Whether every answer that documents it carries it.
    pub(super) fn is_always_there(name: &str) -> bool {
        let sometimes = [
            Self::IdempotentReplayed,
            Self::RetryAfter,
            Self::RateLimitPolicy,
        ];
        !sometimes.iter().any(|header| header.name() == name)
    }

    pub(super) fn build(self) -> Header {
        let (schema, description) = match self {
            Self::RequestId => (
                value::text(),
                "The id under which the server logged this request.",
            ),
            Self::IdempotentReplayed => (
                value::text().enum_values(Some(["true"])),
                "There if this request was made before under the same idempotency key: the answer is \
                 the one of then.",
            ),
            Self::Location => (value::text(), "The path of what was created."),
            Self::ETag => (
                value::text(),
                "Names this state of the resource, for `If-None-Match`.",
            ),
            Self::CacheControl => (value::text(), "How long the answer may be kept."),
            Self::ContentDisposition => (value::text(), "A name for the file."),
            Self::WwwAuthenticate => (
                value::text().enum_values(Some(["Bearer"])),
                "How to authenticate.",
            ),
            Self::RetryAfter => (
                value::text().pattern(Some("^[0-9]+$")),
                "After how many seconds to try again.",
            ),
            Self::RateLimitPolicy => (
                value::text().examples(["\"validations\";q=120;w=60"]),
                "The quota that holds: `q` units in `w` seconds. Not told to secret keys unless they exceed \
                 one.",
            ),
            Self::RateLimit => (
                value::text().examples(["\"validations\";r=0;t=60"]),
                "What is left of it, and in how many seconds there is more at the latest.",
            ),
        };
        let schema: ObjectBuilder = schema;
        HeaderBuilder::new()
            .schema(Some(schema))
            .description(Some(description))
            .build()
    }
}
