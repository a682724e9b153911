//! `/v1/keys`.

use tessera_api::key::{CreateKey, CreatedKey, Key};

use crate::{
    auth, clock,
    directory::{Ask, KeyCreation, KeyRecord},
    edge::{self, Edge},
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    page::PageRequest,
    random,
    seam::Point,
};

/// Makes a key, and shows it this once.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let request: CreateKey = incoming.json().await?;
    let (key, text) = auth::new_key(&request, random::bytes()?, random::bytes()?, clock::now())?;
    match edge.directory(&Ask::CreateKey(key.clone())).await? {
        KeyCreation::Created => {}
        KeyCreation::TooMany => return Err(Failure::TooManyKeys),
    }
    edge.refresh_after_change().await;
    let about = KeyRecord {
        key,
        revoked_at: None,
    }
    .to_wire();
    Reply::json(201, &CreatedKey { about, key: text })
}

/// All keys, revoked ones too, page by page.
pub(crate) async fn list(edge: &Edge, incoming: &Incoming) -> Result<Reply, Failure> {
    let request = PageRequest::new(incoming.parameter("cursor"), incoming.number("limit")?)?;
    let (after, limit) = (request.after.clone(), request.fetch_limit());
    let keys: Vec<KeyRecord> = edge.directory(&Ask::Keys { after, limit }).await?;
    let keys = keys.iter().map(KeyRecord::to_wire).collect();
    Reply::json(200, &request.page(keys, |key: &Key| key.id.clone()))
}

/// Revokes a key. It is dead here at once, and everywhere within 10 s.
pub(crate) async fn revoke(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let ask = Ask::RevokeKey {
        id: id.to_owned(),
        now: clock::now(),
    };
    let key: Option<KeyRecord> = edge.directory(&ask).await?;
    let key = key.ok_or(Failure::Unknown(Thing::Key))?;
    edge::reach(Point::AfterRevoke)?;
    edge.refresh().await?;
    Reply::json(200, &key.to_wire())
}
