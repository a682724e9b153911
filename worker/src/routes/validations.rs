//! `POST /v1/validations`.

use tessera_api::{
    convert,
    time::Timestamp,
    validation::{CampaignName, Discounted, Validate, Validation},
};

use crate::{
    auth::Caller,
    campaign::{Answer, Ask, OrderFacts, ValidateQuestion, Validated},
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
    let request: Validate = incoming.json().await?;
    let validation = match validate(edge, request, caller).await? {
        Ok(validation) => validation,
        Err(refusal) => Validation::invalid(told_to(caller, refusal).into_reason()),
    };
    Reply::json(200, &validation)
}

/// The verdict on a code, or why it would be refused.
async fn validate(
    edge: &Edge,
    request: Validate,
    caller: Caller,
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
    let customer = convert::engine::customer(customer)?;
    let loaded = edge.snapshot().await?;
    let Judged::Genuine(genuine) = edge.judge(&loaded, &code)? else {
        return Ok(Err(Refusal::invalid_code()));
    };
    let pseudonyms = genuine.campaign.pseudonyms()?;
    let ask = Ask::Validate(ValidateQuestion {
        is_page: is_page(caller),
        code: genuine.facts,
        order_id: order.id,
        order: OrderFacts {
            currency: order.currency,
            subtotal: order.subtotal,
        },
        context: pseudonyms.context(context),
        customer: pseudonyms.customer(customer),
    });
    let validated: Validated = match edge.campaign(&genuine.campaign.prefix, &ask).await? {
        Answer::Granted { value, .. } => value,
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

/// What a caller may learn of a refusal. A page must not tell codes that are not issued yet from
/// codes that never will be, nor learn how much a campaign gives.
fn told_to(caller: Caller, refusal: Refusal) -> Refusal {
    if !is_page(caller) {
        refusal
    } else if refusal.code == "not_issued" {
        Refusal::invalid_code()
    } else {
        refusal.without_amounts()
    }
}

#[cfg(test)]
mod tests {
    use tessera_engine::{Limit, Metric, Per, Rejection, Window};

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

    #[test]
    fn a_page_learns_which_limit_refused_and_not_how_much_it_gives() {
        let limit = Limit {
            metric: Metric::Discount,
            per: Per::Campaign,
            window: Window::Day,
            max: 5000,
        };
        let reached = Rejection::LimitReached {
            limit,
            frees_at: None,
        };
        let max = |caller| {
            let reason = told_to(caller, reached.into()).into_reason();
            reason.limit.expect("a limit").max
        };
        assert_eq!((max(Caller::Page), max(Caller::Server)), (None, Some(5000)));
    }
}
