//! `/v1/redemptions`.

use crate::{
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::IdempotentReplayed,
        parameter,
        problem::{
            ALREADY_ROLLED_BACK, CODE_REFUSALS, EXCEEDS_REDEMPTION, REDEMPTION_UNKNOWN,
            TOO_MANY_REQUESTS,
        },
        route::{Declared, get, post},
        security::Access,
    },
    page::Page,
    redemption::{Redeem, Redemption, RedemptionNow, Rollback, RolledBack},
};

pub(super) const TAG: (&str, &str) = (
    "Redemptions",
    "Codes spent on orders: each once, whatever happens on the way.",
);

const REDEEM: Access = Access::Secret(Scope::Redeem);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/redemptions", "redeem", REDEEM)
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
                    .leads_to("showRedemption", "id", "/id")
                    .leads_to("rollBack", "id", "/id")
                    .leads_to("listRedemptions", "order", "/order/id")
                    .leads_to("cancelOrder", "id", "/order/id"),
            )
            .answers(
                Answer::json::<Redemption>(200, "This order had redeemed this code before.")
                    .with(IdempotentReplayed),
            )
            .refuses(&CODE_REFUSALS)
            .refuses(&[TOO_MANY_REQUESTS]),
        get("/v1/redemptions", "listRedemptions", REDEEM)
            .about(
                TAG.0,
                "List an order's redemptions",
                "What the order redeemed, in every campaign, and what was given back of it. There is one page.",
            )
            .queried([parameter::of_order()])
            .answers(Answer::json::<Page<RedemptionNow>>(
                200,
                "The order's redemptions.",
            )),
        get("/v1/redemptions/{id}", "showRedemption", REDEEM)
            .about(
                TAG.0,
                "Show a redemption",
                "What was redeemed, for which order, for how much, and what was given back of it.",
            )
            .at(parameter::redemption())
            .answers(Answer::json::<RedemptionNow>(200, "The redemption."))
            .refuses(&[REDEMPTION_UNKNOWN]),
        post("/v1/redemptions/{id}/rollback", "rollBack", REDEEM)
            .about(
                TAG.0,
                "Roll a redemption back",
                "Gives back part of a redemption, or all that is left of it. Once nothing is left, the code can be \
                 redeemed again, or its use stays spent: as the request says, or else the campaign.",
            )
            .at(parameter::redemption())
            .idempotent()
            .may_take::<Rollback>(r#"{"amount": 100, "order_value": 500}"#)
            .answers(
                Answer::json::<RolledBack>(200, "It is given back.").with(IdempotentReplayed),
            )
            .refuses(&[REDEMPTION_UNKNOWN, EXCEEDS_REDEMPTION, ALREADY_ROLLED_BACK]),
    ]
}
