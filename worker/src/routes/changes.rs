//! `PATCH /v1/campaigns/{prefix}`, and `/pause`, `/resume`, `/end` under it.

use tessera_api::{
    campaign::{CampaignSwitched, ChangeCampaign, EndCampaign},
    convert::InvalidValue,
};

use super::{
    campaigns::{etag, publish, to_wire, with_campaign},
    checkout::command_id,
};
use crate::{
    campaign::{Answer, Ask, Changed, Switch, SwitchFacts},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    record::CampaignRecord,
};

/// Changes a campaign's settings, if nobody has changed them since the caller read them.
pub(crate) async fn change(
    edge: &Edge,
    incoming: &mut Incoming,
    prefix: &str,
) -> Result<Reply, Failure> {
    let if_match = incoming.header("if-match");
    let version = version(&if_match.ok_or(Failure::IfMatchRequired)?)?;
    let change: Box<ChangeCampaign> = Box::new(incoming.json().await?);
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let ask = Ask::Change { version, change };
    let record = match edge.campaign(&campaign.prefix, &ask).await? {
        Changed::Done(record) => record,
        Changed::Refused(refusal) => return Err(Failure::Refused(refusal)),
        Changed::Invalid { field, detail } => {
            return Err(Failure::InvalidValue(InvalidValue { field, detail }));
        }
    };
    publish(edge, &record).await?;
    Ok(Reply::json(200, &to_wire(&record)?)?.with("etag", etag(record.version)))
}

/// Stops a campaign until it is resumed.
pub(crate) async fn pause(
    edge: &Edge,
    incoming: &Incoming,
    prefix: &str,
) -> Result<Reply, Failure> {
    switch(edge, &incoming.idempotency_key()?, prefix, Switch::Pause).await
}

/// Lets a campaign go on after a pause.
pub(crate) async fn resume(
    edge: &Edge,
    incoming: &Incoming,
    prefix: &str,
) -> Result<Reply, Failure> {
    switch(edge, &incoming.idempotency_key()?, prefix, Switch::Resume).await
}

/// Ends a campaign now.
pub(crate) async fn end(
    edge: &Edge,
    incoming: &mut Incoming,
    prefix: &str,
) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let EndCampaign { void_holds } = incoming.json_if_any().await?;
    let void_holds = void_holds.unwrap_or(false);
    switch(edge, &key, prefix, Switch::End { void_holds }).await
}

async fn switch(
    edge: &Edge,
    idempotency_key: &str,
    prefix: &str,
    switch: Switch,
) -> Result<Reply, Failure> {
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let id = command_id(idempotency_key);
    let ask = Ask::Switch { id, switch };
    let answer: Answer<(SwitchFacts, CampaignRecord)> =
        edge.campaign(&campaign.prefix, &ask).await?;
    let ((facts, record), replayed) = answer.granted()?;
    // Also for a replay: whoever asked first may have stopped before this.
    publish(edge, &record).await?;
    let switched = CampaignSwitched {
        campaign: prefix.to_owned(),
        event: facts.event,
        at: facts.at,
    };
    Ok(Reply::json(200, &switched)?.replayed(replayed))
}

/// The version that an `If-Match` header names. A tag that no version has is a version that the
/// campaign does not have.
fn version(if_match: &str) -> Result<u64, Failure> {
    let tag = if_match.trim().strip_prefix('"');
    let tag = tag.and_then(|tag| tag.strip_suffix('"'));
    let tag = tag.ok_or_else(|| {
        let detail = "must be the `ETag` of the campaign that you read, such as \"3\"";
        Failure::BadRequest(InvalidValue::new("If-Match", detail))
    })?;
    Ok(tag.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_by_its_tag() {
        assert_eq!(version(&etag(7)), Ok(7));
        assert_eq!(version("\"another\""), Ok(0));
        for text in ["", "7", "*", "W/\"7\"", "\""] {
            assert!(
                matches!(version(text), Err(Failure::BadRequest(_))),
                "{text}"
            );
        }
    }
}
