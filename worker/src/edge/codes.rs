//! Whether a code is genuine: no object is asked, and whoever guesses is stopped.

use super::Edge;
use crate::{
    failure::Failure,
    snapshot::{Judged, Loaded, PlausibleCode, Read},
    throttle::challenge::Verifier,
};

impl Edge {
    /// Whether a text is a genuine code. What is not counts as a guess of whoever asks, if it looked
    /// right.
    ///
    /// Nothing is awaited here: however a text fails, it is answered alike and as fast. What there is to
    /// look up or to count elsewhere comes after the answer; something always does, because the runtime
    /// answers requests faster that leave nothing to do, or slower.
    ///
    /// # Errors
    ///
    /// [`Failure::ChallengeRequired`] or [`Failure::TooManyRequests`] if whoever asks has guessed too
    /// often: then the code is not opened. [`Failure::WrongMaster`] if the master key
    /// that made its campaign is not there.
    pub(crate) fn judge<'l>(&self, loaded: &'l Loaded, text: &str) -> Result<Judged<'l>, Failure> {
        let Some(code) = self.read(loaded, text) else {
            return Ok(Judged::NotGenuine);
        };
        if let Some(quota) = self.spent_quota(code.campaign) {
            let can_be_challenged = !self.is_server() && Verifier::of(&self.env).is_some();
            return Err(if can_be_challenged {
                Failure::ChallengeRequired
            } else {
                Failure::TooManyRequests(quota)
            });
        }
        self.open(&code)
    }

    /// Whether a text is a genuine code, for a page that has guessed too often, and now shows the token
    /// of a challenge. The token opens one code; a guess counts as before.
    ///
    /// # Errors
    ///
    /// [`Failure::ChallengeRequired`] if the token is not accepted, [`Failure::Unavailable`] if nobody
    /// can say. [`Failure::WrongMaster`] if the master key that made its campaign is not there.
    pub(crate) async fn judge_challenged<'l>(
        &self,
        loaded: &'l Loaded,
        text: &str,
        token: &str,
        address: Option<&str>,
    ) -> Result<Judged<'l>, Failure> {
        let verifier = Verifier::of(&self.env).ok_or(Failure::ChallengeRequired)?;
        verifier.pass(token, address).await?;
        match self.read(loaded, text) {
            Some(code) => self.open(&code),
            None => Ok(Judged::NotGenuine),
        }
    }

    /// What reads like a code; a prefix that is unknown here is looked up after the answer.
    fn read<'l>(&self, loaded: &'l Loaded, text: &str) -> Option<PlausibleCode<'l>> {
        match loaded.read(text) {
            Read::Plausible(code) => Some(code),
            Read::NoCode { is_unknown_prefix } => {
                let edge = self.clone();
                self.after_answer(async move {
                    if is_unknown_prefix && super::may_ask() {
                        // If this fails, a later request tries again.
                        let _ = edge.refresh().await;
                    }
                });
                None
            }
        }
    }

    fn open<'l>(&self, code: &PlausibleCode<'l>) -> Result<Judged<'l>, Failure> {
        let judged = code.open()?;
        match judged {
            Judged::Genuine(_) => {}
            Judged::NotGenuine => self.count_failure(code.campaign),
        }
        Ok(judged)
    }
}
