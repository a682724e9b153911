//! The parameters that several routes share.

use utoipa::{
    PartialSchema,
    openapi::{
        RefOr, Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::Schema,
    },
};

use super::value::{
    self, BatchId, CheckoutId, CustomerId, HoldId, KeyId, OrderId, Prefix, RedemptionId, Serial,
};
use crate::page::PAGE_SIZE_MAX;

/// `{prefix}` of a campaign.
pub(super) fn prefix() -> Parameter {
    in_path("prefix", Prefix::schema(), "The campaign's prefix.")
}

/// `{batch}`.
pub(super) fn batch() -> Parameter {
    in_path("batch", BatchId::schema(), "The batch's id.")
}

/// `{id}` of a redemption.
pub(super) fn redemption() -> Parameter {
    in_path("id", RedemptionId::schema(), "The redemption's id.")
}

/// `{id}` of a hold.
pub(super) fn hold() -> Parameter {
    in_path("id", HoldId::schema(), "The hold's id.")
}

/// `{id}` of a checkout.
pub(super) fn checkout() -> Parameter {
    in_path("id", CheckoutId::schema(), "The checkout's id.")
}

/// `{id}` of an order.
pub(super) fn order() -> Parameter {
    in_path("id", OrderId::schema(), "The merchant's id of the order.")
}

/// `{id}` of a customer.
pub(super) fn customer() -> Parameter {
    in_path(
        "id",
        CustomerId::schema(),
        "The merchant's id of the customer.",
    )
}

/// `?order=` of a list.
pub(super) fn of_order() -> Parameter {
    let mut parameter = in_query(
        "order",
        OrderId::schema(),
        "The merchant's id of the order.",
    );
    parameter.required = Required::True;
    parameter
}

/// `{id}` of a key.
pub(super) fn key() -> Parameter {
    in_path("id", KeyId::schema(), "The key's id.")
}

/// `?cursor=` and `?limit=` of a list.
pub(super) fn paging() -> [Parameter; 2] {
    let cursor = value::text()
        .pattern(Some("^[A-Za-z0-9_-]*$"))
        .description(Some("`next` of the page before."));
    let limit = value::whole(1, u64::from(PAGE_SIZE_MAX)).default(Some(PAGE_SIZE_MAX.into()));
    [
        in_query(
            "cursor",
            cursor,
            "Where to go on: `next` of the page before.",
        ),
        in_query("limit", limit, "How many items a page has, at most."),
    ]
}

/// `?from=` of an export.
pub(super) fn from() -> Parameter {
    let description = "The serial to begin with, to go on where an export broke off. The CSV then has no \
                       header line.";
    in_query("from", Serial::schema(), description)
}

/// `?format=` of an export.
pub(super) fn format() -> Parameter {
    let schema = value::text().enum_values(Some(["csv", "ndjson"]));
    let description = "What to write; without it, `Accept` decides, and without that it is CSV.";
    in_query("format", schema, description)
}

/// The `Idempotency-Key` header.
pub(super) fn idempotency_key() -> Parameter {
    let schema = value::text()
        .pattern(Some("^[!-~]+$"))
        .min_length(Some(1))
        .max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .schema(Some(schema))
        .description(Some(
            "1 to 255 visible ASCII characters: a new one for every new request, the same one for a \
             repetition.",
        ))
        .build()
}

/// The `Challenge-Token` header.
pub(super) fn challenge_token() -> Parameter {
    ParameterBuilder::new()
        .name("Challenge-Token")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .schema(Some(value::text()))
        .description(Some(
            "After `challenge_required`: the token of a challenge that was passed, such as Turnstile's. Each \
             is taken once. It is not looked at before a challenge is required.",
        ))
        .build()
}

/// The `Idempotency-Key` header, where it may be left out; an empty one is none.
pub(super) fn optional_idempotency_key() -> Parameter {
    let mut parameter = idempotency_key();
    let schema = value::text()
        .pattern(Some("^[!-~]*$"))
        .max_length(Some(255));
    parameter.required = Required::False;
    parameter.schema = Some(schema.into());
    parameter
}

/// The `If-Match` header.
pub(super) fn if_match() -> Parameter {
    ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .schema(Some(
            value::text().pattern(Some("^\".*\"$")).examples(["\"1\""]),
        ))
        .description(Some("The `ETag` of the campaign as it was read."))
        .build()
}

/// The `If-None-Match` header.
pub(super) fn if_none_match() -> Parameter {
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .schema(Some(value::text()))
        .description(Some("The `ETag` of what is at hand already."))
        .build()
}

fn in_path(name: &str, schema: RefOr<Schema>, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(schema))
        .description(Some(description))
        .build()
}

fn in_query(name: &str, schema: impl Into<RefOr<Schema>>, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .schema(Some(schema))
        .description(Some(description))
        .build()
}
