//! `/v1/customers/{id}/suppression`: who never gets a discount.

use tessera_api::customer::SuppressCustomer;

use super::{customers, path};
use crate::{
    clock,
    customers::{Ask, StoredSuppression},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    random,
};

/// Puts a customer on the list, at once and in every campaign. A profile is not needed.
pub(crate) async fn put(edge: &Edge, incoming: &mut Incoming, id: &str) -> Result<Reply, Failure> {
    let customer = path::customer_id(id)?;
    let request: SuppressCustomer = incoming.json_if_any().await?;
    let ask = Ask::Suppress {
        customer: customer.clone(),
        reason: request.checked()?,
        now: clock::now(),
        key: random::bytes()?,
    };
    let stored: StoredSuppression = edge.customer(&customer, &ask).await?;
    Reply::json(200, &customers::suppression(stored))
}

/// What the list says of a customer.
pub(crate) async fn show(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let shown = customers::shown(edge, id).await?;
    let stored = shown.suppression;
    let stored = stored.ok_or(Failure::Unknown(Thing::Suppression))?;
    Reply::json(200, &customers::suppression(stored))
}

/// Takes a customer off the list.
pub(crate) async fn lift(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let customer = path::customer_id(id)?;
    let ask = Ask::Unsuppress {
        customer: customer.clone(),
    };
    let () = edge.customer(&customer, &ask).await?;
    Ok(Reply::empty(204))
}
