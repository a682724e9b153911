//! `/v1/plan`, `/v1/campaigns` and the batches of a campaign.

use crate::{
    batch::{Batch, CreateBatch},
    campaign::{
        Campaign, CampaignSwitched, CampaignWithUsage, ChangeCampaign, CreateCampaign, EndCampaign,
    },
    key::Scope,
    openapi::{
        answer::Answer,
        header::ResponseHeader::{ContentDisposition, ETag, IdempotentReplayed, Location},
        parameter,
        problem::{
            BATCH_NOT_EXPORTABLE, BATCH_UNKNOWN, CAMPAIGN_ENDED, CAMPAIGN_FULL, CAMPAIGN_UNKNOWN,
            CREATION_OVERTAKEN, EXPIRY_PASSED, IF_MATCH_REQUIRED, NOT_ACCEPTABLE, PREFIX_TAKEN,
            VERSION_MISMATCH,
        },
        route::{Declared, get, patch, post},
        security::Access,
    },
    page::Page,
    plan::{Plan, Planned},
};

pub(super) const TAG: (&str, &str) = (
    "Campaigns",
    "What a pattern, an offer and limits make together, and the batches of codes in it.",
);

const MANAGE: Access = Access::Secret(Scope::Manage);

pub(super) fn routes() -> Vec<Declared> {
    vec![
        plan(),
        create(),
        list(),
        show(),
        change(),
        pause(),
        resume(),
        end(),
        issue(),
        batches(),
        export(),
    ]
}

fn plan() -> Declared {
    post("/v1/plan", "plan", MANAGE)
        .about(
            TAG.0,
            "Plan a campaign's codes",
            "What a pattern promises, before anything exists: how its bits are divided, how many codes fit, and \
             how hard they are to guess for somebody who holds a genuine one.",
        )
        .takes::<Plan>(
            r#"{"pattern": "SUM-####-####-####-####", "max_codes": 1000000, "expires_latest": "2027-06-20T00:00:00Z"}"#,
        )
        .answers(Answer::json::<Planned>(200, "The plan."))
}

fn create() -> Declared {
    post("/v1/campaigns", "createCampaign", MANAGE)
        .about(
            TAG.0,
            "Create a campaign",
            "The prefix is the campaign's id, so that this needs no idempotency key: the same request again is \
             answered with the campaign that there is, another one with the same prefix is refused.",
        )
        .takes::<CreateCampaign>(
            r#"{"pattern": "WIN-####-####-####-####", "name": "Winter", "max_codes": 1000000, "currency": "EUR",
                "offer": {"type": "percent", "basis_points": 2000},
                "limits": [{"metric": "discount", "per": "campaign", "window": "lifetime", "max": 500000}]}"#,
        )
        .answers(
            Answer::json::<Campaign>(201, "The campaign is created.")
                .with(Location)
                .leads_to("showCampaign", "prefix", "/prefix")
                .leads_to("createBatch", "prefix", "/prefix")
                .leads_to("listBatches", "prefix", "/prefix"),
        )
        .answers(
            Answer::json::<Campaign>(200, "The same request created it before.")
                .with(Location)
                .with(IdempotentReplayed),
        )
        .refuses(&[PREFIX_TAKEN, CREATION_OVERTAKEN])
}

fn list() -> Declared {
    get("/v1/campaigns", "listCampaigns", MANAGE)
        .about(
            TAG.0,
            "List campaigns",
            "All campaigns, by prefix, page by page.",
        )
        .queried(parameter::paging())
        .answers(Answer::json::<Page<Campaign>>(200, "A page of campaigns."))
}

fn show() -> Declared {
    get("/v1/campaigns/{prefix}", "showCampaign", MANAGE)
        .about(
            TAG.0,
            "Show a campaign",
            "A campaign, and what it has issued and spent so far.",
        )
        .at(parameter::prefix())
        .answers(
            Answer::json::<CampaignWithUsage>(200, "The campaign.")
                .with(ETag)
                .leads_on(
                    "changeCampaign",
                    &[
                        ("path.prefix", "$request.path.prefix"),
                        ("header.If-Match", "$response.header.ETag"),
                    ],
                ),
        )
        .refuses(&[CAMPAIGN_UNKNOWN])
}

