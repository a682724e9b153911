//! `POST /v1/orders/{id}/cancel`.

use percent_encoding::percent_decode_str;
use tessera_api::{
    convert::{self, InvalidValue},
    order::CancelledOrder,
};

use super::{checkout::command_id, fan_out::in_every_campaign};
use crate::{
    campaign::{Answer, Ask, CancelFacts},
    edge::Edge,
    failure::Failure,
    http::{Incoming, Reply},
    ids::{HoldId, RedemptionId},
};

/// Gives everything of an order back, in every campaign, and closes it there.
///
/// Should a campaign fail, the others are done: the same request again finds them so, and finishes.
pub(crate) async fn cancel(edge: &Edge, incoming: &Incoming, id: &str) -> Result<Reply, Failure> {
    let key = incoming.idempotency_key()?;
    let order_id = decoded(id)?;
    // A campaign that another isolate has just created counts as well.
    let loaded = edge.refresh().await?;
    let ask = Ask::Cancel {
        id: command_id(&key),
        order_id: order_id.clone(),
    };
    let answers = in_every_campaign::<Answer<CancelFacts>>(edge, &loaded, &ask).await?;
    let mut cancelled = CancelledOrder {
        order: order_id,
        released: vec![],
        rolled_back: vec![],
        existing: !answers.is_empty(),
    };
    let mut is_replayed = !answers.is_empty();
    for (campaign, answer) in answers {
        let (facts, replayed) = answer.granted()?;
        let prefix = campaign.prefix.as_str();
        let holds = facts.released.into_iter();
        let redemptions = facts.rolled_back.into_iter();
        cancelled
            .released
            .extend(holds.map(|seq| HoldId { prefix, seq }.to_string()));
        cancelled
            .rolled_back
            .extend(redemptions.map(|seq| RedemptionId { prefix, seq }.to_string()));
        cancelled.existing &= facts.existing;
        is_replayed &= replayed;
    }
    Ok(Reply::json(200, &cancelled)?.replayed(is_replayed))
}

/// An order's id as it stands in a path: percent-encoded, where it holds what paths do not.
fn decoded(id: &str) -> Result<String, Failure> {
    let text = percent_decode_str(id).decode_utf8();
    let order_id = text
        .map_err(InvalidValue::of("order"))
        .and_then(|text| convert::engine::order_id(&text).map(|id| id.as_str().to_owned()));
    order_id.map_err(|error| Failure::BadRequest(InvalidValue::new("order", error.detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_may_hold_what_paths_do_not() {
        for (path, id) in [
            ("o-1", "o-1"),
            ("order%2017%2FB", "order 17/B"),
            ("%E6%B3%A8", "注"),
            ("100%", "100%"),
        ] {
            assert_eq!(decoded(path), Ok(id.to_owned()), "{path}");
        }
        for path in ["", "%FF", "a%0Ab"] {
            assert!(
                matches!(decoded(path), Err(Failure::BadRequest(_))),
                "{path}"
            );
        }
    }
}
