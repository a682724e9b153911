//! The worker's side of a call to a Durable Object; the object's is `shell`.

use core::time::Duration;

use futures_util::future::{Either, select};
use serde::{Serialize, de::DeserializeOwned};
use worker::{Delay, Headers, Method, Request, RequestInit, Stub};

use crate::failure::Failure;

/// How long one try may take, unless it is asked for something that takes longer. An object that is
/// alone with its storage answers in milliseconds; one whose Wasm trapped, on an exhausted stack or
/// memory, may never do.
const TRY_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a call is tried in all.
const TRIES: u32 = 3;

/// How long to wait before the second try; four times as long before the third.
const FIRST_PAUSE_MS: u32 = 25;

/// Asks an object and reads its answer.
///
/// Every question can be repeated without harm, so a try that did not arrive is made again, with a
/// fresh stub, because a stub is broken after an exception. An overloaded object is left alone.
pub(crate) async fn call<A: Serialize, R: DeserializeOwned>(
    stub: impl Fn() -> worker::Result<Stub>,
    ask: &A,
) -> Result<R, Failure> {
    call_within(TRY_TIMEOUT, stub, ask).await
}

/// Asks an object that itself asks others, and reads its answer; each try may take so long.
pub(crate) async fn call_within<A: Serialize, R: DeserializeOwned>(
    timeout: Duration,
    stub: impl Fn() -> worker::Result<Stub>,
    ask: &A,
) -> Result<R, Failure> {
    let body = serde_json::to_string(ask).map_err(Failure::internal)?;
    let mut pause_ms = FIRST_PAUSE_MS;
    for tries_left in (0..TRIES).rev() {
        match attempt(timeout, stub()?, &body).await {
            Attempt::Answered(text) => {
                return serde_json::from_str(&text).map_err(Failure::internal);
            }
            Attempt::Failed(detail) => return Err(Failure::Internal(detail)),
            Attempt::TimedOut => {
                return Err(Failure::Unavailable("an object did not answer".into()));
            }
            Attempt::Lost { detail, retryable } if !retryable || tries_left == 0 => {
                return Err(Failure::Unavailable(detail));
            }
            Attempt::Lost { .. } => {}
        }
        Delay::from(Duration::from_millis(u64::from(pause_ms))).await;
        pause_ms = pause_ms.saturating_mul(4);
    }
    Err(Failure::Unavailable(
        "an object could not be reached".into(),
    ))
}

/// How a try ended.
enum Attempt {
    /// The object answered.
    Answered(String),
    /// The object failed, and said so: another try would fail alike.
    Failed(String),
    /// The call did not come through.
    Lost { detail: String, retryable: bool },
    /// The object did not answer in time.
    TimedOut,
}

async fn attempt(timeout: Duration, stub: Stub, body: &str) -> Attempt {
    let exchange = Box::pin(exchange(stub, body));
    match select(exchange, Delay::from(timeout)).await {
        Either::Left((Ok(attempt), _)) => attempt,
        Either::Left((Err(error), _)) => Attempt::Lost {
            retryable: is_retryable(&error),
            detail: error.to_string(),
        },
        Either::Right(((), _)) => Attempt::TimedOut,
    }
}

async fn exchange(stub: Stub, body: &str) -> worker::Result<Attempt> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(headers)
        .with_body(Some(body.into()));
    let request = Request::new_with_init("https://object/", &init)?;
    let mut response = stub.fetch_with_request(request).await?;
    let text = response.text().await?;
    Ok(match response.status_code() {
        200 => Attempt::Answered(text),
        _ => Attempt::Failed(text),
    })
}

/// Whether the runtime says that the call did not reach the object and may be tried again.
fn is_retryable(error: &worker::Error) -> bool {
    let error = error.to_js_value();
    let flag = |name: &str| {
        let value = worker::js_sys::Reflect::get(&error, &name.into());
        value.is_ok_and(|value| value.is_truthy())
    };
    flag("retryable") && !flag("overloaded")
}
