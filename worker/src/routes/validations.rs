//! `POST /v1/validations`.

use tessera_api::{
    convert,
    time::Timestamp,
    validation::{CampaignName, Discounted, Validate, Validation},
};

use super::buyer::Buyer;
use crate::{
    auth::Caller,
    campaign::{Answer, Ask, LookupFacts, OrderFacts, ValidateQuestion, Validated},
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
    let request: Validate = incoming.json().await?;
    let is_page = caller == Caller::Page;
    if is_page {
        edge.admit_validations(CODES).await?;
    }
    let validation = match validate(edge, incoming, caller, request).await? {
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
    request: Validate,
) -> Result<Result<Validation, Refusal>, Failure> {
    let Validate {
        code,
        order,
        customer,
    } = request;
    // Every field is checked before the code, so that a bad order never tells about the code.
    order.cart()?;
    if let Some(id) = &order.id {
        convert::engine::order_id(id)?;
    }
    let context = convert::engine::context(order.channel, order.attributes)?;
    let buyer = if is_page(caller) {
        Buyer::by_page(edge, customer)?
    } else {
        Buyer::by_server(customer)?
    };
    let loaded = edge.snapshot().await?;
    let Judged::Genuine(genuine) = judge(edge, incoming, &loaded, &code).await? else {
        return Ok(Err(Refusal::invalid_code()));
    };
    let pseudonyms = genuine.campaign.pseudonyms()?;
    let ask = Ask::Validate(ValidateQuestion {
        is_page: is_page(caller),
        is_vouched: buyer.is_vouched(),
        code: genuine.facts,
        order_id: order.id,
        order: OrderFacts {
            currency: order.currency,
            subtotal: order.subtotal,
        },
        context: pseudonyms.context(context),
        customer: pseudonyms.customer(buyer.customer()),
        facts: buyer.facts(edge).await?,
        conflict: None,
    });
    let validated: Validated = match edge.campaign(&genuine.campaign.prefix, &ask).await? {
        Answer::Granted { value, .. } => value,
        Answer::Refused(refusal) if is_page(caller) => {
            return Ok(Err(told_to_page(edge, &genuine, refusal).await?));
        }
        Answer::Refused(refusal) => return Ok(Err(refusal)),
    };
    let campaign = CampaignName {
        prefix: genuine.campaign.prefix.as_str().to_owned(),
        name: genuine.campaign.record.name.clone(),
    };
    let expires_at = genuine
        .facts
        .expires_at_ms
        .map(Timestamp::saturating_from_unix_ms);
    let money = Discounted {
        currency: validated.order.currency,
        subtotal: validated.order.subtotal,
        discount: validated.discount,
        existing: validated.existing,
        provisional: validated.provisional,
    };
    Ok(Ok(Validation::valid(
        genuine.text,
        campaign,
        money,
        expires_at,
    )))
}

/// Whether it is a page that asks, whose word about people and devices does not count.
fn is_page(caller: Caller) -> bool {
    match caller {
        Caller::Page | Caller::Anyone => true,
        Caller::Server | Caller::Admin => false,
    }
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

/// What a page may learn of a refusal.
///
/// It must not tell codes that are not issued yet from codes that never will be, whatever else would
/// refuse them first; so asking for one is a failure like a guess. And it is not told what is left of a
/// budget, nor which one is used up: merely that there is nothing for this order.
async fn told_to_page(
    edge: &Edge,
    genuine: &GenuineCode<'_>,
    refusal: Refusal,
) -> Result<Refusal, Failure> {
    let is_issued = match Told::of(&refusal) {
        Told::OnlyIfIssued => is_issued(edge, genuine).await?,
        Told::AsNotGenuine => false,
        Told::WithoutFigures => return Ok(Refusal::used_up()),
        Told::AsNotEligible => return Ok(Refusal::not_eligible()),
        Told::WithoutPeople => return Ok(refusal.without_people()),
        Told::AsItIs => true,
    };
    if is_issued {
        return Ok(refusal);
    }
    edge.count_failure(genuine.campaign);
    Ok(Refusal::invalid_code())
}

/// How a refusal is told to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    AsItIs,
    AsNotGenuine,
    /// It comes before it is asked whether the code was issued.
    OnlyIfIssued,
    WithoutFigures,
    /// Of what it is about customers, merely that it is.
    WithoutPeople,
    /// It does not say why.
    AsNotEligible,
}

impl Told {
    fn of(refusal: &Refusal) -> Self {
        match refusal.code.as_str() {
            "campaign_paused" | "campaign_not_started" | "campaign_ended" => Self::OnlyIfIssued,
            "not_issued" | "invalid_code" => Self::AsNotGenuine,
            "limit_reached" | "budget_exhausted" => Self::WithoutFigures,
            "rule_failed" => Self::WithoutPeople,
            "suppressed" => Self::AsNotEligible,
            _ => Self::AsItIs,
        }
    }
}

async fn is_issued(edge: &Edge, genuine: &GenuineCode<'_>) -> Result<bool, Failure> {
    let ask = Ask::LookUp {
        code: genuine.facts,
    };
    let answer: Answer<LookupFacts> = edge.campaign(&genuine.campaign.prefix, &ask).await?;
    Ok(match answer {
        Answer::Granted { value, .. } => value.batch.is_some(),
        Answer::Refused(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use tessera_engine::{Metric, Rejection};

    use super::*;

    #[test]
    fn what_would_tell_too_much_is_told_less() {
        let told = |rejection: Rejection| Told::of(&rejection.into());
        let start = tessera_engine::UnixMillis::new(1).expect("an instant");
        for (rejection, expected) in [
            (Rejection::NotIssued, Told::AsNotGenuine),
            (Rejection::InvalidCode, Told::AsNotGenuine),
            (Rejection::CampaignPaused, Told::OnlyIfIssued),
            (Rejection::CampaignNotStarted { start }, Told::OnlyIfIssued),
            (Rejection::CampaignEnded, Told::OnlyIfIssued),
            (
                Rejection::BudgetExhausted {
                    metric: Metric::Discount,
                },
                Told::WithoutFigures,
            ),
            (Rejection::Suppressed, Told::AsNotEligible),
            (
                Rejection::RuleFailed { failed: vec![] },
                Told::WithoutPeople,
            ),
            (Rejection::AlreadyRedeemed, Told::AsItIs),
            (Rejection::Expired, Told::AsItIs),
        ] {
            assert_eq!(told(rejection.clone()), expected, "{rejection:?}");
        }
    }

    #[test]
    fn what_is_used_up_has_one_wording_for_pages() {
        let used_up = Refusal::used_up();
        assert_eq!(used_up.code, "budget_exhausted");
        assert_eq!((used_up.limit, used_up.field), (None, None));
    }
}
