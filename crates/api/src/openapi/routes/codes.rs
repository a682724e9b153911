//! `/v1/codes`.

use crate::{
    key::Scope,
    lookup::{CodeStatus, Lookup},
    openapi::{
        answer::Answer,
        header::ResponseHeader::IdempotentReplayed,
        problem::{BATCH_UNKNOWN, CAMPAIGN_UNKNOWN, INVALID_CODE, NOT_ISSUED, TOO_MANY_REQUESTS},
        route::{Declared, post},
        security::Access,
    },
    revocation::{Revocation, Revoke},
};

pub(super) const TAG: (&str, &str) = ("Codes", "One code, for those who help its holder.");

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post(
            "/v1/codes/lookup",
            "lookUpCode",
            Access::Secret(Scope::Redeem),
        )
        .about(
            TAG.0,
            "Look a code up",
            "A code's state, and what happened to it. Looking changes nothing.",
        )
        .takes::<Lookup>(r#"{"code": "SUM-91QX-B8H9-VPYZ-Q5NC"}"#)
        .answers(Answer::json::<CodeStatus>(200, "The code is genuine."))
        .refuses(&[INVALID_CODE, TOO_MANY_REQUESTS]),
        post("/v1/codes/revoke", "revokeCodes", Access::Secret(Scope::Issue))
            .about(
                TAG.0,
                "Withdraw codes",
                "One code, a batch, or serials in a row. Holds of them end at once, redemptions stay. It cannot be undone.",
            )
            .idempotent()
            .takes::<Revoke>(r#"{"campaign": "SUM", "first_serial": 900, "count": 100}"#)
            .answers(
                Answer::json::<Revocation>(200, "The codes are withdrawn.").with(IdempotentReplayed),
            )
            .refuses(&[
                INVALID_CODE,
                CAMPAIGN_UNKNOWN,
                BATCH_UNKNOWN,
                NOT_ISSUED,
                TOO_MANY_REQUESTS,
            ]),
    ]
}
