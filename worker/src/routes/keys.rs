//! `/v1/keys`.

use data_encoding::BASE64URL_NOPAD;
use tessera_api::key::{CreateKey, CreatedKey, Key};

use crate::{
    auth::{self, KeyParts},
    clock,
    directory::{Ask, KeyCreation, KeyRecord, NewKey},
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
    let (key, text) = auth::new_key(&request, parts(edge)?)?;
    let customer_token_key = token_key(edge, &key)?;
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
    let created = CreatedKey {
        about,
        key: text,
        customer_token_key,
    };
    Reply::json(201, &created)
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

/// What a new key is made of.
pub(super) fn parts(edge: &Edge) -> Result<KeyParts, Failure> {
    Ok(KeyParts {
        secret: random::bytes()?,
        id: random::bytes()?,
        now: clock::now(),
        master_version: edge.keyring()?.newest()?.version,
    })
}

/// The key that signs customer tokens for pages that use a publishable key.
fn token_key(edge: &Edge, key: &NewKey) -> Result<Option<String>, Failure> {
    let Some(version) = key.key_version else {
        return Ok(None);
    };
    let keyring = edge.keyring()?;
    let master = keyring.get(version);
    let master = master.ok_or_else(|| Failure::internal("the newest master key is gone"))?;
    let token_key = master.customer_token_key(&key.id);
    Ok(Some(BASE64URL_NOPAD.encode(token_key.as_slice())))
}
