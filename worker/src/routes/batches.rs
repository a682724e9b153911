//! `/v1/campaigns/{prefix}/batches`.

use tessera_api::{
    batch::{Batch, CreateBatch},
    convert::{self, InvalidValue, checked_name},
    time::Timestamp,
};
use tessera_code::Format;

use super::{campaigns::with_campaign, checkout::command_id};
use crate::{
    campaign::{Answer, Ask, BatchFacts, IssueCommand},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::BatchId,
    page::PageRequest,
};

/// Adds a batch: one row, whatever the count.
pub(crate) async fn create(
    edge: &Edge,
    incoming: &mut Incoming,
    prefix: &str,
) -> Result<Reply, Failure> {
    let id = command_id(&incoming.idempotency_key()?);
    let request: CreateBatch = incoming.json().await?;
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let format = campaign.record.format().map_err(Failure::internal)?;
    let command = IssueCommand {
        id,
        count: count(request.count)?,
        expires_at_ms: expires_at_ms(request.expires_at, &format)?,
        uses: convert::engine::uses(request.uses)?.value(),
        purpose: request.purpose.unwrap_or_default(),
        name: request
            .name
            .as_deref()
            .map(|name| checked_name("name", name))
            .transpose()?,
    };
    let answer: Answer<BatchFacts> = edge
        .campaign(&campaign.prefix, &Ask::Issue(command))
        .await?;
    let (batch, replayed) = answer.granted()?;
    Ok(Reply::json(201, &to_wire(batch, prefix))?.replayed(replayed))
}

/// A campaign's batches, page by page.
pub(crate) async fn list(edge: &Edge, incoming: &Incoming, prefix: &str) -> Result<Reply, Failure> {
    let request = PageRequest::new(incoming.parameter("cursor"), incoming.number("limit")?)?;
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let from = match request.after.as_deref().map(BatchId::parse) {
        None => 0,
        Some(Some(last)) => last.first_serial.saturating_add(1),
        Some(None) => {
            let detail = "must be the `next` of the page before";
            return Err(Failure::BadRequest(InvalidValue::new("cursor", detail)));
        }
    };
    let ask = Ask::Batches {
        from,
        limit: request.fetch_limit(),
    };
    let batches: Vec<BatchFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let batches = batches
        .into_iter()
        .map(|batch| to_wire(batch, prefix))
        .collect();
    Reply::json(
        200,
        &request.page(batches, |batch: &Batch| batch.id.clone()),
    )
}

fn to_wire(batch: BatchFacts, prefix: &str) -> Batch {
    let BatchFacts {
        first_serial,
        count,
        expires_at_ms,
        uses,
        purpose,
        name,
        created_at,
    } = batch;
    Batch {
        id: BatchId {
            prefix,
            first_serial,
        }
        .to_string(),
        campaign: prefix.to_owned(),
        name,
        count,
        first_serial,
        expires_at: expires_at_ms.map(Timestamp::saturating_from_unix_ms),
        uses,
        purpose,
        created_at,
    }
}

/// The expiry as the codes will carry it: rounded up to the campaign's unit.
pub(super) fn expires_at_ms(
    expires_at: Option<Timestamp>,
    format: &Format,
) -> Result<Option<u64>, InvalidValue> {
    let Some(expires_at) = expires_at else {
        return Ok(None);
    };
    let expiry = format.expiry_at_ms(expires_at.unix_ms());
    Ok(format.expires_at_ms(expiry.map_err(InvalidValue::of("expires_at"))?))
}

fn count(count: u64) -> Result<u64, InvalidValue> {
    if count > 0 {
        Ok(count)
    } else {
        Err(InvalidValue::new("count", "must be at least 1"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::tests::record;

    #[test]
    fn an_expiry_is_rounded_up_and_never_clamped() {
        let format = record("SUM-####-####-####-####")
            .format()
            .expect("a format");
        let expiry = |text: &str| {
            let instant = Timestamp::parse(text).expect(text);
            expires_at_ms(Some(instant), &format).map_err(|invalid| invalid.field)
        };
        let ms = |text: &str| Timestamp::parse(text).expect(text).unix_ms();
        let rounded = ms("2026-03-01T01:00:00Z");
        assert_eq!(expiry("2026-03-01T00:00:01Z"), Ok(Some(rounded)));
        assert_eq!(expiry("2026-01-01T00:00:00Z"), Err("expires_at".into()));
        assert_eq!(expiry("2027-01-01T00:00:00Z"), Err("expires_at".into()));
        assert_eq!(expires_at_ms(None, &format), Ok(None));
    }
}
