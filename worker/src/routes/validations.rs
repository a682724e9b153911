//! `POST /v1/validations`.

use tessera_api::{
    convert,
    order::OrderDraft,
    time::Timestamp,
    validation::{CampaignName, Discounted, Validate, Validation},
};

use crate::{
    auth::Caller,
    campaign::{Answer, Ask, OrderFacts, Validated},
    edge::Edge,
    failure::{Failure, Refusal},
    http::{Incoming, Reply},
    snapshot::{GenuineCode, Judged, Loaded},
    throttle::{challenge, quota},
};

/// How many codes a request asks about. Codes are counted, not requests.
const CODES: u32 = 1;

/// Answers what redeeming would answer.
pub(crate) async fn create(
    edge: &Edge,
    incoming: &mut Incoming,
    caller: Caller,
) -> Result<Reply, Failure> {
    let Validate { code, order } = incoming.json().await?;
    let is_page = caller == Caller::Page;
    if is_page {
        edge.admit_validations(CODES).await?;
    }
    let validation = match validate(edge, incoming, caller, &code, order).await? {
        Ok(validation) => validation,
        Err(refusal) => Validation::invalid(refusal.into_reason()),
    };
    let reply = Reply::json(200, &validation)?;
    Ok(if is_page {
        reply.with("ratelimit-policy", quota::VALIDATIONS.policy())
    } else {
        reply
    })
}

/// The verdict on a code, or why it would be refused.
async fn validate(
    edge: &Edge,
    incoming: &Incoming,
    caller: Caller,
    text: &str,
    order: OrderDraft,
) -> Result<Result<Validation, Refusal>, Failure> {
    // Every field is checked before the code, so that a bad order never tells about the code.
    order.cart()?;
    if let Some(id) = &order.id {
        convert::engine::order_id(id)?;
    }
    let loaded = edge.snapshot().await?;
    let Judged::Genuine(genuine) = judge(edge, incoming, &loaded, text).await? else {
        return Ok(Err(Refusal::invalid_code()));
    };
    let OrderDraft {
        id: order_id,
        currency,
        subtotal,
    } = order;
    let ask = Ask::Validate {
        code: genuine.facts,
        order_id,
        order: OrderFacts { currency, subtotal },
    };
    Ok(match edge.campaign(&genuine.campaign.prefix, &ask).await? {
        Answer::Granted {
            value: Validated { order, discount },
            ..
        } => {
            let campaign = CampaignName {
                prefix: genuine.campaign.prefix.as_str().to_owned(),
                name: genuine.campaign.record.name.clone(),
            };
            let expires_at = genuine
                .facts
                .expires_at_ms
                .map(Timestamp::saturating_from_unix_ms);
            let money = Discounted {
                currency: order.currency,
                subtotal: order.subtotal,
                discount,
            };
            Ok(Validation::valid(genuine.text, campaign, money, expires_at))
        }
        Answer::Refused(refusal) => Err(told_to(edge, caller, &genuine, refusal)),
    })
}

/// Whether a text is a genuine code; whoever has guessed too often has to show a challenge's token.
async fn judge<'l>(
    edge: &Edge,
    incoming: &Incoming,
    loaded: &'l Loaded,
    text: &str,
) -> Result<Judged<'l>, Failure> {
    match edge.judge(loaded, text) {
        Err(Failure::ChallengeRequired) => {
            let token = incoming.header(challenge::TOKEN_HEADER);
            let token = token.ok_or(Failure::ChallengeRequired)?;
            let address = incoming.header("cf-connecting-ip");
            edge.judge_challenged(loaded, text, &token, address.as_deref())
                .await
        }
        judged => judged,
    }
}

/// What a caller may learn of a refusal. A page must not tell codes that are not issued yet from
/// codes that never will be, so asking for one is a failure like a guess.
fn told_to(edge: &Edge, caller: Caller, genuine: &GenuineCode<'_>, refusal: Refusal) -> Refusal {
    match caller {
        Caller::Page | Caller::Anyone if refusal.code == "not_issued" => {
            edge.count_failure(genuine.campaign);
            Refusal::invalid_code()
        }
        Caller::Page | Caller::Anyone | Caller::Server | Caller::Admin => refusal,
    }
}
