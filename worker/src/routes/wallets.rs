//! `GET /v1/customers/{id}/wallet`.

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};
use tessera_api::{convert::InvalidValue, customer::WalletEntry, lookup::Uses, time::Timestamp};

use super::{fan_out::AT_ONCE_MAX, path};
use crate::{
    campaign::{Ask, CodeFacts, StandingFacts},
    customers::WalletCode,
    edge::Edge,
    failure::Failure,
    http::{Incoming, Reply},
    page::PageRequest,
    snapshot::{Loaded, LoadedCampaign},
};

/// The codes in a customer's wallet, page by page, and where each stands now: as its campaign says,
/// which is asked once for all of them.
pub(crate) async fn show(edge: &Edge, incoming: &Incoming, id: &str) -> Result<Reply, Failure> {
    let customer = path::customer_id(id)?;
    let request = PageRequest::new(incoming.parameter("cursor"), incoming.number("limit")?)?;
    let after = request.after.as_deref().map(place).transpose()?;
    let codes = edge.wallet(&customer, after, request.fetch_limit()).await?;
    let page = request.page(codes, |code: &WalletCode| {
        format!("{}/{}", code.prefix, code.serial)
    });
    // A campaign that another isolate has just created may be among them.
    let loaded = match edge.snapshot().await? {
        loaded if knows_all(&loaded, &page.items) => loaded,
        _ => edge.refresh_soon().await?,
    };
    let entries = entries(edge, &loaded, page.items).await?;
    let next = page.next;
    Reply::json(
        200,
        &tessera_api::page::Page {
            items: entries,
            next,
        },
    )
}

/// Codes as their campaigns know them now, in the order in which they came. Every campaign is asked
/// once, several at a time.
async fn entries(
    edge: &Edge,
    loaded: &Loaded,
    codes: Vec<WalletCode>,
) -> Result<Vec<WalletEntry>, Failure> {
    let mut by_campaign = BTreeMap::<&str, Vec<&WalletCode>>::new();
    for code in &codes {
        by_campaign.entry(&code.prefix).or_default().push(code);
    }
    // They came in the order of their campaigns, and so they go.
    let asked = by_campaign.into_iter().map(|(prefix, codes)| async move {
        let campaign = loaded.campaign(prefix);
        let campaign =
            campaign.ok_or_else(|| Failure::internal("a wallet's campaign is unknown"))?;
        of_campaign(edge, campaign, &codes).await
    });
    let asked: Vec<_> = stream::iter(asked).buffered(AT_ONCE_MAX).collect().await;
    let entries = asked.into_iter().collect::<Result<Vec<_>, Failure>>()?;
    Ok(entries.into_iter().flatten().collect())
}

async fn of_campaign(
    edge: &Edge,
    campaign: &LoadedCampaign,
    codes: &[&WalletCode],
) -> Result<Vec<WalletEntry>, Failure> {
    let facts = codes.iter().map(|code| CodeFacts {
        serial: code.serial,
        expires_at_ms: code.expires_at_ms,
    });
    let ask = Ask::Standings {
        codes: facts.collect(),
    };
    let standings: Vec<StandingFacts> = edge.campaign(&campaign.prefix, &ask).await?;
    let entries = codes.iter().zip(standings);
    let entries = entries.map(|(code, standing)| entry(campaign, code, standing));
    entries.collect()
}

fn entry(
    campaign: &LoadedCampaign,
    code: &WalletCode,
    StandingFacts {
        state,
        uses,
        uses_max,
    }: StandingFacts,
) -> Result<WalletEntry, Failure> {
    let facts = CodeFacts {
        serial: code.serial,
        expires_at_ms: code.expires_at_ms,
    };
    let expires_at = code.expires_at_ms;
    Ok(WalletEntry {
        code: campaign.code_text(facts)?,
        campaign: code.prefix.clone(),
        state,
        uses: Uses {
            used: uses,
            allowed: uses_max,
        },
        expires_at: expires_at.map(Timestamp::saturating_from_unix_ms),
        assigned_at: code.assigned_at,
    })
}

fn knows_all(loaded: &Loaded, codes: &[WalletCode]) -> bool {
    let mut codes = codes.iter();
    codes.all(|code| loaded.campaign(&code.prefix).is_some())
}

/// Where a page goes on: `PREFIX/serial`.
fn place(text: &str) -> Result<(String, u64), Failure> {
    let place = text.split_once('/');
    let place = place.and_then(|(prefix, serial)| Some((prefix.to_owned(), serial.parse().ok()?)));
    place
        .filter(|(_, serial)| *serial <= tessera_engine::Serial::MAX.value())
        .ok_or_else(|| {
            let detail = "must be the `next` of the page before";
            Failure::BadRequest(InvalidValue::new("cursor", detail))
        })
}
