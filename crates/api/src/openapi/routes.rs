//! The routes, one module a resource.

mod assignments;
mod campaigns;
mod checkouts;
mod codes;
mod customers;
mod demo;
mod holds;
mod keys;
mod orders;
mod qualifications;
mod redemptions;
mod service;
mod validations;

use utoipa::openapi::tag::{Tag, TagBuilder};

use super::route::Declared;

/// Every route, in the order in which a reader meets them.
pub(super) fn all() -> Vec<Declared> {
    [
        validations::routes(),
        qualifications::routes(),
        holds::routes(),
        redemptions::routes(),
        checkouts::routes(),
        orders::routes(),
        codes::routes(),
        campaigns::routes(),
        assignments::routes(),
        customers::routes(),
        keys::routes(),
        service::routes(),
        demo::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The groups of routes.
pub(super) fn tags() -> Vec<Tag> {
    [
        validations::TAG,
        qualifications::TAG,
        holds::TAG,
        redemptions::TAG,
        checkouts::TAG,
        orders::TAG,
        codes::TAG,
        campaigns::TAG,
        assignments::TAG,
        customers::TAG,
        keys::TAG,
        service::TAG,
        demo::TAG,
    ]
    .map(|(name, description)| {
        TagBuilder::new()
            .name(name)
            .description(Some(description))
            .build()
    })
    .into()
}
