//! `/__test/*`, in builds for tests only.

use serde::Deserialize;

use super::campaigns::with_campaign;
use crate::{
    campaign::Ask,
    edge::Edge,
    failure::{Failure, Thing},
    seam,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfCampaign {
    campaign: String,
}

/// Serves the test seam: `alarm` does a campaign's work in the background now, `accounts` lists its
/// accounts; the others are the seam's own.
pub(crate) async fn serve(edge: &Edge, name: &str, body: &[u8]) -> Result<String, Failure> {
    let (ask, told) = match name {
        "alarm" => (Ask::RunAlarm, "due_ms"),
        "accounts" => (Ask::Accounts, "accounts"),
        _ => return seam::imp::serve(name, body),
    };
    let OfCampaign { campaign } = tessera_api::json::parse(body)?;
    let loaded = with_campaign(edge, &campaign).await?;
    let campaign = loaded.campaign(&campaign);
    let campaign = campaign.ok_or(Failure::Unknown(Thing::Campaign))?;
    let answer: serde_json::Value = edge.campaign(&campaign.prefix, &ask).await?;
    let answer = serde_json::json!({ told: answer });
    serde_json::to_string(&answer).map_err(Failure::internal)
}
