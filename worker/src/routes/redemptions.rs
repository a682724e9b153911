//! `/v1/redemptions`.

use sha2::{Digest, Sha256};
use tessera_api::{
    convert,
    order::Order,
    redemption::{Redeem, Redemption},
};

use super::campaigns::with_campaign;
use crate::{
    campaign::{Answer, Ask, OrderFacts, RedemptionFacts},
    edge::Edge,
    failure::{Failure, Refusal, Thing},
    http::{Incoming, Reply},
    ids::RedemptionId,
    snapshot::Judged,
};

/// Redeems a code for an order.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let request: Redeem = incoming.json().await?;
    let (redemption, replayed) = redeem(edge, &key, request).await?;
    // Only the answer to the command that made it says that something was created.
    let status = if redemption.existing { 200 } else { 201 };
    Ok(Reply::json(status, &redemption)?.replayed(replayed))
}

/// Redeems a code for an order, under an idempotency key; says also whether that was a replay.
pub(crate) async fn redeem(
    edge: &Edge,
    idempotency_key: &str,
    request: Redeem,
) -> Result<(Redemption, bool), Failure> {
    let Redeem { code, order } = request;
    // Every field is checked before the code, so that a bad order never tells about the code.
    order.cart()?;
    convert::engine::order_id(&order.id)?;
    let loaded = edge.snapshot().await?;
    let Judged::Genuine(genuine) = edge.judge(&loaded, &code)? else {
        return Err(Failure::Refused(Refusal::invalid_code()));
    };
    let Order {
        id: order_id,
        currency,
        subtotal,
    } = order;
    let ask = Ask::Redeem {
        id: command_id(idempotency_key),
        code: genuine.facts,
        order_id,
        order: OrderFacts { currency, subtotal },
    };
    let prefix = genuine.campaign.prefix;
    match edge.campaign(&prefix, &ask).await? {
        Answer::Granted { value, replayed } => {
            Ok((to_wire(value, prefix.as_str(), genuine.text), replayed))
        }
        Answer::Refused(refusal) => Err(Failure::Refused(refusal)),
    }
}

/// One redemption.
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
    let facts: Option<RedemptionFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let Some(facts) = facts else {
        return Err(unknown);
    };
    let code = campaign.code_text(facts.code)?;
    Reply::json(200, &to_wire(facts, id.prefix, code))
}

/// The id of a command, from the caller's. Its scope is the object that decides.
pub(crate) fn command_id(idempotency_key: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(idempotency_key.as_bytes()).into();
    digest.first_chunk().copied().unwrap_or_default()
}

fn to_wire(facts: RedemptionFacts, prefix: &str, code: String) -> Redemption {
    let RedemptionFacts {
        seq,
        at,
        code: _,
        order_id,
        order,
        discount,
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
        existing,
    }
}
