//! `POST /v1/redemptions/{id}/rollback`.

use tessera_api::{
    convert,
    redemption::{Rollback, RolledBack},
};

use super::{campaigns::with_campaign, checkout::command_id};
use crate::{
    campaign::{Answer, Ask, RollbackFacts},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::RedemptionId,
};

/// Gives back all or part of a redemption.
pub(crate) async fn create(
    edge: &Edge,
    incoming: &mut Incoming,
    id: &str,
) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let Rollback {
        amount,
        order_value,
        mode,
    } = incoming.json_if_any().await?;
    convert::engine::rollback_amount(amount, order_value)?;
    let unknown = Failure::Unknown(Thing::Redemption);
    let Some(id) = RedemptionId::parse(id) else {
        return Err(unknown);
    };
    let loaded = with_campaign(edge, id.prefix).await?;
    let campaign = loaded.campaign(id.prefix).ok_or(unknown)?;
    let ask = Ask::Rollback {
        id: command_id(&key),
        redemption: id.seq,
        amount,
        order_value,
        mode,
    };
    let answer: Answer<RollbackFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let (facts, replayed) = answer.granted()?;
    let rolled_back = RolledBack {
        redemption: id.to_string(),
        campaign: id.prefix.to_owned(),
        amount: facts.discount,
        order_value: facts.order_value,
        in_full: facts.in_full.is_some(),
        mode: facts.in_full,
        rolled_back_at: facts.at,
    };
    Ok(Reply::json(200, &rolled_back)?.replayed(replayed))
}
