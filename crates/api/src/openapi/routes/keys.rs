//! `/v1/keys`.

use crate::{
    key::{CreateKey, CreatedKey, Key},
    openapi::{
        answer::Answer,
        parameter,
        problem::{KEY_UNKNOWN, TOO_MANY_KEYS},
        route::{Declared, get, post},
        security::Access,
    },
    page::Page,
};

pub(super) const TAG: (&str, &str) = ("Keys", "Who may call: made and revoked with the admin key.");

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post("/v1/keys", "createKey", Access::Admin)
            .about(
                TAG.0,
                "Make a key",
                "The answer is the only place where the key itself stands: the service keeps a hash of it.",
            )
            .takes::<CreateKey>(
                r#"{"kind": "publishable", "name": "shop", "origins": ["https://shop.example"]}"#,
            )
            .answers(
                Answer::json::<CreatedKey>(201, "The key, this once.")
                    .leads_to("revokeKey", "id", "/id"),
            )
            .refuses(&[TOO_MANY_KEYS]),
        get("/v1/keys", "listKeys", Access::Admin)
            .about(TAG.0, "List keys", "All keys, revoked ones too, page by page; never their text.")
            .queried(parameter::paging())
            .answers(Answer::json::<Page<Key>>(200, "A page of keys.")),
        post("/v1/keys/{id}/revoke", "revokeKey", Access::Admin)
            .about(
                TAG.0,
                "Revoke a key",
                "It is refused everywhere within 10 s. Revoking it again changes nothing.",
            )
            .at(parameter::key())
            .answers(Answer::json::<Key>(200, "The key is revoked."))
            .refuses(&[KEY_UNKNOWN]),
    ]
}
