//! The simple values that fields hold, with their ranges: named schemas that wire types refer to.
//!
//! The ranges are those of the types that the conversions parse into, not copies of them.

use tessera_engine as engine;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, OneOfBuilder, RefOr, SchemaFormat, Type, schema::Schema,
    },
};

use super::problem;
use crate::{
    convert::{CUSTOMER_TOKEN_LEN_MAX, LOCALE_LEN_MAX, NAME_CHARS_MAX},
    time::Timestamp,
};

/// What `char::is_control` tells, as a class of a regular expression that every dialect reads.
const NO_CONTROL: &str = r"[^\u0000-\u001F\u007F-\u009F]";

/// The longest text of a pattern, such as that of 10 characters of prefix and 20 groups.
const PATTERN_LEN_MAX: usize = 50;

/// How many serials the code format can carry.
const CODES_MAX: u64 = engine::Serial::MAX.value() + 1;

/// Declares a named schema: its doc comment is what readers are told.
macro_rules! values {
    ($($(#[doc = $doc:literal])+ $name:ident = $schema:expr;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                described($schema, &[$($doc),+])
            }
        }

        impl ToSchema for $name {}
    )+};
}

values! {
    /// Money in whole minor units of the currency (cents): never a fraction.
    Amount = whole(0, engine::MinorUnits::MAX.value()).examples([4990]);

    /// Money in whole minor units of the currency (cents), more than nothing.
    PositiveAmount = whole(1, engine::MinorUnits::MAX.value()).examples([500]);

    /// A number of things, or money in whole minor units.
    Count = whole(0, engine::MinorUnits::MAX.value()).examples([10_000]);

    /// How many codes; a campaign never has more than 2^40.
    CodeCount = whole(1, CODES_MAX).examples([1_000_000]);

    /// The number of a code in its campaign, counted from 0.
    Serial = whole(0, engine::Serial::MAX.value()).examples([17]);

    /// How often each code can be redeemed.
    UseCount = whole(1, u64::from(u32::MAX)).examples([1]);

    /// A currency as in ISO 4217.
    Currency = text().pattern(Some("^[A-Z]{3}$")).examples(["EUR"]);

    /// What a campaign's codes begin with; it is the campaign's id.
    Prefix = text().pattern(Some("^[A-Z0-9]{2,10}$")).examples(["SUM"]);

    /// How codes look: a prefix, then groups of `#`, each one character; 12 to 20 `#` in all.
    Pattern = text()
        .pattern(Some("^[A-Z0-9]{2,10}(-#+)+$"))
        .max_length(Some(PATTERN_LEN_MAX))
        .examples(["SUM-####-####-####-####"]);

    /// A name as people give it, without control characters; space around it is dropped.
    Name = text()
        .pattern(Some(format!("^{NO_CONTROL}*\\S{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(NAME_CHARS_MAX))
        .examples(["Summer"]);

    /// A code as somebody typed it: small or capital letters, any separators, look-alikes.
    CodeText = text().examples(["sum-91qx b8h9 vpyz q5nc"]);

    /// A code in its canonical spelling.
    Code = text()
        .pattern(Some("^[A-Z0-9]{2,10}(-[0-9A-HJKMNP-TV-Z]+)+$"))
        .examples(["SUM-91QX-B8H9-VPYZ-Q5NC"]);

    /// The merchant's id of an order: at most 128 bytes of UTF-8, without control characters.
    OrderId = text()
        .pattern(Some(format!("^{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(engine::OrderId::LEN_MAX))
        .examples(["1001"]);

    /// The merchant's id of a customer: at most 128 bytes of UTF-8, without control characters.
    CustomerId = text()
        .pattern(Some(format!("^{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(128))
        .examples(["c-1"]);

    /// Why a code is assigned, in the caller's words: at most 128 bytes of UTF-8, without control
    /// characters.
    SourceId = text()
        .pattern(Some(format!("^{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(128))
        .examples(["birthday-2026-c-1"]);

    /// An e-mail address; the case of its letters makes no difference.
    Email = text()
        .pattern(Some(r"^\s*[^\s@].*@\S+\s*$"))
        .max_length(Some(300))
        .examples(["ann@example.org"]);

    /// A word of the merchant's, such as a segment or a SKU: at most 64 bytes of UTF-8, without
    /// control characters, compared exactly.
    Label = text()
        .pattern(Some(format!("^{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(engine::Label::LEN_MAX))
        .examples(["vip"]);

    /// What the merchant knows, by name: texts of at most 256 bytes of UTF-8, whole numbers, or
    /// `true` and `false`. A name has at most 64 bytes.
    FactValues = ObjectBuilder::new()
        .property_names(Some(
            text()
                .pattern(Some(format!("^{NO_CONTROL}*$")))
                .min_length(Some(1))
                .max_length(Some(engine::Label::LEN_MAX))
                .build(),
        ))
        .max_properties(Some(engine::Facts::ATTRIBUTE_COUNT_MAX))
        .additional_properties(Some(fact_value()))
        .examples([serde_json::json!({"city": "Rome", "orders_returned": 2, "staff": false})]);

    /// A time of the day; `24:00` is its end.
    TimeOfDay = text()
        .pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"))
        .examples(["22:30"]);

    /// A customer token: a JWT under HS256 with `sub`, `exp` at most an hour ahead, and perhaps `facts`.
    CustomerToken = text().max_length(Some(CUSTOMER_TOKEN_LEN_MAX));

    /// A telephone number as in E.164: `+`, the country, the number.
    Phone = text().pattern(Some(r"^\+[1-9][0-9]{6,14}$")).examples(["+390612345678"]);

    /// A language and perhaps a place, as in BCP 47.
    Locale = text()
        .pattern(Some("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"))
        .max_length(Some(LOCALE_LEN_MAX))
        .examples(["it-IT"]);

    /// A day of the calendar (ISO 8601).
    Date = text()
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .pattern(Some(r"^\d{4}-\d{2}-\d{2}$"))
        .examples(["1990-02-28"]);

    /// Why a customer is on the list, in the merchant's words.
    SuppressionReason = text()
        .pattern(Some(format!("^{NO_CONTROL}*\\S{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(NAME_CHARS_MAX))
        .examples(["refund-prone"]);

    /// Where an order comes from, by the merchant's name for it: at most 64 bytes of UTF-8.
    Channel = text()
        .pattern(Some(format!("^{NO_CONTROL}*$")))
        .min_length(Some(1))
        .max_length(Some(engine::Channel::LEN_MAX))
        .examples(["web"]);

    /// Values by name, each of 1 to 128 bytes of UTF-8.
    Attributes = ObjectBuilder::new()
        .property_names(Some(text().pattern(Some("^[a-z0-9_]{1,16}$")).build()))
        .max_properties(Some(engine::Context::ATTRIBUTE_COUNT_MAX))
        .additional_properties(Some(Schema::Object(
            text()
                .pattern(Some(format!("^{NO_CONTROL}*$")))
                .min_length(Some(1))
                .max_length(Some(128))
                .build(),
        )))
        .examples([serde_json::json!({"store": "7"})]);

    /// Whose account a limit counts on: the whole campaign's, each customer's, each channel's, or
    /// that of each value of an attribute.
    Per = text()
        .pattern(Some("^(campaign|customer|channel|attribute:[a-z0-9_]{1,16})$"))
        .examples(["campaign", "customer", "attribute:ip"]);

    /// A time zone by its name in the IANA database.
    TimeZone = text()
        .pattern(Some("^[A-Za-z0-9_+/-]+$"))
        .examples(["Europe/Rome"]);

    /// The id of a hold: its campaign's prefix, a shard, a number.
    HoldId = text()
        .pattern(Some("^hd_[A-Z0-9]{2,10}_[0-9]+_[0-9]+$"))
        .examples(["hd_SUM_0_12"]);

    /// The id of a batch: its campaign's prefix and its first serial.
    BatchId = text().pattern(Some("^bt_[A-Z0-9]{2,10}_[0-9]+$")).examples(["bt_SUM_0"]);

    /// The id of a redemption: its campaign's prefix, a shard, a number.
    RedemptionId = text()
        .pattern(Some("^rd_[A-Z0-9]{2,10}_[0-9]+_[0-9]+$"))
        .examples(["rd_SUM_0_17"]);

    /// The id of a key, which is no secret.
    KeyId = text()
        .pattern(Some("^key_[0-9A-HJKMNP-TV-Z]{16}$"))
        .examples(["key_7ZZZZZZZZZZZZZZZ"]);

    /// What names a product of the demo shop.
    Sku = text().examples(["CUP-STONE"]);

    /// An origin as browsers send it, or `*` for any.
    Origin = text()
        .pattern(Some(r"^(\*|https?://\S+)$"))
        .max_length(Some(255))
        .examples(["https://shop.example"]);

    /// Why a code is not valid: the stable slug that programs branch on.
    ReasonCode = problem::reason_code();

    /// `true`.
    Yes = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true]));

    /// `false`.
    No = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([false]));
}

/// What a fact, or a note, is compared with.
#[derive(Debug, Clone, Copy)]
pub struct FactValue;

impl PartialSchema for FactValue {
    fn schema() -> RefOr<Schema> {
        fact_value().into()
    }
}

impl ToSchema for FactValue {}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        let schema = text()
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .pattern(Some(r"^(19[7-9]|[2-9]\d\d)\d-"))
            .examples(["2026-03-01T00:00:00Z"]);
        let doc = "An instant from 1970 to 9999 (RFC 3339), to the millisecond. Any offset is \
                   accepted; answers are in UTC.";
        described(schema, &[doc])
    }
}

impl ToSchema for Timestamp {}

pub(super) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// A whole number in a range.
pub(super) fn whole(minimum: u64, maximum: u64) -> ObjectBuilder {
    // What the chores run on has 64 bits; anything less would only loosen the description.
    let bound = |value| usize::try_from(value).unwrap_or(usize::MAX);
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(bound(minimum)))
        .maximum(Some(bound(maximum)))
}

fn fact_value() -> Schema {
    let number = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(-9_007_199_254_740_991_isize))
        .maximum(Some(9_007_199_254_740_991_isize));
    let kinds = OneOfBuilder::new()
        .item(text().max_length(Some(engine::TextValue::LEN_MAX)))
        .item(number)
        .item(ObjectBuilder::new().schema_type(Type::Boolean));
    Schema::OneOf(kinds.build())
}

fn described(schema: ObjectBuilder, doc: &[&str]) -> RefOr<Schema> {
    let lines: Vec<&str> = doc.iter().map(|line| line.trim()).collect();
    schema.description(Some(lines.join("\n"))).into()
}
