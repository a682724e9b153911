//! `/v1/customers`.

use tessera_api::{
    convert::InvalidValue,
    customer::{CustomerProfile, PutCustomer, Suppression},
};

use super::path;
use crate::{
    clock,
    customers::{Ask, Place, Put, Shown, StoredCustomer, StoredSuppression, walk},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    page::PageRequest,
};

/// Writes a customer's whole profile.
pub(crate) async fn put(edge: &Edge, incoming: &mut Incoming, id: &str) -> Result<Reply, Failure> {
    let customer = path::customer_id(id)?;
    let request: PutCustomer = incoming.json().await?;
    let ask = Ask::Put {
        customer: customer.clone(),
        profile: Box::new(request.checked()?),
        now: clock::now(),
    };
    let Put { stored, is_new } = edge.customer(&customer, &ask).await?;
    Reply::json(if is_new { 201 } else { 200 }, &to_wire(stored))
}

/// One customer.
pub(crate) async fn show(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let shown = shown(edge, id).await?;
    let stored = shown.stored.ok_or(Failure::Unknown(Thing::Customer))?;
    Reply::json(200, &to_wire(stored))
}

/// Removes profile and wallet. Whoever is suppressed stays so, and what was redeemed stays redeemed,
/// by pseudonyms that nobody can read any more than before.
pub(crate) async fn forget(edge: &Edge, id: &str) -> Result<Reply, Failure> {
    let customer = path::customer_id(id)?;
    let ask = Ask::Forget {
        customer: customer.clone(),
    };
    let () = edge.customer(&customer, &ask).await?;
    Ok(Reply::empty(204))
}

/// All customers with a profile, page by page, in an order that stays.
pub(crate) async fn list(edge: &Edge, incoming: &Incoming) -> Result<Reply, Failure> {
    let request = PageRequest::new(incoming.parameter("cursor"), incoming.number("limit")?)?;
    let from = match &request.after {
        None => Place::START,
        Some(after) => Place::parse(after).ok_or_else(|| {
            let detail = "must be the `next` of the page before";
            Failure::BadRequest(InvalidValue::new("cursor", detail))
        })?,
    };
    let ask = |Place { shard, after }, limit| async move {
        let ask = Ask::Page { after, limit };
        edge.customers::<Vec<StoredCustomer>>(shard, &ask).await
    };
    let found = walk(from, request.fetch_limit(), ask).await?;
    let customers = found.into_iter().map(to_wire).collect();
    let page = request.page(customers, |customer: &CustomerProfile| {
        Place::after(&customer.id)
    });
    Reply::json(200, &page)
}

/// What is stored of the customer that a path names.
pub(super) async fn shown(edge: &Edge, id: &str) -> Result<Shown, Failure> {
    let customer = path::customer_id(id)?;
    let ask = Ask::Show {
        customer: customer.clone(),
    };
    edge.customer(&customer, &ask).await
}

fn to_wire(stored: StoredCustomer) -> CustomerProfile {
    CustomerProfile {
        id: stored.customer,
        profile: stored.profile,
        suppression: stored.suppression.map(suppression),
        created_at: stored.created_at,
        updated_at: stored.updated_at,
    }
}

/// That a customer is suppressed, on the wire.
pub(super) fn suppression(stored: StoredSuppression) -> Suppression {
    Suppression {
        reason: stored.reason,
        suppressed_at: stored.suppressed_at,
    }
}