fn change() -> Declared {
    patch("/v1/campaigns/{prefix}", "changeCampaign", MANAGE)
        .about(
            TAG.0,
            "Change a campaign",
            "What the request leaves out stays as it is. `If-Match` names the version that was read, so that nobody's \
             change is overwritten unseen. A limit that is new counts from then on.",
        )
        .at(parameter::prefix())
        .reads(parameter::if_match())
        .takes::<ChangeCampaign>(
            r#"{"limits": [{"metric": "redemptions", "per": "customer", "window": "day", "max": 1}], "on_exhausted": "cap"}"#,
        )
        .answers(Answer::json::<Campaign>(200, "The campaign is changed.").with(ETag))
        .refuses(&[CAMPAIGN_UNKNOWN, VERSION_MISMATCH, IF_MATCH_REQUIRED])
}

fn pause() -> Declared {
    post("/v1/campaigns/{prefix}/pause", "pauseCampaign", MANAGE)
        .about(
            TAG.0,
            "Pause a campaign",
            "Its codes are refused until it is resumed. What is held can still be redeemed.",
        )
        .at(parameter::prefix())
        .idempotent()
        .answers(Answer::json::<CampaignSwitched>(200, "It is paused.").with(IdempotentReplayed))
        .refuses(&[CAMPAIGN_UNKNOWN, CAMPAIGN_ENDED])
}

fn resume() -> Declared {
    post("/v1/campaigns/{prefix}/resume", "resumeCampaign", MANAGE)
        .about(TAG.0, "Resume a campaign", "Its codes are accepted again.")
        .at(parameter::prefix())
        .idempotent()
        .answers(Answer::json::<CampaignSwitched>(200, "It goes on.").with(IdempotentReplayed))
        .refuses(&[CAMPAIGN_UNKNOWN, CAMPAIGN_ENDED])
}

fn end() -> Declared {
    post("/v1/campaigns/{prefix}/end", "endCampaign", MANAGE)
        .about(
            TAG.0,
            "End a campaign",
            "Its codes are refused from now on. What is held can still be redeemed, unless the holds end with it.",
        )
        .at(parameter::prefix())
        .idempotent()
        .may_take::<EndCampaign>(r#"{"void_holds": true}"#)
        .answers(Answer::json::<CampaignSwitched>(200, "It is over.").with(IdempotentReplayed))
        .refuses(&[CAMPAIGN_UNKNOWN])
}

fn issue() -> Declared {
    post(
        "/v1/campaigns/{prefix}/batches",
        "createBatch",
        Access::Secret(Scope::Issue),
    )
    .about(
        TAG.0,
        "Issue a batch of codes",
        "However many codes, nothing is stored about each: an export derives their text again.",
    )
    .at(parameter::prefix())
    .idempotent()
    .takes::<CreateBatch>(r#"{"count": 1000000, "name": "flyers"}"#)
    .answers(Answer::json::<Batch>(201, "The codes are issued.").with(IdempotentReplayed))
    .refuses(&[
        CAMPAIGN_UNKNOWN,
        CAMPAIGN_ENDED,
        EXPIRY_PASSED,
        CAMPAIGN_FULL,
    ])
}

fn batches() -> Declared {
    get("/v1/campaigns/{prefix}/batches", "listBatches", MANAGE)
        .about(
            TAG.0,
            "List batches",
            "A campaign's batches in the order of their serials, page by page.",
        )
        .at(parameter::prefix())
        .queried(parameter::paging())
        .answers(Answer::json::<Page<Batch>>(200, "A page of batches."))
        .refuses(&[CAMPAIGN_UNKNOWN])
}

fn export() -> Declared {
    get(
        "/v1/campaigns/{prefix}/batches/{batch}/codes",
        "exportCodes",
        Access::Secret(Scope::Export),
    )
    .about(
        TAG.0,
        "Export the codes of a batch",
        "Streams every code of the batch, derived again by the minting key, in the order of their serials. An export \
         that broke off goes on with `from`.",
    )
    .at(parameter::prefix())
    .at(parameter::batch())
    .queried([parameter::format(), parameter::from()])
    .answers(
        Answer::empty(200, "The codes, one a line.")
            .with(ContentDisposition)
            .or_text(
                "text/csv",
                "code,serial,expires_at\nSUM-91QX-B8H9-VPYZ-Q5NC,0,2026-03-01T00:00:00Z\n",
            )
            .or_text(
                "application/x-ndjson",
                "{\"code\":\"SUM-91QX-B8H9-VPYZ-Q5NC\",\"serial\":0,\"expires_at\":\"2026-03-01T00:00:00Z\"}\n",
            ),
    )
    .refuses(&[
        CAMPAIGN_UNKNOWN,
        BATCH_UNKNOWN,
        BATCH_NOT_EXPORTABLE,
        NOT_ACCEPTABLE,
    ])
}
