//! `POST /v1/codes/lookup`.

use tessera_api::{
    lookup::{CodeStatus, Lookup, TimelineEntry, TimelineEvent, Uses},
    order::Order,
    time::Timestamp,
};

use crate::{
    campaign::{Answer, Ask, LookupFacts, TimelineFact},
    edge::Edge,
    failure::{Failure, Refusal},
    http::{Incoming, Reply},
    ids::{BatchId, RedemptionId},
    snapshot::Judged,
};

/// A code's state, and what happened to it.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let Lookup { code } = incoming.json().await?;
    let loaded = edge.snapshot().await?;
    let Judged::Genuine(genuine) = edge.judge(&loaded, &code)? else {
        return Err(Failure::Refused(Refusal::invalid_code()));
    };
    let ask = Ask::LookUp {
        code: genuine.facts,
    };
    let facts: LookupFacts = match edge.campaign(&genuine.campaign.prefix, &ask).await? {
        Answer::Granted { value, .. } => value,
        Answer::Refused(refusal) => return Err(Failure::Refused(refusal)),
    };
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
    match fact {
        TimelineFact::Issued(first_serial) => TimelineEvent::Issued {
            batch: BatchId {
                prefix,
                first_serial,
            }
            .to_string(),
        },
        TimelineFact::Entered => TimelineEvent::Entered,
        TimelineFact::Redeemed(facts) => TimelineEvent::Redeemed {
            redemption: RedemptionId {
                prefix,
                seq: facts.seq,
            }
            .to_string(),
            order: Order {
                id: facts.order_id,
                currency: facts.order.currency,
                subtotal: facts.order.subtotal,
            },
            discount: facts.discount,
        },
    }
}
