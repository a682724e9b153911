//! `/v1/manifest` and `/healthz`: what everybody may read.

use crate::{
    health::Health,
    manifest::Manifest,
    openapi::{
        answer::Answer,
        header::ResponseHeader::{CacheControl, ETag},
        parameter,
        problem::NOT_CONFIGURED,
        route::{Declared, get},
        security::Access,
    },
};

pub(super) const TAG: (&str, &str) = ("Service", "What everybody may read.");

pub(super) fn routes() -> Vec<Declared> {
    vec![
        get("/v1/manifest", "showManifest", Access::Public)
            .about(
                TAG.0,
                "Read the manifest",
                "What a page needs to check codes by itself, as the shopper types. It holds no secret, may be kept for \
                 30 s, and lists a campaign for 90 days after its end.",
            )
            .reads(parameter::if_none_match())
            .answers(
                Answer::json::<Manifest>(200, "The public campaigns.")
                    .with(ETag)
                    .with(CacheControl),
            )
            .answers(
                Answer::empty(304, "It is what `If-None-Match` names.")
                    .with(ETag)
                    .with(CacheControl),
            ),
        get("/healthz", "checkHealth", Access::Public)
            .about(TAG.0, "Check the deployment", "Whether the service is configured, or what it lacks.")
            .answers(Answer::json::<Health>(200, "It is configured."))
            .fails_only_with(&[NOT_CONFIGURED]),
    ]
}
