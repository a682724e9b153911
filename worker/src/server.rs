//! From a request to its answer: route, key, handler, and the headers that every answer has.

use worker::{Context, Env, Request, Response, console_error};

use crate::{
    auth::Credentials,
    cors,
    edge::{self, Edge},
    failure::Failure,
    http::{Incoming, Reply},
    panics, random,
    route::Route,
    routes,
    seam::Point,
};

/// Answers a request. Whatever goes wrong becomes a problem document.
pub(crate) async fn serve(
    request: Request,
    env: Env,
    context: Context,
) -> worker::Result<Response> {
    let request_id = random::request_id();
    // Cloudflare sets this header, whatever the client sends.
    let address = request.headers().get("cf-connecting-ip").ok().flatten();
    let edge = Edge::new(env, context, address.as_deref());
    // The library would read a method that it does not know as GET.
    let method = request.inner().method();
    let path = request.path();
    let origin = request.headers().get("origin").ok().flatten();
    let route = Route::find(&method, &path);
    let answer = match &route {
        _ if method == "OPTIONS" => cors::preflight(&edge, &path, origin.as_deref()).await,
        Ok(route) => panics::caught(handle(&edge, *route, request, origin.as_deref()))
            .await
            .unwrap_or_else(|panic| Err(Failure::internal(panic))),
        Err(failure) => Err(failure.clone()),
    };
    let reply = answer.unwrap_or_else(|failure| {
        if let Some(detail) = failure.log_line() {
            console_error!("{request_id} {method} {path}: {detail}");
        }
        Reply::failure(&failure, &request_id)
    });
    let reply = cors::complete(&edge, reply, &path, origin.as_deref()).await;
    let reply = if reply.has("cache-control") {
        reply
    } else {
        reply.with("cache-control", "no-store")
    };
    reply
        .with("x-content-type-options", "nosniff")
        .with("x-request-id", request_id)
        .into_response()
}

async fn handle(
    edge: &Edge,
    route: Route<'_>,
    request: Request,
    origin: Option<&str>,
) -> Result<Reply, Failure> {
    let mut incoming = Incoming::new(request)?;
    let authorization = incoming.header("authorization");
    let credentials = Credentials {
        authorization: authorization.as_deref(),
        origin,
    };
    let admitted = edge.authorise(route.access(), credentials).await?;
    let edge = &edge.serving(&admitted);
    edge::reach(Point::AfterAuthorise)?;
    match route {
        Route::Health => routes::health::show(edge),
        Route::Manifest => routes::manifest::show(edge, &incoming).await,
        Route::Plan => routes::campaigns::plan(&mut incoming).await,
        Route::CreateCampaign => routes::campaigns::create(edge, &mut incoming).await,
        Route::ListCampaigns => routes::campaigns::list(edge, &incoming).await,
        Route::ShowCampaign { prefix } => routes::campaigns::show(edge, prefix).await,
        Route::ChangeCampaign { prefix } => {
            routes::changes::change(edge, &mut incoming, prefix).await
        }
        Route::PauseCampaign { prefix } => routes::changes::pause(edge, &incoming, prefix).await,
        Route::ResumeCampaign { prefix } => routes::changes::resume(edge, &incoming, prefix).await,
        Route::EndCampaign { prefix } => routes::changes::end(edge, &mut incoming, prefix).await,
        Route::CreateBatch { prefix } => routes::batches::create(edge, &mut incoming, prefix).await,
        Route::Assign { prefix } => routes::assignments::create(edge, &mut incoming, prefix).await,
        Route::ListBatches { prefix } => routes::batches::list(edge, &incoming, prefix).await,
        Route::ExportCodes { prefix, batch } => {
            routes::export::stream(edge, &incoming, prefix, batch).await
        }
        Route::Qualify => routes::qualifications::create(edge, &mut incoming).await,
        Route::Validate => routes::validations::create(edge, &mut incoming, admitted.caller).await,
        Route::Hold => routes::holds::create(edge, &mut incoming).await,
        Route::ShowHold { id } => routes::holds::show(edge, id).await,
        Route::ReleaseHold { id } => routes::holds::release(edge, &incoming, id).await,
        Route::RedeemHold { id } => routes::holds::redeem(edge, &mut incoming, id).await,
        Route::Redeem => routes::redemptions::create(edge, &mut incoming).await,
        Route::ListRedemptions => routes::redemptions::list(edge, &incoming).await,
        Route::ShowRedemption { id } => routes::redemptions::show(edge, id).await,
        Route::RollBack { id } => routes::rollbacks::create(edge, &mut incoming, id).await,
        Route::CancelOrder { id } => routes::orders::cancel(edge, &incoming, id).await,
        Route::CheckOut => routes::checkouts::create(edge, &mut incoming).await,
        Route::ShowCheckout { id } => routes::checkouts::show(edge, id).await,
        Route::LookUpCode => routes::lookup::create(edge, &mut incoming).await,
        Route::RevokeCodes => routes::revocations::create(edge, &mut incoming).await,
        Route::PutCustomer { id } => routes::customers::put(edge, &mut incoming, id).await,
        Route::ShowCustomer { id } => routes::customers::show(edge, id).await,
        Route::ForgetCustomer { id } => routes::customers::forget(edge, id).await,
        Route::ListCustomers => routes::customers::list(edge, &incoming).await,
        Route::ShowWallet { id } => routes::wallets::show(edge, &incoming, id).await,
        Route::SuppressCustomer { id } => routes::suppressions::put(edge, &mut incoming, id).await,
        Route::ShowSuppression { id } => routes::suppressions::show(edge, id).await,
        Route::LiftSuppression { id } => routes::suppressions::lift(edge, id).await,
        Route::CreateKey => routes::keys::create(edge, &mut incoming).await,
        Route::ListKeys => routes::keys::list(edge, &incoming).await,
        Route::RevokeKey { id } => routes::keys::revoke(edge, id).await,
        Route::Demo(demo) => routes::demo::serve(edge, &mut incoming, demo).await,
        #[cfg(feature = "testing")]
        Route::Test { name } => {
            let body = incoming.body().await?;
            let answer = routes::test::serve(edge, name, &body).await?;
            Ok(Reply::text(200, "application/json", answer))
        }
    }
}
