//! `/v1/redemptions`.

use crate::{
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::IdempotentReplayed,
        parameter,
        problem::{CODE_REFUSALS, REDEMPTION_UNKNOWN, TOO_MANY_REQUESTS},
        route::{Declared, get, post},
        security::Access,
    },
    redemption::{Redeem, Redemption},
};

pub(super) const TAG: (&str, &str) = (
    "Redemptions",
    "Codes spent on orders: each once, whatever happens on the way.",
);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/redemptions", "redeem", Access::Secret(Scope::Redeem))
            .about(
                TAG.0,
                "Redeem a code for an order",
                "Spends a use of the code on the order and counts it against the campaign's limits, or refuses \
                 and changes nothing. An order redeems a code once: asked again, under whatever key, the answer \
                 is the redemption that there is.",
            )
            .idempotent()
            .takes::<Redeem>(
                r#"{"code": "SUM-91QX-B8H9-VPYZ-Q5NC", "order": {"id": "1001", "currency": "EUR", "subtotal": 4990}}"#,
            )
            .answers(
                Answer::json::<Redemption>(201, "The code is redeemed.")
                    .with(IdempotentReplayed)
                    .leads_to("showRedemption", "id", "/id"),
            )
            .answers(
                Answer::json::<Redemption>(200, "This order had redeemed this code before.")
                    .with(IdempotentReplayed),
            )
            .refuses(&CODE_REFUSALS)
            .refuses(&[TOO_MANY_REQUESTS]),
        get("/v1/redemptions/{id}", "showRedemption", Access::Secret(Scope::Redeem))
            .about(TAG.0, "Show a redemption", "What was redeemed, for which order, for how much.")
            .at(parameter::redemption())
            .answers(Answer::json::<Redemption>(200, "The redemption."))
            .refuses(&[REDEMPTION_UNKNOWN]),
    ]
}
