//! A challenge: what a page has to show for a person behind it, once its address has guessed too often.

use core::time::Duration;

use futures_util::future::{Either, select};
use serde::Deserialize;
use worker::{Delay, Env, Fetch, Headers, Method, Request, RequestInit, Url};

use crate::failure::Failure;

/// The header that carries the token.
pub(crate) const TOKEN_HEADER: &str = "challenge-token";

/// Who verifies tokens, unless `TESSERA_CHALLENGE_VERIFY_URL` names another: Cloudflare's Turnstile.
const VERIFY_URL: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

/// The longest token of Turnstile's.
const TOKEN_LEN_MAX: usize = 2048;

/// How long the verifier may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Who verifies tokens, as the deployment says.
pub(crate) struct Verifier {
    url: String,
    secret: String,
}

#[derive(Deserialize)]
struct Answer {
    success: bool,
}

impl Verifier {
    /// The verifier; `None` if the deployment has no secret for one.
    pub(crate) fn of(env: &Env) -> Option<Self> {
        let secret = env.secret("TESSERA_CHALLENGE_SECRET").ok()?.to_string();
        let url = env.var("TESSERA_CHALLENGE_VERIFY_URL");
        let url = url.map_or_else(|_| VERIFY_URL.to_owned(), |url| url.to_string());
        (!secret.is_empty()).then_some(Self { url, secret })
    }

    /// Lets a request pass whose token the verifier accepts. It accepts each once.
    ///
    /// # Errors
    ///
    /// [`Failure::ChallengeRequired`] if it does not; [`Failure::Unavailable`] if it cannot be asked:
    /// whoever guesses must not profit from that.
    pub(crate) async fn pass(&self, token: &str, address: Option<&str>) -> Result<(), Failure> {
        if token.len() > TOKEN_LEN_MAX {
            return Err(Failure::ChallengeRequired);
        }
        let body = question(&self.secret, token, address)?;
        let exchange = Box::pin(self.ask(&body));
        let answered = match select(exchange, Delay::from(TIMEOUT)).await {
            Either::Left((answered, _)) => answered.map_err(|error| error.to_string()),
            Either::Right(((), _)) => Err("it did not answer in time".to_owned()),
        };
        let unavailable =
            |error| Failure::Unavailable(format!("the challenge's verifier: {error}"));
        if answered.map_err(unavailable)? {
            Ok(())
        } else {
            Err(Failure::ChallengeRequired)
        }
    }

    async fn ask(&self, body: &str) -> worker::Result<bool> {
        let headers = Headers::new();
        headers.set("content-type", "application/x-www-form-urlencoded")?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_headers(headers)
            .with_body(Some(body.into()));
        let request = Request::new_with_init(&self.url, &init)?;
        let mut response = Fetch::Request(request).send().await?;
        // Turnstile answers a refusal with its reasons, and not always with the status 200.
        let answer: Answer = response.json().await?;
        Ok(answer.success)
    }
}

/// A question to the verifier, as Turnstile, hCaptcha and reCAPTCHA take it: a submitted form.
fn question(secret: &str, token: &str, address: Option<&str>) -> Result<String, Failure> {
    let mut fields = vec![("secret", secret), ("response", token)];
    fields.extend(address.map(|address| ("remoteip", address)));
    let url = Url::parse_with_params("form:", fields).map_err(Failure::internal)?;
    Ok(url.query().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_smuggle_a_field() {
        let asked = question("a b", "x&success=true\n", Some("2001:db8::1")).expect("a form");
        assert_eq!(
            asked,
            "secret=a+b&response=x%26success%3Dtrue%0A&remoteip=2001%3Adb8%3A%3A1"
        );
        assert_eq!(
            question("s", "t", None).as_deref(),
            Ok("secret=s&response=t")
        );
    }
}
