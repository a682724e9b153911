//! `/v1/holds`.

use crate::{
    hold::{CreateHold, Hold, RedeemHold, ReleasedHold},
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::{IdempotentReplayed, Location},
        parameter,
        problem::{
            BAD_REQUEST, BUDGET_EXHAUSTED, CODE_REFUSALS, CURRENCY_MISMATCH, HOLD_EXPIRED,
            HOLD_MISMATCH, HOLD_RESOLVED, HOLD_UNKNOWN, IDEMPOTENCY_CONFLICT,
            IDEMPOTENCY_KEY_REQUIRED, LIMIT_REACHED, REVOKED, TOO_MANY_REQUESTS,
        },
        route::{Declared, delete, get, post},
        security::Access,
    },
    redemption::Redemption,
};

pub(super) const TAG: (&str, &str) = (
    "Holds",
    "Codes reserved for orders while they are paid: what is held counts against uses and limits, and returns by itself.",
);

const REDEEM: Access = Access::Secret(Scope::Redeem);

pub(super) fn routes() -> Vec<Declared> {
    vec![create(), show(), release(), redeem()]
}

fn create() -> Declared {
    post("/v1/holds", "hold", REDEEM)
        .about(
            TAG.0,
            "Hold a code for an order",
            "Reserves a use of the code, and what it takes off, until the hold is redeemed or released, or its time has \
             passed. An order that holds the code already gets its own hold back, renewed and at the new amounts.",
        )
        .idempotent()
        .takes::<CreateHold>(
            r#"{"code": "SUM-91QX-B8H9-VPYZ-Q5NC", "order": {"id": "1002", "currency": "EUR", "subtotal": 4990}, "ttl_seconds": 900}"#,
        )
        .answers(
            Answer::json::<Hold>(201, "The code is held.")
                .with(IdempotentReplayed)
                .with(Location)
                .leads_to("showHold", "id", "/id")
                .leads_to("redeemHold", "id", "/id")
                .leads_to("releaseHold", "id", "/id"),
        )
        .answers(
            Answer::json::<Hold>(200, "The order's own hold is renewed.")
                .with(IdempotentReplayed)
                .with(Location),
        )
        .refuses(&CODE_REFUSALS)
        .refuses(&[TOO_MANY_REQUESTS])
}

fn show() -> Declared {
    get("/v1/holds/{id}", "showHold", REDEEM)
        .about(
            TAG.0,
            "Show a hold",
            "A hold as it stands now, also when it has ended.",
        )
        .at(parameter::hold())
        .answers(Answer::json::<Hold>(200, "The hold."))
        .refuses(&[HOLD_UNKNOWN])
}

fn release() -> Declared {
    delete("/v1/holds/{id}", "releaseHold", REDEEM)
        .about(
            TAG.0,
            "Release a hold",
            "Gives the use and the amounts back at once. Released again, the answer says how it ended.",
        )
        .at(parameter::hold())
        .reads(parameter::optional_idempotency_key())
        .answers(Answer::json::<ReleasedHold>(200, "The hold has ended.").with(IdempotentReplayed))
        .refuses(&[
            BAD_REQUEST,
            IDEMPOTENCY_KEY_REQUIRED,
            IDEMPOTENCY_CONFLICT,
            HOLD_UNKNOWN,
            HOLD_EXPIRED,
            HOLD_RESOLVED,
        ])
}

fn redeem() -> Declared {
    post("/v1/holds/{id}/redeem", "redeemHold", REDEEM)
        .about(
            TAG.0,
            "Redeem what a hold reserves",
            "The amount may differ from what was held; without a body it is redeemed as it was held.",
        )
        .at(parameter::hold())
        .idempotent()
        .may_take::<RedeemHold>(r#"{"order": {"currency": "EUR", "subtotal": 3990}}"#)
        .answers(
            Answer::json::<Redemption>(201, "The code is redeemed.")
                .with(IdempotentReplayed)
                .leads_to("showRedemption", "id", "/id"),
        )
        .answers(
            Answer::json::<Redemption>(200, "This order had redeemed this code before.")
                .with(IdempotentReplayed),
        )
        .refuses(&[
            HOLD_UNKNOWN,
            REVOKED,
            HOLD_EXPIRED,
            HOLD_RESOLVED,
            HOLD_MISMATCH,
            CURRENCY_MISMATCH,
            LIMIT_REACHED,
            BUDGET_EXHAUSTED,
        ])
}
