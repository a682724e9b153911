//! `/v1/redemptions`.

use tessera_api::{
    convert::{self, InvalidValue},
    order::Order,
    page::Page,
    redemption::{Redeem, Redemption, RedemptionNow, RedemptionStatus, RolledBackSums},
};

use super::{
    campaigns::with_campaign,
    checkout::{CheckedOrder, genuine},
    fan_out::in_every_campaign,
};
use crate::{
    campaign::{Answer, Ask, OrderFacts, RedemptionFacts, RedemptionNowFacts},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::{HoldId, RedemptionId},
    snapshot::LoadedCampaign,
};

/// Redeems a code for an order.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let request: Redeem = incoming.json().await?;
    let (redemption, replayed) = redeem(edge, &key, request).await?;
    reply(&redemption, replayed)
}

/// Redeems a code for an order, under an idempotency key; says also whether that was a replay.
pub(crate) async fn redeem(
    edge: &Edge,
    idempotency_key: &str,
    request: Redeem,
) -> Result<(Redemption, bool), Failure> {
    let Redeem {
        code,
        order,
        customer,
    } = request;
    let order = CheckedOrder::new(order, customer)?;
    let loaded = edge.snapshot().await?;
    let genuine = genuine(edge, &loaded, &code)?;
    let checkout = order.checkout(edge, idempotency_key, &genuine).await?;
    let ask = Ask::Redeem(checkout);
    let prefix = genuine.campaign.prefix;
    let answer: Answer<RedemptionFacts> = edge.campaign(&prefix, &ask).await?;
    let (facts, replayed) = answer.granted()?;
    Ok((to_wire(facts, prefix.as_str(), genuine.text), replayed))
}

/// The answer to what redeems.
pub(super) fn reply(redemption: &Redemption, replayed: bool) -> Result<Reply, Failure> {
    // Only the answer to the command that made it says that something was created.
    let status = if redemption.existing { 200 } else { 201 };
    Ok(Reply::json(status, redemption)?.replayed(replayed))
}

/// One redemption, as it stands now.
pub(crate) async fn show(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let unknown = Failure::Unknown(Thing::Redemption);
    let Some(id) = RedemptionId::parse(id) else {
        return Err(unknown);
    };
    let loaded = with_campaign(edge, id.prefix).await?;
    let Some(campaign) = loaded.campaign(id.prefix) else {
        return Err(unknown);
    };
    let ask = Ask::Redemption { seq: id.seq };
    let facts: Option<RedemptionNowFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let facts = facts.ok_or(unknown)?;
    Reply::json(200, &now(facts, campaign)?)
}

/// An order's redemptions in every campaign.
pub(crate) async fn list(edge: &Edge, incoming: &Incoming) -> Result<Reply, Failure> {
    let order_id = incoming.parameter("order").unwrap_or_default();
    convert::engine::order_id(&order_id)
        .map_err(|error| Failure::BadRequest(InvalidValue::new("order", error.detail)))?;
    let loaded = edge.refresh().await?;
    let ask = Ask::Redemptions { order_id };
    let found = in_every_campaign::<Vec<RedemptionNowFacts>>(edge, &loaded, &ask).await?;
    let items = found.into_iter().flat_map(|(campaign, facts)| {
        let facts = facts.into_iter();
        facts.map(move |facts| now(facts, campaign))
    });
    let items = items.collect::<Result<Vec<_>, _>>()?;
    Reply::json(200, &Page { items, next: None })
}

fn now(facts: RedemptionNowFacts, campaign: &LoadedCampaign) -> Result<RedemptionNow, Failure> {
    let RedemptionNowFacts {
        redemption,
        discount_returned,
        order_value_returned,
        in_full,
    } = facts;
    let status = match (in_full, discount_returned, order_value_returned) {
        (Some(_), _, _) => RedemptionStatus::RolledBack,
        (None, 0, 0) => RedemptionStatus::Redeemed,
        (None, _, _) => RedemptionStatus::PartlyRolledBack,
    };
    let code = campaign.code_text(redemption.code)?;
    Ok(RedemptionNow {
        redemption: to_wire(redemption, campaign.prefix.as_str(), code),
        status,
        rolled_back: RolledBackSums {
            discount: discount_returned,
            order_value: order_value_returned,
            mode: in_full,
        },
    })
}

pub(super) fn to_wire(facts: RedemptionFacts, prefix: &str, code: String) -> Redemption {
    let RedemptionFacts {
        seq,
        at,
        code: _,
        order_id,
        order,
        discount,
        hold,
        existing,
    } = facts;
    let OrderFacts { currency, subtotal } = order;
    Redemption {
        id: RedemptionId { prefix, seq }.to_string(),
        campaign: prefix.to_owned(),
        code,
        order: Order {
            id: order_id,
            currency,
            subtotal,
        },
        discount,
        total: subtotal.saturating_sub(discount),
        redeemed_at: at,
        hold: hold.map(|seq| HoldId { prefix, seq }.to_string()),
        existing,
    }
}
