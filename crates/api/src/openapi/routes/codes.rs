//! `/v1/codes`.

use crate::{
    key::Scope,
    lookup::{CodeStatus, Lookup},
    openapi::{
        answer::Answer,
        problem::{INVALID_CODE, TOO_MANY_REQUESTS},
        route::{Declared, post},
        security::Access,
    },
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
    ]
}
