//! `/v1/checkouts`.

use crate::{
    checkout::{CheckOut, Checkout},
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::{IdempotentReplayed, Location},
        parameter,
        problem::{
            CHECKOUT_CONFLICT, CHECKOUT_UNKNOWN, CODE_REFUSALS, COMBINED_REFUSALS, HOLD_EXPIRED,
            HOLD_RESOLVED, TOO_MANY_REQUESTS,
        },
        route::{Declared, get, post},
        security::Access,
    },
};

pub(super) const TAG: (&str, &str) = (
    "Checkouts",
    "Several codes on one order: all of them are redeemed, or none.",
);

const REDEEM: Access = Access::Secret(Scope::Redeem);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/checkouts", "checkOut", REDEEM)
            .about(
                TAG.0,
                "Redeem several codes for an order",
                "Redeems all of the codes, of whichever campaigns, or none of them. Each takes its discount off \
                 what the ones before have left: those of a lower priority first. If one is refused, the whole \
                 is refused with that reason, `field` names the code, and nothing is changed. An order has one \
                 checkout: asked again with the same codes, under whatever key, the answer is the one that there \
                 is. Whatever breaks on the way, a checkout goes on by itself until it is done or undone; the \
                 same request again waits for that, too.",
            )
            .idempotent()
            .takes::<CheckOut>(
                r#"{"codes": ["SUM-91QX-B8H9-VPYZ-Q5NC", "VIP-4M2T-7XKD-0WQH-3FYB"], "order": {"id": "1001", "currency": "EUR", "subtotal": 4990}}"#,
            )
            .answers(
                Answer::json::<Checkout>(201, "All codes are redeemed.")
                    .with(IdempotentReplayed)
                    .with(Location)
                    .leads_to("showCheckout", "id", "/id"),
            )
            .answers(
                Answer::json::<Checkout>(200, "This order had redeemed the same codes before.")
                    .with(IdempotentReplayed)
                    .with(Location),
            )
            .answers(
                Answer::json::<Checkout>(
                    202,
                    "It takes longer than 10 seconds, and goes on: ask for it at `Location`.",
                )
                .with(IdempotentReplayed)
                .with(Location),
            )
            .refuses(&CODE_REFUSALS)
            .refuses(&COMBINED_REFUSALS)
            .refuses(&[
                CHECKOUT_CONFLICT,
                HOLD_EXPIRED,
                HOLD_RESOLVED,
                TOO_MANY_REQUESTS,
            ]),
        get("/v1/checkouts/{id}", "showCheckout", REDEEM)
            .about(
                TAG.0,
                "Show a checkout",
                "Whether it is under way, what was redeemed, or why nothing was. A refused checkout is remembered \
                 until the order has another one.",
            )
            .at(parameter::checkout())
            .answers(Answer::json::<Checkout>(200, "The checkout."))
            .refuses(&[CHECKOUT_UNKNOWN]),
    ]
}
