//! `/demo/*`.

use crate::{
    demo::{Catalogue, Checkout, Config, Placed},
    openapi::{
        answer::Answer,
        problem::{
            CHALLENGE_REQUIRED, CODE_REFUSALS, IDEMPOTENCY_CONFLICT, NOT_FOUND, TOO_MANY_REQUESTS,
        },
        route::{Declared, get, post},
        security::Access,
    },
};

pub(super) const TAG: (&str, &str) = (
    "Demo shop",
    "Plays a merchant's server for the demo shop, because a page may not hold a secret key. These routes exist only \
     where the variable `TESSERA_DEMO` is 1.",
);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        get("/demo/config", "showDemoConfig", Access::Public)
            .about(TAG.0, "Read the shop's key", "The publishable key that the shop's page validates with.")
            .answers(Answer::json::<Config>(200, "The key."))
            .refuses(&[NOT_FOUND]),
        get("/demo/products", "listDemoProducts", Access::Public)
            .about(TAG.0, "List the goods", "What the shop sells.")
            .answers(Answer::json::<Catalogue>(200, "The goods."))
            .refuses(&[NOT_FOUND]),
        post("/demo/checkout", "checkOutDemo", Access::Public)
            .about(
                TAG.0,
                "Place an order",
                "Prices are the server's own, and the code is redeemed under a key that belongs to the order. If the code \
                 is refused, nothing is ordered.",
            )
            .takes::<Checkout>(
                r#"{"order_id": "1001", "code": "SUM-91QX-B8H9-VPYZ-Q5NC", "lines": [{"sku": "CUP-STONE", "quantity": 2}]}"#,
            )
            .answers(Answer::json::<Placed>(200, "The order is placed."))
            .refuses(&[NOT_FOUND, IDEMPOTENCY_CONFLICT])
            .refuses(&[TOO_MANY_REQUESTS, CHALLENGE_REQUIRED])
            .refuses(&CODE_REFUSALS),
    ]
}
