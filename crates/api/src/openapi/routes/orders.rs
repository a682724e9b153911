//! `/v1/orders`.

use crate::{
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::IdempotentReplayed,
        parameter,
        problem::BAD_REQUEST,
        route::{Declared, post},
        security::Access,
    },
    order::CancelledOrder,
};

pub(super) const TAG: (&str, &str) = ("Orders", "Everything that an order has, at once.");

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post(
            "/v1/orders/{id}/cancel",
            "cancelOrder",
            Access::Secret(Scope::Redeem),
        )
        .about(
            TAG.0,
            "Cancel an order",
            "Releases the order's holds and rolls its redemptions back in full, in every campaign, and closes it: no code \
             is accepted for it any more. Should a campaign not answer, repeat it with the same key.",
        )
        .at(parameter::order())
        .idempotent()
        .answers(
            Answer::json::<CancelledOrder>(200, "The order is closed.").with(IdempotentReplayed),
        )
        .refuses(&[BAD_REQUEST]),
    ]
}
