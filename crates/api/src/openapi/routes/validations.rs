//! `/v1/validations`.

use crate::{
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader,
        parameter,
        problem::{CHALLENGE_REQUIRED, INVALID_CUSTOMER_TOKEN, TOO_MANY_REQUESTS},
        route::{Declared, post},
        security::Access,
    },
    validation::{Validate, Validation},
};

pub(super) const TAG: (&str, &str) = (
    "Validations",
    "What redeeming a code would answer: for pages and servers.",
);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/validations", "validate", Access::PageOr(Scope::Redeem))
            .about(
                TAG.0,
                "Ask what a code is worth",
                "Says what redeeming the code for this order would answer now, and reserves nothing. A code \
                 that would be refused is no error: the answer is 200 with `valid: false` and the reason. \
                 A page is not told whether a code was issued: to it, one that was not is `invalid_code`. Nor is it told \
                 which limit is used up: all of them are `budget_exhausted`.",
            )
            .takes::<Validate>(
                r#"{"code": "sum-91qx b8h9 vpyz q5nc", "order": {"currency": "EUR", "subtotal": 4990}}"#,
            )
            .reads(parameter::challenge_token())
            .answers(
                Answer::json::<Validation>(200, "The verdict.").with(ResponseHeader::RateLimitPolicy),
            )
            .refuses(&[INVALID_CUSTOMER_TOKEN, TOO_MANY_REQUESTS, CHALLENGE_REQUIRED]),
    ]
}
