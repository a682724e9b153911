//! `/v1/validations`.

use crate::{
    key::Scope,
    openapi::{
        answer::Answer,
        route::{Declared, post},
        security::Access,
    },
    validation::{Validate, Validation},
};

pub(super) const TAG: (&str, &str) = (
    "Validations",
    "What redeeming a code would answer: for pages and servers, as often as they like.",
);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/validations", "validate", Access::PageOr(Scope::Redeem))
            .about(
                TAG.0,
                "Ask what a code is worth",
                "Says what redeeming the code for this order would answer now, and reserves nothing. A code \
                 that would be refused is no error: the answer is 200 with `valid: false` and the reason. \
                 A page is not told whether a code was issued: to it, such a code is `invalid_code`.",
            )
            .takes::<Validate>(
                r#"{"code": "sum-91qx b8h9 vpyz q5nc", "order": {"currency": "EUR", "subtotal": 4990}}"#,
            )
            .answers(Answer::json::<Validation>(200, "The verdict.")),
    ]
}
