//! `POST /v1/orders/{id}/cancel`.

use tessera_api::order::CancelledOrder;

use super::{checkout::command_id, fan_out::in_every_campaign, path};
use crate::{
    campaign::{Answer, Ask, CancelFacts},
    edge::Edge,
    failure::Failure,
    http::{Incoming, Reply},
    ids::{HoldId, RedemptionId},
};

/// Gives everything of an order back, in every campaign, and closes it there.
///
/// Should a campaign fail, the others are done: the same request again finds them so, and finishes.
pub(crate) async fn cancel(edge: &Edge, incoming: &Incoming, id: &str) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let order_id = path::order_id(id)?;
    // A campaign that another isolate has just created counts as well.
    let loaded = edge.refresh().await?;
    let ask = Ask::Cancel {
        id: command_id(&key),
        order_id: order_id.clone(),
    };
    let answers = in_every_campaign::<Answer<CancelFacts>>(edge, &loaded, &ask).await?;
    let mut cancelled = CancelledOrder {
        order: order_id,
        released: vec![],
        rolled_back: vec![],
        existing: !answers.is_empty(),
    };
    let mut is_replayed = !answers.is_empty();
    for (campaign, answer) in answers {
        let (facts, replayed) = answer.granted()?;
        let prefix = campaign.prefix.as_str();
        let holds = facts.released.into_iter();
        let redemptions = facts.rolled_back.into_iter();
        cancelled
            .released
            .extend(holds.map(|seq| HoldId { prefix, seq }.to_string()));
        cancelled
            .rolled_back
            .extend(redemptions.map(|seq| RedemptionId { prefix, seq }.to_string()));
        cancelled.existing &= facts.existing;
        is_replayed &= replayed;
    }
    Ok(Reply::json(200, &cancelled)?.replayed(is_replayed))
}
