//! Asking every campaign the same question.

use futures_util::stream::{self, StreamExt};
use serde::de::DeserializeOwned;

use crate::{
    campaign::Ask,
    edge::Edge,
    failure::Failure,
    snapshot::{Loaded, LoadedCampaign},
};

/// How many campaigns are asked at once: as many connections as a worker may have open.
pub(super) const AT_ONCE_MAX: usize = 6;

/// Every campaign's answer, in the order of their prefixes. Every campaign is asked, also after one
/// has failed, so that a repetition finds as little as possible left to do.
///
/// # Errors
///
/// [`Failure::Unavailable`] if a campaign did not answer: what was asked can be asked again.
pub(super) async fn in_every_campaign<'l, T: DeserializeOwned>(
    edge: &Edge,
    loaded: &'l Loaded,
    ask: &Ask,
) -> Result<Vec<(&'l LoadedCampaign, T)>, Failure> {
    let answers = loaded.campaigns.iter().map(|campaign| async move {
        let answer = edge.campaign::<T>(&campaign.prefix, ask).await;
        answer.map(|answer| (campaign, answer))
    });
    let answers: Vec<_> = stream::iter(answers).buffered(AT_ONCE_MAX).collect().await;
    let answers = answers.into_iter().collect::<Result<Vec<_>, _>>();
    answers.map_err(|failure| {
        let detail = failure.log_line().unwrap_or("a campaign did not answer");
        Failure::Unavailable(detail.to_owned())
    })
}
