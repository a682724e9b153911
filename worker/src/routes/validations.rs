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
    snapshot::Judged,
};

/// Answers what redeeming would answer.
pub(crate) async fn create(
    edge: &Edge,
    incoming: &mut Incoming,
    caller: Caller,
) -> Result<Reply, Failure> {
    let Validate { code, order } = incoming.json().await?;
    let validation = match validate(edge, &code, order).await? {
        Ok(validation) => validation,
        Err(refusal) => Validation::invalid(told_to(caller, refusal).into_reason()),
    };
    Reply::json(200, &validation)
}

/// The verdict on a code, or why it would be refused.
async fn validate(
    edge: &Edge,
    text: &str,
    order: OrderDraft,
) -> Result<Result<Validation, Refusal>, Failure> {
    // Every field is checked before the code, so that a bad order never tells about the code.
    order.cart()?;
    if let Some(id) = &order.id {
        convert::engine::order_id(id)?;
    }
    let loaded = edge.snapshot().await?;
    let Judged::Genuine(genuine) = edge.judge(&loaded, text)? else {
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
        Answer::Refused(refusal) => Err(refusal),
    })
}

/// What a caller may learn of a refusal. A page must not tell codes that are not issued yet from
/// codes that never will be.
fn told_to(caller: Caller, refusal: Refusal) -> Refusal {
    match caller {
        Caller::Page | Caller::Anyone if refusal.code == "not_issued" => Refusal::invalid_code(),
        Caller::Page | Caller::Anyone | Caller::Server | Caller::Admin => refusal,
    }
}

#[cfg(test)]
mod tests {
    use tessera_engine::Rejection;

    use super::*;

    #[test]
    fn a_page_cannot_tell_what_is_not_issued_from_what_is_forged() {
        let told = |caller| told_to(caller, Rejection::NotIssued.into());
        assert_eq!(told(Caller::Page), Refusal::invalid_code());
        assert_eq!(told(Caller::Server), Rejection::NotIssued.into());
        assert_eq!(
            told_to(Caller::Page, Rejection::Expired.into()),
            Rejection::Expired.into()
        );
    }
}
