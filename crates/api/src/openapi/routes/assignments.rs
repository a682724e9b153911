//! The assignments of a campaign.

use crate::{
    assignment::{Assignment, CreateAssignment},
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::IdempotentReplayed,
        parameter,
        problem::{
            BATCH_UNKNOWN, CAMPAIGN_ENDED, CAMPAIGN_FULL, CAMPAIGN_UNKNOWN, EXPIRY_PASSED,
            NOT_ISSUED, POOL_EXHAUSTED,
        },
        route::{Declared, post},
        security::Access,
    },
};

pub(super) const TAG: (&str, &str) = (
    "Assignments",
    "Codes that belong to one customer, and are worth nothing to anybody else.",
);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        post(
            "/v1/campaigns/{prefix}/assignments",
            "assignCode",
            Access::Secret(Scope::Issue),
        )
        .about(
            TAG.0,
            "Assign a code to a customer",
            "Makes a code for the customer, or takes the next one of a batch that is for assigning. Only its holder can \
             hold or redeem it: a checkout that names another customer, or none, is refused. The same source gets the \
             same code for ever, so that whatever leads to an assignment can be repeated.",
        )
        .at(parameter::prefix())
        .idempotent()
        .takes::<CreateAssignment>(
            r#"{"source_id": "birthday-2026-c-1", "customer": {"id": "c-1"}, "offer": {"type": "amount", "amount": 500}}"#,
        )
        .answers(
            Answer::json::<Assignment>(201, "The code is the customer's.").with(IdempotentReplayed),
        )
        .answers(
            Answer::json::<Assignment>(200, "This source had been given this code before.")
                .with(IdempotentReplayed),
        )
        .refuses(&[
            CAMPAIGN_UNKNOWN,
            BATCH_UNKNOWN,
            CAMPAIGN_ENDED,
            NOT_ISSUED,
            EXPIRY_PASSED,
            POOL_EXHAUSTED,
            CAMPAIGN_FULL,
        ]),
    ]
}
