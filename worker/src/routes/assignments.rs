//! `POST /v1/campaigns/{prefix}/assignments`.

use tessera_api::{
    assignment::{Assignment, CreateAssignment, Holder},
    convert::{self, InvalidValue},
    time::Timestamp,
};
use tessera_code::Format;

use super::{batches::expires_at_ms, campaigns::with_campaign, checkout::command_id};
use crate::{
    campaign::{Answer, Ask, AssignCommand, AssignFrom, AssignmentFacts},
    customers::WalletCode,
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::BatchId,
};

/// Assigns a code to a customer.
pub(crate) async fn create(
    edge: &Edge,
    incoming: &mut Incoming,
    prefix: &str,
) -> Result<Reply, Failure> {
    let id = command_id(&incoming.idempotency_key()?);
    let request: CreateAssignment = incoming.json().await?;
    let source_id = convert::engine::source_id(request.source_id.clone())?;
    let customer = request.customer.clone().checked()?;
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let format = campaign.record.format().map_err(Failure::internal)?;
    let pseudonyms = campaign.pseudonyms()?;
    let command = AssignCommand {
        id,
        source: pseudonyms.source(&source_id),
        holder: pseudonyms.holder(&customer.id),
        from: from(&request, prefix, &format)?,
    };
    let ask = Ask::Assign(command);
    let answer: Answer<AssignmentFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let (facts, replayed) = answer.granted()?;
    // The wallet follows the campaign. If it cannot be written the call fails: repeated, it finds the
    // assignment and goes on here.
    let kept = WalletCode {
        prefix: prefix.to_owned(),
        serial: facts.code.serial,
        expires_at_ms: facts.code.expires_at_ms,
        assigned_at: facts.assigned_at,
    };
    edge.add_to_wallet(&customer.id, kept).await?;
    let code = campaign.code_text(facts.code)?;
    let assignment = to_wire(facts, prefix, (code, customer, source_id));
    // Only the answer to the command that made it says that something was created.
    let status = if assignment.existing { 200 } else { 201 };
    Ok(Reply::json(status, &assignment)?.replayed(replayed))
}

/// Where the code is to come from.
fn from(request: &CreateAssignment, prefix: &str, format: &Format) -> Result<AssignFrom, Failure> {
    let Some(batch) = &request.batch else {
        if let Some(offer) = request.offer {
            offer.to_engine()?;
        }
        return Ok(AssignFrom::Fresh {
            expires_at_ms: expires_at_ms(request.expires_at, format)?,
            offer: request.offer,
        });
    };
    let of_the_batch = |field| {
        let detail = "the codes of a batch have that of the batch: leave it out";
        Err(InvalidValue::new(field, detail).into())
    };
    if request.expires_at.is_some() {
        return of_the_batch("expires_at");
    }
    if request.offer.is_some() {
        return of_the_batch("offer");
    }
    let id = BatchId::parse(batch).filter(|id| id.prefix == prefix);
    let id = id.ok_or(Failure::Unknown(Thing::Batch))?;
    Ok(AssignFrom::Pool(id.first_serial))
}

fn to_wire(
    facts: AssignmentFacts,
    prefix: &str,
    (code, customer, source_id): (String, Holder, String),
) -> Assignment {
    let batch = |first_serial| {
        BatchId {
            prefix,
            first_serial,
        }
        .to_string()
    };
    let expires_at = facts.code.expires_at_ms;
    Assignment {
        code,
        campaign: prefix.to_owned(),
        serial: facts.code.serial,
        batch: facts.batch.map(batch),
        customer,
        source_id,
        expires_at: expires_at.map(Timestamp::saturating_from_unix_ms),
        offer: facts.offer,
        assigned_at: facts.assigned_at,
        existing: facts.existing,
    }
}
