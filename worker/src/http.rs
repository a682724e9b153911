//! Requests in and answers out, as far as HTTP itself is concerned.

use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use serde::Serialize;
use tessera_api::{convert::InvalidValue, problem::PROBLEM_CONTENT_TYPE};
use worker::{Headers, Request, Response, ResponseBuilder, Url, web_sys::ReadableStream};

use crate::{
    failure::Failure,
    random,
    throttle::quota::{FAILURES_BY_ADDRESS, Quota},
};

/// The most that a body holds.
pub(crate) const BODY_LEN_MAX: usize = 64 * 1024;

/// The longest idempotency key.
const IDEMPOTENCY_KEY_LEN_MAX: usize = 255;

/// A request, read as far as it has been asked for.
pub(crate) struct Incoming {
    request: Request,
    url: Url,
}

impl Incoming {
    pub(crate) fn new(request: Request) -> Result<Self, Failure> {
        let url = request
            .url()
            .map_err(|error| Failure::BadRequest(InvalidValue::new("url", error.to_string())))?;
        Ok(Self { request, url })
    }

    /// A header; `None` if it is missing or empty.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.request
            .headers()
            .get(name)
            .ok()
            .flatten()
            .filter(|value| !value.is_empty())
    }

    /// A query parameter; the first if it is repeated.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A query parameter that is a whole number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Failure> {
        let number = |text: String| {
            let invalid = || InvalidValue::new(name, "must be a whole number of at least 0");
            text.parse().map_err(|_| Failure::BadRequest(invalid()))
        };
        self.parameter(name).map(number).transpose()
    }

    /// The `Idempotency-Key` header.
    pub(crate) fn idempotency_key(&self) -> Result<String, Failure> {
        let key = self
            .header("idempotency-key")
            .ok_or(Failure::IdempotencyKeyRequired)?;
        let fits =
            key.len() <= IDEMPOTENCY_KEY_LEN_MAX && key.bytes().all(|b| b.is_ascii_graphic());
        if fits {
            Ok(key)
        } else {
            Err(Failure::IdempotencyKeyRequired)
        }
    }

    /// The `Idempotency-Key` header, or a random key where a request can do without.
    pub(crate) fn idempotency_key_or_random(&self) -> Result<String, Failure> {
        match self.header("idempotency-key") {
            Some(_) => self.idempotency_key(),
            None => random::bytes::<16>().map(|bytes| HEXLOWER.encode(&bytes)),
        }
    }

    /// The body, never more of it than [`BODY_LEN_MAX`].
    pub(crate) async fn body(&mut self) -> Result<Vec<u8>, Failure> {
        let too_large = Failure::BodyTooLarge {
            limit_bytes: BODY_LEN_MAX,
        };
        let declared = self
            .header("content-length")
            .and_then(|length| length.parse().ok());
        if declared.is_some_and(|length: usize| length > BODY_LEN_MAX) {
            return Err(too_large);
        }
        let mut body = vec![];
        // A request without a body has no stream either.
        let Ok(mut chunks) = self.request.stream() else {
            return Ok(body);
        };
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk?;
            if body.len().saturating_add(chunk.len()) > BODY_LEN_MAX {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// The body, read as JSON.
    pub(crate) async fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, Failure> {
        let body = self.body().await?;
        Ok(tessera_api::json::parse(&body)?)
    }

    /// The body, read as JSON; the default if there is none.
    pub(crate) async fn json_if_any<T: serde::de::DeserializeOwned + Default>(
        &mut self,
    ) -> Result<T, Failure> {
        let body = self.body().await?;
        if body.is_empty() {
            return Ok(T::default());
        }
        Ok(tessera_api::json::parse(&body)?)
    }
}

/// An answer.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
}

enum Body {
    Empty,
    Text(String),
    Stream(ReadableStream),
}

impl Reply {
    /// An answer in JSON.
    pub(crate) fn json<T: Serialize>(status: u16, value: &T) -> Result<Self, Failure> {
        let body = serde_json::to_string(value).map_err(Failure::internal)?;
        Ok(Self::text(status, "application/json", body))
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: vec![],
            body: Body::Empty,
        }
    }

    /// An answer of some type.
    pub(crate) fn text(status: u16, content_type: &'static str, body: String) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self {
            status,
            headers,
            body: Body::Text(body),
        }
    }

    /// An answer that is made while it is sent.
    pub(crate) fn stream(content_type: &'static str, body: ReadableStream) -> Self {
        let headers = vec![("content-type", content_type.to_owned())];
        Self {
            status: 200,
            headers,
            body: Body::Stream(body),
        }
    }

    /// A failure as problem details, with the headers that belong to it.
    pub(crate) fn failure(failure: &Failure, request_id: &str) -> Self {
        let problem = failure.to_problem(request_id);
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let reply = Self::text(problem.status, PROBLEM_CONTENT_TYPE, body);
        match (failure, problem.status) {
            (Failure::MethodNotAllowed { allow }, _) => reply.with("allow", allow),
            (_, 401) => reply.with("www-authenticate", "Bearer"),
            (Failure::Unavailable(_), _) => reply.with("retry-after", "1"),
            (Failure::TooManyRequests(quota), _) => reply.exceeding(*quota),
            (Failure::ChallengeRequired, _) => reply.exceeding(FAILURES_BY_ADDRESS),
            _ => reply,
        }
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Says which quota has nothing left, and when it has again.
    fn exceeding(self, quota: Quota) -> Self {
        self.with("retry-after", quota.period_s.to_string())
            .with("ratelimit-policy", quota.policy())
            .with("ratelimit", quota.nothing_left())
    }

    /// Marks an answer that was given before.
    pub(crate) fn replayed(self, replayed: bool) -> Self {
        if replayed {
            self.with("idempotent-replayed", "true")
        } else {
            self
        }
    }

    /// Whether a header was set.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(set, _)| *set == name)
    }

    /// The answer as the runtime takes it.
    pub(crate) fn into_response(self) -> worker::Result<Response> {
        let headers = Headers::new();
        for (name, value) in &self.headers {
            headers.append(name, value)?;
        }
        let builder = ResponseBuilder::new()
            .with_status(self.status)
            .with_headers(headers);
        Ok(match self.body {
            Body::Empty => builder.empty(),
            Body::Text(text) => builder.fixed(text.into_bytes()),
            Body::Stream(stream) => builder.stream(stream),
        })
    }
}
