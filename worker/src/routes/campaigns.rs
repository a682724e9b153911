//! `/v1/plan` and `/v1/campaigns`.

use sha2::{Digest, Sha256};
use tessera_api::{
    campaign::{Campaign, CampaignWithUsage, CreateCampaign, Held, Usage},
    plan::{Plan, Planned},
};

use crate::{
    campaign::{self, CampaignFacts, Initialised},
    clock,
    directory::{self, Reserved},
    edge::{self, Edge},
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    page::PageRequest,
    record::CampaignRecord,
    seam::Point,
    snapshot::Loaded,
};

/// What a pattern promises, before anything exists.
pub(crate) async fn plan(incoming: &mut Incoming) -> Result<Reply, Failure> {
    let request: Plan = incoming.json().await?;
    let (format, plan) = request.format_request().resolve(clock::now())?;
    Reply::json(200, &Planned::new(&format, &plan))
}

/// Creates a campaign: reserve the prefix, initialise the campaign's object, activate.
///
/// It exists once it is activated, and not before. A try that stopped half-way is taken up by the
/// same request, or replaced by another.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let request: CreateCampaign = incoming.json().await?;
    let keyring = edge.keyring()?;
    let record = CampaignRecord::new(&request, keyring.newest()?, clock::now())?;
    let record = Box::new(record);
    let fingerprint = fingerprint(&request)?;
    let reserve = directory::Ask::Reserve {
        fingerprint,
        record,
    };
    let (reservation, record) = match edge.directory(&reserve).await? {
        Reserved::Open {
            reservation,
            record,
        } => (reservation, record),
        Reserved::Existing(record) => return created(&record, true),
        Reserved::Taken { by } => return Err(Failure::PrefixTaken { by }),
    };
    edge::reach(Point::AfterReserve)?;
    let prefix = record.prefix().map_err(Failure::internal)?;
    let initialise = campaign::Ask::Initialise {
        reservation,
        record: record.clone(),
    };
    match edge.campaign(&prefix, &initialise).await? {
        Initialised::Done => {}
        Initialised::Overtaken => return Err(Failure::CreationOvertaken),
    }
    edge::reach(Point::AfterInitialise)?;
    let prefix = prefix.as_str().to_owned();
    let still_stood: bool = edge
        .directory(&directory::Ask::Activate {
            prefix,
            reservation,
        })
        .await?;
    if !still_stood {
        return Err(Failure::CreationOvertaken);
    }
    edge.refresh_after_change().await;
    created(&record, false)
}

/// All campaigns, page by page.
pub(crate) async fn list(edge: &Edge, incoming: &Incoming) -> Result<Reply, Failure> {
    let request = PageRequest::new(incoming.parameter("cursor"), incoming.number("limit")?)?;
    let (after, limit) = (request.after.clone(), request.fetch_limit());
    let records: Vec<CampaignRecord> = edge
        .directory(&directory::Ask::Campaigns { after, limit })
        .await?;
    let campaigns = records.iter().map(to_wire).collect::<Result<_, _>>()?;
    let page = request.page(campaigns, |campaign: &Campaign| campaign.prefix.clone());
    Reply::json(200, &page)
}

/// One campaign and its figures, from its object.
pub(crate) async fn show(edge: &Edge, prefix: &str) -> Result<Reply, Failure> {
    let loaded = with_campaign(edge, prefix).await?;
    let campaign = loaded
        .campaign(prefix)
        .ok_or(Failure::Unknown(Thing::Campaign))?;
    let facts: CampaignFacts = edge
        .campaign(&campaign.prefix, &campaign::Ask::Campaign)
        .await?;
    if campaign.record.version < facts.record.version {
        // Either this snapshot is a little old, or whoever changed the campaign stopped half-way.
        publish(edge, &facts.record).await?;
    }
    let CampaignFacts {
        record,
        codes,
        used,
        held,
    } = facts;
    let shown = CampaignWithUsage {
        campaign: to_wire(&record)?,
        usage: Usage {
            codes,
            redemptions: used.redemptions,
            discount: used.discount,
            order_value: used.order_value,
        },
        held: Held {
            redemptions: held.redemptions,
            discount: held.discount,
            order_value: held.order_value,
        },
    };
    Ok(Reply::json(200, &shown)?.with("etag", etag(record.version)))
}

/// Gives the directory its copy of a campaign that was changed: workers and pages read it.
///
/// Versions fence it, so that it may come late, twice, or out of order.
pub(crate) async fn publish(edge: &Edge, record: &CampaignRecord) -> Result<(), Failure> {
    edge::reach(Point::BeforePublish)?;
    let record = Box::new(record.clone());
    let _: bool = edge.directory(&directory::Ask::Update { record }).await?;
    edge.refresh_after_change().await;
    Ok(())
}

/// A campaign's version as `ETag` and `If-Match` name it.
pub(crate) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// A snapshot that knows a campaign, if there is one: another isolate may just have created it. Only
/// holders of secret keys come here, so that nobody else can make it ask the directory.
pub(crate) async fn with_campaign(
    edge: &Edge,
    prefix: &str,
) -> Result<std::rc::Rc<Loaded>, Failure> {
    let loaded = edge.snapshot().await?;
    if loaded.campaign(prefix).is_some() {
        Ok(loaded)
    } else {
        edge.refresh_soon().await
    }
}

fn created(record: &CampaignRecord, replayed: bool) -> Result<Reply, Failure> {
    let campaign = to_wire(record)?;
    let location = format!("/v1/campaigns/{}", campaign.prefix);
    let status = if replayed { 200 } else { 201 };
    Ok(Reply::json(status, &campaign)?
        .replayed(replayed)
        .with("etag", etag(record.version))
        .with("location", location))
}

/// A stored campaign, on the wire; if it breaks a rule now, that is nothing that the caller did.
pub(crate) fn to_wire(record: &CampaignRecord) -> Result<Campaign, Failure> {
    record.to_wire(clock::now()).map_err(Failure::internal)
}

/// A hash of what was asked, not of what was made of it: defaults that depend on the time do not
/// make a repetition a different request.
fn fingerprint(request: &CreateCampaign) -> Result<Vec<u8>, Failure> {
    let json = serde_json::to_vec(request).map_err(Failure::internal)?;
    Ok(Sha256::digest(&json).to_vec())
}
