//! `POST /v1/qualifications`.
//!
//! Campaigns are judged by the snapshot at hand, so that fifty of them cost no call: what this says is
//! a proposal, and a redemption is decided by the campaign itself. A wallet's codes are asked of their
//! campaigns, all at once.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};
use tessera_api::{
    convert::{self, engine::ContextText},
    qualification::{Qualification, Qualifications, Qualify},
    time::Timestamp,
    validation::CampaignName,
};
use tessera_engine::UnixMillis;

use super::{buyer::Buyer, fan_out::AT_ONCE_MAX};
use crate::{
    campaign::{Answer, Ask, CartFacts, CodeFacts, ValidateQuestion, Validated},
    clock,
    customers::WalletCode,
    edge::Edge,
    facts::KnownFacts,
    failure::Failure,
    http::{Incoming, Reply},
    snapshot::{Loaded, LoadedCampaign},
};

/// How many codes of a wallet are looked at: the first ones, in the order of their campaigns.
const WALLET_LEN_MAX: u32 = 100;

/// What is asked, every field checked.
struct Asked {
    order_id: Option<String>,
    order: CartFacts,
    context: ContextText,
    buyer: Buyer,
}

/// Lists what would apply, best first.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let Qualify { order, customer } = incoming.json().await?;
    let cart = order.cart()?;
    if let Some(id) = &order.id {
        convert::engine::order_id(id)?;
    }
    let asked = Asked {
        order_id: order.id,
        order: (&cart).into(),
        context: convert::engine::context(order.channel, order.attributes)?,
        buyer: Buyer::by_server(customer)?,
    };
    let loaded = edge.snapshot().await?;
    let facts = asked.buyer.facts(edge).await?;
    let mut items = of_wallet(edge, &loaded, &asked, &facts).await?;
    let now = clock::now_engine().map_err(Failure::internal)?;
    for campaign in &loaded.campaigns {
        let has_code = items
            .iter()
            .any(|item| item.campaign.prefix == campaign.prefix.as_str());
        if !has_code {
            items.extend(of_campaign(campaign, &asked, &facts, now)?);
        }
    }
    sort(&mut items);
    Reply::json(200, &Qualifications { items })
}

/// The largest discount first; of equal ones the code that the customer has, and that expires first.
fn sort(items: &mut [Qualification]) {
    items.sort_by_cached_key(|item| {
        let expires_at = item
            .expires_at
            .map_or(u64::MAX, |instant| instant.unix_ms());
        let campaign = item.campaign.prefix.clone();
        (
            Reverse(item.discount),
            item.code.is_none(),
            expires_at,
            campaign,
            item.code.clone(),
        )
    });
}

/// What any code of the campaign would be worth; nothing where it would be refused.
fn of_campaign(
    campaign: &LoadedCampaign,
    asked: &Asked,
    facts: &KnownFacts,
    now: UnixMillis,
) -> Result<Option<Qualification>, Failure> {
    let pseudonyms = campaign.pseudonyms()?;
    let engine = campaign.record.to_engine().map_err(Failure::internal)?;
    let context = pseudonyms.context(asked.context.clone());
    let question = tessera_engine::Qualify {
        cart: &asked.order.to_engine().map_err(Failure::internal)?,
        context: &context.to_engine().map_err(Failure::internal)?,
        customer: &pseudonyms.customer(asked.buyer.customer()).to_engine(),
        facts: &facts.to_engine().map_err(Failure::internal)?,
    };
    Ok(engine
        .qualify(&question, now)
        .ok()
        .map(|qualified| Qualification {
            campaign: name(campaign),
            code: None,
            expires_at: campaign.record.ends_at,
            discount: qualified.discount.value(),
            currency: asked.order.currency.clone(),
            limited: qualified.is_limited,
        }))
}

/// The codes of the customer's wallet that would apply.
async fn of_wallet(
    edge: &Edge,
    loaded: &Loaded,
    asked: &Asked,
    facts: &KnownFacts,
) -> Result<Vec<Qualification>, Failure> {
    let Some(id) = asked.buyer.customer().id else {
        return Ok(vec![]);
    };
    let wallet = edge.wallet(&id, None, WALLET_LEN_MAX).await?;
    let mut by_campaign = BTreeMap::<String, Vec<CodeFacts>>::new();
    for WalletCode {
        prefix,
        serial,
        expires_at_ms,
        ..
    } in wallet
    {
        let code = CodeFacts {
            serial,
            expires_at_ms,
        };
        by_campaign.entry(prefix).or_default().push(code);
    }
    let asking = by_campaign.into_iter().filter_map(|(prefix, codes)| {
        // One that this isolate does not know yet is left out, as its campaign would be.
        let campaign = loaded.campaign(&prefix)?;
        Some(worth(edge, campaign, codes, (asked, facts)))
    });
    let found: Vec<_> = stream::iter(asking).buffered(AT_ONCE_MAX).collect().await;
    let found = found.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// What the customer's codes of a campaign are worth; those that would be refused are left out.
async fn worth(
    edge: &Edge,
    campaign: &LoadedCampaign,
    codes: Vec<CodeFacts>,
    (asked, facts): (&Asked, &KnownFacts),
) -> Result<Vec<Qualification>, Failure> {
    let pseudonyms = campaign.pseudonyms()?;
    let question = |code: &CodeFacts| ValidateQuestion {
        is_page: false,
        is_vouched: false,
        code: *code,
        order_id: asked.order_id.clone(),
        order: asked.order.clone(),
        context: pseudonyms.context(asked.context.clone()),
        customer: pseudonyms.customer(asked.buyer.customer()),
        facts: facts.clone(),
        conflict: None,
    };
    let questions = codes.iter().map(question).collect();
    let answers: Vec<Answer<Validated>> = edge
        .campaign(&campaign.prefix, &Ask::Preview { questions })
        .await?;
    let mut items = vec![];
    for (code, answer) in codes.into_iter().zip(answers) {
        let Answer::Granted { value, .. } = answer else {
            continue;
        };
        items.push(Qualification {
            campaign: name(campaign),
            code: Some(campaign.code_text(code)?),
            expires_at: code.expires_at_ms.map(Timestamp::saturating_from_unix_ms),
            discount: value.discount,
            currency: value.order.currency,
            limited: false,
        });
    }
    Ok(items)
}

fn name(campaign: &LoadedCampaign) -> CampaignName {
    CampaignName {
        prefix: campaign.prefix.as_str().to_owned(),
        name: campaign.record.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(
        prefix: &str,
        discount: u64,
        code: Option<&str>,
        expires_at_ms: Option<u64>,
    ) -> Qualification {
        Qualification {
            campaign: CampaignName {
                prefix: prefix.into(),
                name: String::new(),
            },
            code: code.map(str::to_owned),
            expires_at: expires_at_ms.map(Timestamp::saturating_from_unix_ms),
            discount,
            currency: "EUR".into(),
            limited: false,
        }
    }

    #[test]
    fn the_best_comes_first() {
        let best_first = [
            item("A", 500, None, None),
            item("B", 300, Some("B-2"), Some(1)),
            item("B", 300, Some("B-1"), Some(2)),
            item("C", 300, Some("C-1"), None),
            item("A", 300, None, Some(0)),
            item("B", 300, None, Some(0)),
        ];
        let mut items = best_first.to_vec();
        items.reverse();
        sort(&mut items);
        assert_eq!(items, best_first);
    }
}
