//! The API's description in OpenAPI 3.1: what `cargo xtask openapi` writes to `openapi.json`.
//!
//! Schemas are derived from the wire types, so that their fields and doc comments cannot drift. What
//! types do not say stands here: the range of each simple value ([`value`]), and for each route its
//! parameters, answers and refusals (one module a resource).
//!
//! Only the chores compile this: it stays out of the Worker and of the npm package.

mod answer;
mod finish;
mod header;
mod page;
mod parameter;
mod problem;
mod route;
mod routes;
mod schemas;
mod security;
pub mod value;

use serde_json::Value;
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApiBuilder, PathsBuilder, ServerBuilder,
};

use self::{
    route::{Declared, Route},
    schemas::Schemas,
};
use crate::json::BadJson;

/// Why the description cannot be made: a mistake in how it is declared.
#[derive(Debug, thiserror::Error)]
pub enum Mistake {
    /// A request's example is not read like a request.
    #[error("the example for {path} is no such request: {error}")]
    Example {
        /// The route's path.
        path: &'static str,
        /// What the route would answer to it.
        error: BadJson,
    },
    /// Two schemas have one name.
    #[error("two schemas have the name {0}")]
    Name(String),
    /// It cannot be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// What a reader should know before the routes.
const INTRODUCTION: &str = include_str!("openapi/introduction.md");

/// The description of every route that the Worker serves.
///
/// # Errors
///
/// [`Mistake`] if a declaration in this module contradicts the wire types or another one.
pub fn document() -> Result<Value, Mistake> {
    describe(routes::all())
}

/// The document as it is committed: indented, with a final line break.
///
/// # Errors
///
/// As [`document`].
pub fn text() -> Result<String, Mistake> {
    Ok(serde_json::to_string_pretty(&document()?)? + "\n")
}

fn describe(routes: Vec<Declared>) -> Result<Value, Mistake> {
    let mut schemas = Schemas::default();
    let mut paths = PathsBuilder::new();
    for route in routes {
        let Route { path, item } = route.build(&mut schemas)?;
        paths = paths.path(path, item);
    }
    let components = security::schemes()
        .into_iter()
        .fold(ComponentsBuilder::new(), |components, (name, scheme)| {
            components.security_scheme(name, scheme)
        })
        .schemas_from_iter(schemas.into_sorted()?);
    let license = LicenseBuilder::new()
        .name(env!("CARGO_PKG_LICENSE"))
        .identifier(Some(env!("CARGO_PKG_LICENSE")));
    let info = InfoBuilder::new()
        .title("Tessera")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(INTRODUCTION))
        .license(Some(license.build()));
    let server = ServerBuilder::new()
        .url("/")
        .description(Some("The deployment that serves this document"));
    let document = OpenApiBuilder::new()
        .info(info)
        .servers(Some([server.build()]))
        .tags(Some(routes::tags()))
        .paths(paths)
        .components(Some(components.build()));
    let mut json = serde_json::to_value(document.build())?;
    finish::finish(&mut json);
    Ok(json)
}

#[cfg(test)]
mod tests;
