//! `POST /v1/codes/lookup`.

use tessera_api::{
    lookup::{CodeStatus, Lookup, TimelineEntry, TimelineEvent, Uses},
    order::Order,
    time::Timestamp,
};

use super::checkout::genuine;
use crate::{
    campaign::{Answer, Ask, LookupFacts, OrderFacts, TimelineFact},
    edge::Edge,
    failure::Failure,
    http::{Incoming, Reply},
    ids::{BatchId, HoldId, RedemptionId},
};

/// A code's state, and what happened to it.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let Lookup { code } = incoming.json().await?;
    let loaded = edge.snapshot().await?;
    let genuine = genuine(edge, &loaded, &code)?;
    let ask = Ask::LookUp {
        code: genuine.facts,
    };
    let answer: Answer<LookupFacts> = edge.campaign(&genuine.campaign.prefix, &ask).await?;
    let (facts, _) = answer.granted()?;
    let prefix = genuine.campaign.prefix.as_str();
    let batch = |first_serial| {
        BatchId {
            prefix,
            first_serial,
        }
        .to_string()
    };
    let entry = |(at, fact)| TimelineEntry {
        at,
        event: event(fact, prefix),
    };
    let status = CodeStatus {
        code: genuine.text,
        campaign: prefix.to_owned(),
        serial: genuine.facts.serial,
        batch: facts.batch.map(batch),
        state: facts.state,
        uses: Uses {
            used: facts.uses,
            allowed: facts.uses_max,
        },
        expires_at: genuine
            .facts
            .expires_at_ms
            .map(Timestamp::saturating_from_unix_ms),
        timeline: facts.timeline.into_iter().map(entry).collect(),
    };
    Reply::json(200, &status)
}

fn event(fact: TimelineFact, prefix: &str) -> TimelineEvent {
    let hold_id = |seq| HoldId { prefix, seq }.to_string();
    let redemption_id = |seq| RedemptionId { prefix, seq }.to_string();
    match fact {
        TimelineFact::Issued(first_serial) => TimelineEvent::Issued {
            batch: BatchId {
                prefix,
                first_serial,
            }
            .to_string(),
        },
        TimelineFact::Assigned => TimelineEvent::Assigned,
        TimelineFact::Entered => TimelineEvent::Entered,
        TimelineFact::Held(facts) => TimelineEvent::Held {
            hold: hold_id(facts.hold),
            order: order(facts.order_id, facts.order),
            discount: facts.discount,
            expires_at: facts.expires_at,
        },
        TimelineFact::HoldReleased { hold, reason } => TimelineEvent::HoldReleased {
            hold: hold_id(hold),
            reason,
        },
        TimelineFact::Redeemed(facts) => TimelineEvent::Redeemed {
            redemption: redemption_id(facts.seq),
            hold: facts.hold.map(hold_id),
            order: order(facts.order_id, facts.order),
            discount: facts.discount,
        },
        TimelineFact::RolledBack(facts) => TimelineEvent::RolledBack {
            redemption: redemption_id(facts.redemption),
            amount: facts.discount,
            order_value: facts.order_value,
            mode: facts.in_full,
        },
        TimelineFact::Revoked => TimelineEvent::Revoked,
    }
}

fn order(id: String, OrderFacts { currency, subtotal }: OrderFacts) -> Order {
    Order {
        id,
        currency,
        subtotal,
    }
}
