//! Which pages of other origins may read answers.

use crate::{
    auth,
    edge::Edge,
    failure::Failure,
    http::Reply,
    route::{Access, Route},
};

/// How long a browser may remember a preflight, in seconds.
const MAX_AGE_S: &str = "600";

/// Answers a preflight request.
pub(crate) async fn preflight(
    edge: &Edge,
    path: &str,
    origin: Option<&str>,
) -> Result<Reply, Failure> {
    let route = for_pages(path).ok_or(Failure::NotFound)?;
    if !is_allowed(edge, route, origin).await {
        return Err(Failure::OriginNotAllowed);
    }
    let reply = Reply::empty(204)
        .with(
            "access-control-allow-headers",
            "authorization, challenge-token, content-type, if-none-match",
        )
        .with("access-control-allow-methods", "GET, POST")
        .with("access-control-max-age", MAX_AGE_S);
    Ok(reply)
}

/// Adds to an answer, also to a failure, what lets the page that asked read it.
pub(crate) async fn complete(edge: &Edge, reply: Reply, path: &str, origin: Option<&str>) -> Reply {
    let Some(route) = for_pages(path) else {
        return reply;
    };
    if route.access() == Access::Public {
        return exposed(reply.with("access-control-allow-origin", "*"));
    }
    let reply = reply.with("vary", "origin");
    match origin {
        Some(origin) if is_allowed(edge, route, Some(origin)).await => {
            exposed(reply.with("access-control-allow-origin", origin))
        }
        Some(_) | None => reply,
    }
}

fn exposed(reply: Reply) -> Reply {
    reply.with(
        "access-control-expose-headers",
        "etag, retry-after, ratelimit, ratelimit-policy, x-request-id",
    )
}

/// The route that pages of other origins may call at a path.
fn for_pages(path: &str) -> Option<Route<'_>> {
    let routes = ["GET", "POST"]
        .into_iter()
        .filter_map(|method| Route::find(method, path).ok());
    routes.into_iter().find(Route::is_for_pages)
}

async fn is_allowed(edge: &Edge, route: Route<'_>, origin: Option<&str>) -> bool {
    if route.access() == Access::Public {
        return true;
    }
    let Ok(loaded) = edge.snapshot().await else {
        return false;
    };
    loaded
        .keys
        .iter()
        .any(|key| auth::allows_origin(key, origin))
}
