//! Every kind of problem that the API answers with, and what each means.

use std::collections::BTreeMap;

use utoipa::openapi::{
    AllOfBuilder, Content, ObjectBuilder, Ref, Response, ResponseBuilder, schema::SchemaType,
    schema::Type,
};

use super::{header::ResponseHeader, value};
use crate::problem::PROBLEM_CONTENT_TYPE;

/// A kind of problem: its status, its slug, and when it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    status: u16,
    code: &'static str,
    when: &'static str,
}

/// Declares kinds of problems; the doc comment is what readers are told.
macro_rules! kinds {
    ($($(#[doc = $when:literal])+ $name:ident = $status:literal $code:literal;)+) => {$(
        $(#[doc = $when])+
        pub(super) const $name: Kind = Kind {
            status: $status,
            code: $code,
            when: concat!($($when),+),
        };
    )+};
}

kinds! {
    /// The body is not the JSON that the route takes, or a parameter cannot be read.
    BAD_REQUEST = 400 "bad_request";
    /// The page's customer token is not accepted: it is malformed, expired, valid for more than an hour, or signed
    /// with another key; `detail` says which.
    INVALID_CUSTOMER_TOKEN = 400 "invalid_customer_token";
    /// There is no `Idempotency-Key`, or it is not one.
    IDEMPOTENCY_KEY_REQUIRED = 400 "idempotency_key_required";
    /// No key came.
    KEY_REQUIRED = 401 "key_required";
    /// The key is unknown or was revoked.
    KEY_INVALID = 401 "key_invalid";
    /// The key is of a kind that this route does not take.
    WRONG_KEY_KIND = 403 "wrong_key_kind";
    /// The secret key lacks the scope.
    INSUFFICIENT_SCOPE = 403 "insufficient_scope";
    /// The publishable key does not name the page's origin.
    ORIGIN_NOT_ALLOWED = 403 "origin_not_allowed";
    /// There is no such route.
    NOT_FOUND = 404 "not_found";
    /// There is no such campaign.
    CAMPAIGN_UNKNOWN = 404 "campaign_unknown";
    /// There is no such batch.
    BATCH_UNKNOWN = 404 "batch_unknown";
    /// There is no such hold.
    HOLD_UNKNOWN = 404 "hold_unknown";
    /// There is no such redemption.
    REDEMPTION_UNKNOWN = 404 "redemption_unknown";
    /// There is no such key.
    KEY_UNKNOWN = 404 "key_unknown";
    /// The customer has no profile.
    CUSTOMER_UNKNOWN = 404 "customer_unknown";
    /// The customer is not suppressed.
    SUPPRESSION_UNKNOWN = 404 "suppression_unknown";
    /// `Accept` names none of the media types that there are.
    NOT_ACCEPTABLE = 406 "not_acceptable";
    /// A campaign has this prefix, or one that reads like it.
    PREFIX_TAKEN = 409 "prefix_taken";
    /// Another request created this campaign at the same time.
    CREATION_OVERTAKEN = 409 "creation_overtaken";
    /// The batch is for assigning: its codes are told to those who get them, and to nobody else.
    BATCH_NOT_EXPORTABLE = 409 "batch_not_exportable";
    /// Another request came under this idempotency key before; `field` names where they differ.
    IDEMPOTENCY_CONFLICT = 409 "idempotency_conflict";
    /// The campaign has changed since the version that `If-Match` names.
    VERSION_MISMATCH = 412 "version_mismatch";
    /// The body is larger than 64 KiB.
    BODY_TOO_LARGE = 413 "body_too_large";
    /// A value breaks a rule; `field` names it.
    INVALID_VALUE = 422 "invalid_value";
    /// There are as many living keys as there can be.
    TOO_MANY_KEYS = 422 "too_many_keys";
    /// This is no genuine code, whatever is wrong with it.
    INVALID_CODE = 422 "invalid_code";
    /// The merchant has paused the campaign.
    CAMPAIGN_PAUSED = 422 "campaign_paused";
    /// The campaign starts later.
    CAMPAIGN_NOT_STARTED = 422 "campaign_not_started";
    /// The campaign is over.
    CAMPAIGN_ENDED = 422 "campaign_ended";
    /// No batch holds the code's serial, and it was not assigned.
    NOT_ISSUED = 422 "not_issued";
    /// The code, or its batch, was withdrawn.
    REVOKED = 422 "revoked";
    /// The code belongs to another customer than the one that the request names, if it names any.
    NOT_YOURS = 422 "not_yours";
    /// Every use of the code is spent on other orders.
    ALREADY_REDEEMED = 422 "already_redeemed";
    /// Every use that is not spent is held by other orders, which have not paid yet.
    HELD_BY_ANOTHER = 422 "held_by_another";
    /// The code's own expiry has passed.
    EXPIRED = 422 "expired";
    /// The order was cancelled.
    ORDER_CLOSED = 422 "order_closed";
    /// The same code stands among the order's other codes.
    DUPLICATE_CODE = 422 "duplicate_code";
    /// It does not combine with another code of the order.
    NOT_COMBINABLE = 422 "not_combinable";
    /// A limit is per customer, and the request names none.
    CUSTOMER_REQUIRED = 422 "customer_required";
    /// The customer never gets a discount. (A page is told `not_eligible`.)
    SUPPRESSED = 422 "suppressed";
    /// (To pages only.) The code cannot be used for this order, and a page is not told why.
    NOT_ELIGIBLE = 422 "not_eligible";
    /// The campaign's rules do not hold, or its offer cannot apply to what is bought; `failed` names what stands
    /// against it.
    RULE_FAILED = 422 "rule_failed";
    /// The order is in another currency than the campaign.
    CURRENCY_MISMATCH = 422 "currency_mismatch";
    /// A limit per customer, channel, attribute or time leaves too little; `limit` names it, and `frees_at` says
    /// when it counts anew.
    LIMIT_REACHED = 422 "limit_reached";
    /// What is left of a budget, a limit of the whole campaign, does not cover it; `limit` names it.
    BUDGET_EXHAUSTED = 422 "budget_exhausted";
    /// The hold's time has passed.
    HOLD_EXPIRED = 422 "hold_expired";
    /// The hold was released or redeemed.
    HOLD_RESOLVED = 422 "hold_resolved";
    /// The order or the customer is another one than the hold's; `field` names where they differ.
    HOLD_MISMATCH = 422 "hold_mismatch";
    /// More was asked back than is left of the redemption; `field` names of what.
    EXCEEDS_REDEMPTION = 422 "exceeds_redemption";
    /// Nothing is left of the redemption.
    ALREADY_ROLLED_BACK = 422 "already_rolled_back";
    /// The codes would be expired at birth.
    EXPIRY_PASSED = 422 "expiry_passed";
    /// No code of this batch can be assigned any more: all of them are, or it was withdrawn, has expired,
    /// or is for export.
    POOL_EXHAUSTED = 422 "pool_exhausted";
    /// There are fewer serials left than codes were asked for.
    CAMPAIGN_FULL = 422 "campaign_full";
    /// Too many codes were asked about, or too many that looked right were not genuine. Wait.
    TOO_MANY_REQUESTS = 429 "too_many_requests";
    /// Too many codes from this address were not genuine. Wait, or send the token of a challenge.
    CHALLENGE_REQUIRED = 429 "challenge_required";
    /// There is no `If-Match`, which names the version to change.
    IF_MATCH_REQUIRED = 428 "if_match_required";
    /// This is our fault; the server's log has it, under the request id.
    INTERNAL_ERROR = 500 "internal_error";
    /// A secret of the deployment is missing; `detail` says which.
    NOT_CONFIGURED = 503 "not_configured";
    /// The master key that made this campaign is not there; `detail` names its secret.
    WRONG_MASTER_KEY = 503 "wrong_master_key";
    /// A part of the service could not be reached in time. Try again with the same idempotency key.
    UNAVAILABLE = 503 "unavailable";
}

/// Why a code is not worth what it says on an order, in order of precedence: what a redemption is
/// refused for, and what a validation tells as its reason.
pub(super) const CODE_REFUSALS: [Kind; 18] = [
    INVALID_CODE,
    CAMPAIGN_PAUSED,
    CAMPAIGN_NOT_STARTED,
    CAMPAIGN_ENDED,
    NOT_ISSUED,
    REVOKED,
    NOT_YOURS,
    ALREADY_REDEEMED,
    HELD_BY_ANOTHER,
    EXPIRED,
    ORDER_CLOSED,
    CUSTOMER_REQUIRED,
    SUPPRESSED,
    RULE_FAILED,
    CURRENCY_MISMATCH,
    LIMIT_REACHED,
    BUDGET_EXHAUSTED,
    HOLD_MISMATCH,
];

/// Why a code that would do alone cannot be applied beside the order's other codes.
pub(super) const COMBINED_REFUSALS: [Kind; 2] = [DUPLICATE_CODE, NOT_COMBINABLE];

/// The slugs of why a validation says that a code is not valid.
pub(crate) fn reason_code() -> ObjectBuilder {
    let kinds = CODE_REFUSALS.into_iter().chain(COMBINED_REFUSALS);
    let kinds = kinds.chain([NOT_ELIGIBLE]);
    value::text().enum_values(Some(kinds.map(|kind| kind.code)))
}

/// The answers with these problems, one for each status; `problem` refers to the shape of all.
pub(super) fn responses(kinds: &[Kind], problem: &Ref) -> Vec<(u16, Response)> {
    let mut by_status = BTreeMap::<u16, Vec<Kind>>::new();
    for kind in kinds {
        let same = by_status.entry(kind.status).or_default();
        if !same.contains(kind) {
            same.push(*kind);
        }
    }
    by_status
        .into_iter()
        .map(|(status, kinds)| (status, response(status, &kinds, problem)))
        .collect()
}

fn response(status: u16, kinds: &[Kind], problem: &Ref) -> Response {
    let lines: Vec<String> = kinds
        .iter()
        .map(|kind| format!("- `{}`: {}", kind.code, kind.when.trim()))
        .collect();
    let codes = value::text().enum_values(Some(kinds.iter().map(|kind| kind.code)));
    let statuses = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .enum_values(Some([status]));
    let narrowed = ObjectBuilder::new()
        .property("code", codes)
        .property("status", statuses);
    let schema = AllOfBuilder::new().item(problem.clone()).item(narrowed);
    let mut response = ResponseBuilder::new()
        .description(lines.join("\n"))
        .content(PROBLEM_CONTENT_TYPE, Content::new(Some(schema)));
    for header in headers(status) {
        response = response.header(header.name(), header.build());
    }
    response.build()
}

fn headers(status: u16) -> Vec<ResponseHeader> {
    let mut headers = vec![ResponseHeader::RequestId];
    match status {
        401 => headers.push(ResponseHeader::WwwAuthenticate),
        429 => headers.extend([
            ResponseHeader::RetryAfter,
            ResponseHeader::RateLimitPolicy,
            ResponseHeader::RateLimit,
        ]),
        503 => headers.push(ResponseHeader::RetryAfter),
        _ => {}
    }
    headers
}
