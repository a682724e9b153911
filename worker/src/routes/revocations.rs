//! `POST /v1/codes/revoke`.

use tessera_api::{
    convert::InvalidValue,
    revocation::{Revocation, Revoke},
};

use super::{
    campaigns::with_campaign,
    checkout::{command_id, genuine},
};
use crate::{
    campaign::{Answer, Ask, RevocationFacts, RevokedCodes},
    edge::Edge,
    failure::{Failure, Thing},
    http::{Incoming, Reply},
    ids::BatchId,
};

/// Withdraws a code, a batch, or serials in a row.
pub(crate) async fn create(edge: &Edge, incoming: &mut Incoming) -> Result<Reply, Failure> {
    let id = command_id(&incoming.idempotency_key()?);
    let request: Revoke = incoming.json().await?;
    let (loaded, prefix, code, codes);
    match named(&request)? {
        Named::Code(text) => {
            loaded = edge.snapshot().await?;
            let genuine = genuine(edge, &loaded, text)?;
            (prefix, code) = (genuine.campaign.prefix, Some(genuine.text));
            codes = RevokedCodes::Code(genuine.facts);
        }
        Named::Several { campaign, several } => {
            loaded = with_campaign(edge, campaign).await?;
            let campaign = loaded.campaign(campaign);
            let campaign = campaign.ok_or(Failure::Unknown(Thing::Campaign))?;
            (prefix, code) = (campaign.prefix, None);
            codes = several;
        }
    }
    let answer: Answer<RevocationFacts> =
        edge.campaign(&prefix, &Ask::Revoke { id, codes }).await?;
    let (facts, replayed) = answer.granted()?;
    let revocation = Revocation {
        campaign: prefix.as_str().to_owned(),
        code,
        batch: request.batch,
        first_serial: facts.first_serial,
        count: facts.count,
        revoked_at: facts.at,
    };
    Ok(Reply::json(200, &revocation)?.replayed(replayed))
}

/// Which codes a request names.
#[derive(Debug, PartialEq, Eq)]
enum Named<'r> {
    Code(&'r str),
    Several {
        campaign: &'r str,
        several: RevokedCodes,
    },
}

fn named(request: &Revoke) -> Result<Named<'_>, Failure> {
    let several = |several| {
        let campaign = request.campaign.as_deref();
        let campaign = campaign.ok_or_else(|| {
            InvalidValue::new("campaign", "name the campaign of the batch or the serials")
        })?;
        Ok(Named::Several { campaign, several })
    };
    match (
        &request.code,
        &request.batch,
        request.first_serial,
        request.count,
    ) {
        (Some(code), None, None, None) if request.campaign.is_none() => Ok(Named::Code(code)),
        (None, Some(batch), None, None) => {
            let id = BatchId::parse(batch);
            let id = id.filter(|id| Some(id.prefix) == request.campaign.as_deref());
            let unknown = Failure::Unknown(Thing::Batch);
            several(RevokedCodes::Batch(id.ok_or(unknown)?.first_serial))
        }
        (None, None, Some(first_serial), Some(count)) => {
            if count == 0 || first_serial.saturating_add(count) > 1 << 40 {
                let detail = "must be at least 1, and end at or before serial 1099511627775";
                return Err(InvalidValue::new("count", detail).into());
            }
            several(RevokedCodes::Range {
                first_serial,
                count,
            })
        }
        _ => {
            let detail = "name a code; or a campaign and a batch; or a campaign, a first serial \
                          and a count";
            Err(InvalidValue::new("code", detail).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_code_or_several_are_named_and_never_both() {
        let request = |json| serde_json::from_str::<Revoke>(json).expect(json);
        let code = request(r#"{"code":"SUM-1"}"#);
        assert_eq!(named(&code), Ok(Named::Code("SUM-1")));
        let batch = request(r#"{"campaign":"SUM","batch":"bt_SUM_10"}"#);
        let campaign = "SUM";
        let several = RevokedCodes::Batch(10);
        assert_eq!(named(&batch), Ok(Named::Several { campaign, several }));
        let range = request(r#"{"campaign":"SUM","first_serial":5,"count":7}"#);
        let several = RevokedCodes::Range {
            first_serial: 5,
            count: 7,
        };
        assert_eq!(named(&range), Ok(Named::Several { campaign, several }));
        let field = |json| match named(&request(json)) {
            Err(Failure::InvalidValue(invalid)) => invalid.field,
            Err(Failure::Unknown(thing)) => format!("{thing:?}"),
            other => panic!("{other:?}"),
        };
        assert_eq!(field("{}"), "code");
        assert_eq!(field(r#"{"code":"SUM-1","campaign":"SUM"}"#), "code");
        assert_eq!(field(r#"{"campaign":"SUM"}"#), "code");
        assert_eq!(field(r#"{"campaign":"SUM","first_serial":5}"#), "code");
        assert_eq!(field(r#"{"first_serial":5,"count":7}"#), "campaign");
        assert_eq!(
            field(r#"{"campaign":"SUM","first_serial":5,"count":0}"#),
            "count"
        );
        assert_eq!(
            field(r#"{"campaign":"SUM","first_serial":1099511627775,"count":2}"#),
            "count"
        );
        assert_eq!(field(r#"{"campaign":"SUM","batch":"bt_AUT_10"}"#), "Batch");
    }
}
