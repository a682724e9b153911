//! `GET /healthz`.

use tessera_api::health::Health;

use crate::{edge::Edge, failure::Failure, http::Reply};

/// Whether the worker is configured: it says so, or what is missing.
pub(crate) fn show(edge: &Edge) -> Result<Reply, Failure> {
    edge.keyring()?.check()?;
    edge.is_admin("")?;
    Reply::json(
        200,
        &Health {
            status: "ok",
            version: env!("CARGO_PKG_VERSION"),
        },
    )
}
