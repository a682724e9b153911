//! `/v1/qualifications`.

use crate::{
    key::Scope,
    openapi::{
        answer::Answer,
        route::{Declared, post},
        security::Access,
    },
    qualification::{Qualifications, Qualify},
};

pub(super) const TAG: (&str, &str) = (
    "Qualifications",
    "What an order and its customer could have taken off.",
);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/qualifications", "qualify", Access::Secret(Scope::Redeem))
            .about(
                TAG.0,
                "List what would apply",
                "Lists the campaigns, and the codes of the customer's wallet, whose offer and rules would take \
                 something off this order, best first. Nothing is written or reserved. Campaigns are read \
                 as they were at most ten seconds ago, and their limits are not asked for: what a validation \
                 of the code says is what counts.",
            )
            .takes::<Qualify>(
                r#"{"order": {"currency": "EUR", "subtotal": 4990, "channel": "web"}, "customer": {"id": "c-17"}}"#,
            )
            .answers(Answer::json::<Qualifications>(200, "What would apply.")),
    ]
}
