//! `/v1/checkouts`.

use tessera_api::{
    checkout::{CODES_MAX, CheckOut, Checkout, CheckoutState as Wire, RedeemedTogether},
    convert::InvalidValue,
};

use super::{
    campaigns::with_campaign,
    checkout::{CheckedOrder, command_id, genuine},
    redemptions,
};
use crate::{
    checkout::{
        Ask, CheckedOut, CheckoutFacts, CheckoutState, Intent, Part, RedeemedPart, order_hash,
    },
    edge::Edge,
    failure::{Failure, Refusal, Thing},
    http::{Incoming, Reply},
    ids::CheckoutId,
};

/// Redeems several codes for an order, or none.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let CheckOut {
        codes,
        order,
        customer,
    } = incoming.json().await?;
    let order_id = order.id.clone();
    let order = CheckedOrder::new(order, customer)?;
    check_count(&codes, CODES_MAX)?;
    let intent = Box::new(intent(edge, &key, &codes, &order).await?);
    let order = order_hash(&order_id);
    let key = command_id(&key);
    let ask = Ask::CheckOut { key, intent };
    let (checkout, replayed, existing) = match edge.checkout(&order, &ask).await? {
        CheckedOut::Accepted {
            checkout,
            replayed,
            existing,
        } => (checkout, replayed, existing),
        CheckedOut::Conflict { field, is_same_key } => {
            let refusal = Refusal::other_checkout(field, is_same_key);
            return Err(Failure::Refused(refusal));
        }
    };
    let status = match &checkout.state {
        CheckoutState::Refused(refused) => {
            let refusal = refused.refusal.clone().of_code(refused.part);
            return Err(Failure::Refused(refusal));
        }
        CheckoutState::Running | CheckoutState::Parked => 202,
        CheckoutState::Redeemed(_) if existing => 200,
        CheckoutState::Redeemed(_) => 201,
    };
    let checkout = to_wire(edge, (order, checkout), existing).await?;
    let location = format!("/v1/checkouts/{}", checkout.id);
    Ok(Reply::json(status, &checkout)?
        .replayed(replayed)
        .with("location", location))
}

/// One checkout, as it stands now.
pub(crate) async fn show(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let unknown = Failure::Unknown(Thing::Checkout);
    let Some(CheckoutId { order, attempt }) = CheckoutId::parse(id) else {
        return Err(unknown);
    };
    let ask = Ask::Show { attempt };
    let facts: Option<CheckoutFacts> = edge.checkout(&order, &ask).await?;
    let facts = facts.ok_or(unknown)?;
    Reply::json(200, &to_wire(edge, (order, facts), false).await?)
}

/// Whether so many codes may come in one request.
pub(super) fn check_count(codes: &[String], max: usize) -> Result<(), InvalidValue> {
    if (1..=max).contains(&codes.len()) {
        return Ok(());
    }
    let detail = format!("must be 1 to {max} codes");
    Err(InvalidValue::new("codes", detail))
}

/// What the order's checkout is asked for. Every code must be genuine.
async fn intent(
    edge: &Edge,
    key: &str,
    codes: &[String],
    order: &CheckedOrder,
) -> Result<Intent, Failure> {
    let loaded = edge.snapshot().await?;
    let codes = codes.iter().enumerate().map(|(index, code)| {
        genuine(edge, &loaded, code).map_err(|failure| {
            if let Failure::Refused(refusal) = failure {
                Failure::Refused(refusal.of_code(index))
            } else {
                failure
            }
        })
    });
    let codes = codes.collect::<Result<Vec<_>, _>>()?;
    let facts = order.facts(edge).await?;
    let parts = codes.iter().map(|genuine| {
        Ok(Part {
            prefix: genuine.campaign.prefix.as_str().to_owned(),
            stacking: genuine.campaign.record.stacking.clone(),
            checkout: order.clone().knowing(facts.clone(), key, genuine)?,
        })
    });
    let parts = parts.collect::<Result<_, Failure>>()?;
    Ok(Intent { parts })
}

async fn to_wire(
    edge: &Edge,
    (order, facts): ([u8; 16], CheckoutFacts),
    existing: bool,
) -> Result<Checkout, Failure> {
    let CheckoutFacts { attempt, state } = facts;
    Ok(Checkout {
        id: CheckoutId { order, attempt }.to_string(),
        state: match state {
            CheckoutState::Running => Wire::Running,
            CheckoutState::Parked => Wire::Parked,
            CheckoutState::Refused(refused) => Wire::Refused {
                index: refused.part,
                reason: refused.refusal.into_reason(),
            },
            CheckoutState::Redeemed(parts) => {
                let mut made = Vec::with_capacity(parts.len());
                for RedeemedPart { prefix, redemption } in parts {
                    let loaded = with_campaign(edge, &prefix).await?;
                    let campaign = loaded.campaign(&prefix);
                    let campaign = campaign.ok_or(Failure::Unknown(Thing::Campaign))?;
                    let code = campaign.code_text(redemption.code)?;
                    made.push(redemptions::to_wire(redemption, &prefix, code));
                }
                Wire::Redeemed(RedeemedTogether::new(made, existing))
            }
        },
    })
}
