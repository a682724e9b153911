//! `/v1/holds`.

use tessera_api::{
    convert,
    hold::{CreateHold, Hold, HoldStatus, RedeemHold, ReleasedHold},
    order::Order,
};

use super::{
    buyer::Buyer,
    campaigns::with_campaign,
    checkout::{CheckedOrder, command_id, genuine},
    redemptions,
};
use crate::{
    campaign::{
        Answer, Ask, CartFacts, HoldFacts, HoldState, OrderFacts, RedemptionFacts, ReleaseFacts,
    },
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::{HoldId, RedemptionId},
};

/// Holds a code for an order, or renews the order's own hold on it.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let CreateHold {
        code,
        order,
        customer,
        ttl_seconds,
    } = incoming.json().await?;
    let order = CheckedOrder::new(order, customer)?;
    let ttl_ms = convert::engine::hold_ttl(ttl_seconds)?.millis();
    let loaded = edge.snapshot().await?;
    let genuine = genuine(edge, &loaded, &code)?;
    let checkout = order.checkout(edge, &key, &genuine).await?;
    let ask = Ask::Hold { checkout, ttl_ms };
    let prefix = genuine.campaign.prefix;
    let answer: Answer<HoldFacts> = edge.campaign(&prefix, &ask).await?;
    let (facts, replayed) = answer.granted()?;
    // A renewed hold is the one that there was: nothing new was created.
    let status = if facts.is_renewed { 200 } else { 201 };
    let hold = to_wire(facts, prefix.as_str(), genuine.text);
    let location = format!("/v1/holds/{}", hold.id);
    Ok(Reply::json(status, &hold)?
        .replayed(replayed)
        .with("location", location))
}

/// One hold, as it stands now.
pub(crate) async fn show(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let unknown = Failure::Unknown(Thing::Hold);
    let Some(id) = HoldId::parse(id) else {
        return Err(unknown);
    };
    let loaded = with_campaign(edge, id.prefix).await?;
    let Some(campaign) = loaded.campaign(id.prefix) else {
        return Err(unknown);
    };
    let ask = Ask::ShowHold { hold: id.seq };
    let facts: Option<HoldFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let facts = facts.ok_or(unknown)?;
    let code = campaign.code_text(facts.code)?;
    Reply::json(200, &to_wire(facts, id.prefix, code))
}

/// Gives a hold up. A hold can be given up once, so that its id does where the caller has none.
pub(crate) async fn release(edge: &Edge, incoming: &Incoming, id: &str) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key_or_random()?;
    let unknown = Failure::Unknown(Thing::Hold);
    let Some(id) = HoldId::parse(id) else {
        return Err(unknown);
    };
    let loaded = with_campaign(edge, id.prefix).await?;
    let campaign = loaded.campaign(id.prefix).ok_or(unknown)?;
    let ask = Ask::Release {
        id: command_id(&key),
        hold: id.seq,
    };
    let answer: Answer<ReleaseFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let (facts, replayed) = answer.granted()?;
    let released = ReleasedHold {
        id: id.to_string(),
        campaign: id.prefix.to_owned(),
        reason: facts.reason,
        released_at: facts.at,
        existing: facts.existing,
    };
    Ok(Reply::json(200, &released)?.replayed(replayed))
}

/// Redeems what a hold reserves.
pub(crate) async fn redeem(
    edge: &Edge,
    incoming: &mut Incoming,
    id: &str,
) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let RedeemHold { order, customer } = incoming.json_if_any().await?;
    // The hold has promised already: no rule is asked again, and no fact is needed.
    let customer = Buyer::by_server(customer)?.customer();
    let bought = match order {
        None => None,
        Some(order) => {
            let facts = CartFacts::from(&order.cart()?);
            let context = convert::engine::context(order.channel, order.attributes)?;
            Some((facts, context))
        }
    };
    let unknown = Failure::Unknown(Thing::Hold);
    let Some(id) = HoldId::parse(id) else {
        return Err(unknown);
    };
    let loaded = with_campaign(edge, id.prefix).await?;
    let campaign = loaded.campaign(id.prefix).ok_or(unknown)?;
    let pseudonyms = campaign.pseudonyms()?;
    let ask = Ask::RedeemHold {
        id: command_id(&key),
        hold: id.seq,
        bought: bought.map(|(order, context)| (order, pseudonyms.context(context))),
        customer: pseudonyms.customer(customer),
    };
    let answer: Answer<RedemptionFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let (facts, replayed) = answer.granted()?;
    let code = campaign.code_text(facts.code)?;
    redemptions::reply(&redemptions::to_wire(facts, id.prefix, code), replayed)
}

fn to_wire(facts: HoldFacts, prefix: &str, code: String) -> Hold {
    let HoldFacts {
        hold,
        held_at,
        code: _,
        order_id,
        order,
        discount,
        expires_at,
        state,
        is_renewed: _,
    } = facts;
    let OrderFacts { currency, subtotal } = order;
    Hold {
        id: HoldId { prefix, seq: hold }.to_string(),
        campaign: prefix.to_owned(),
        code,
        order: Order {
            id: order_id,
            currency,
            subtotal,
        },
        discount,
        total: subtotal.saturating_sub(discount),
        held_at,
        expires_at,
        status: match state {
            HoldState::Open => HoldStatus::Open,
            HoldState::Redeemed(seq) => HoldStatus::Redeemed {
                redemption: RedemptionId { prefix, seq }.to_string(),
            },
            HoldState::Released(reason) => HoldStatus::Released { reason },
        },
    }
}
