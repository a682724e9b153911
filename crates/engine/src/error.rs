//! What can fail. A refusal is no failure: see [`crate::Rejection`].

use thiserror::Error;

/// A value from outside that is not what its type promises. The text names the rule that it broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ValueError {
    /// Above 2^53 − 1.
    #[error("an amount must be a whole number of minor units from 0 to 9007199254740991")]
    Amount,
    /// Above 2^53 − 1.
    #[error("a count must be a whole number from 0 to 9007199254740991")]
    Count,
    /// Above 2^53 − 1.
    #[error("a time must be milliseconds since 1970, from 0 to 9007199254740991")]
    Time,
    /// Not `[A-Z]{3}`.
    #[error("a currency must be three capital letters as in ISO 4217, such as EUR")]
    Currency,
    /// Zero, or above 10,000.
    #[error("a percentage must be from 1 to 10000 basis points (10000 is 100 %)")]
    BasisPoints,
    /// Above 2^40 − 1.
    #[error("a serial must be from 0 to 1099511627775")]
    Serial,
    /// Empty, or beyond the last serial.
    #[error("a serial range must hold at least one serial and end at or before 1099511627775")]
    SerialRange,
    /// Zero, or above 2^53 − 1.
    #[error("a sequence number must be from 1 to 9007199254740991")]
    Seq,
    /// Zero.
    #[error("uses must be from 1 to 4294967295")]
    Uses,
    /// Empty, longer than 128 bytes, or with control characters.
    #[error("an order id must be 1 to 128 bytes of text without control characters")]
    OrderId,
    /// Longer than 128 bytes.
    #[error("an account's entity must be at most 128 bytes")]
    Entity,
    /// Not a stored scope.
    #[error("an account's scope must be a per and a window such as customer/day")]
    Scope,
    /// Empty, longer than 64 bytes, or with control characters.
    #[error("a channel must be 1 to 64 bytes of text without control characters")]
    Channel,
    /// Not `[a-z0-9_]{1,16}`.
    #[error("an attribute's name must be 1 to 16 of a-z, 0-9 and _")]
    AttributeName,
    /// More than 8, or one named twice.
    #[error("a request can have at most 8 attributes, each named once")]
    Attributes,
    /// Not the name of an IANA time zone.
    #[error("a time zone must be an IANA name such as Europe/Berlin")]
    TimeZone,
    /// Below 1 s or above 7 days.
    #[error("a hold must last from 1 second to 7 days")]
    HoldTtl,
    /// Gives nothing back.
    #[error("a partial rollback must give something back")]
    EmptyRollback,
    /// Longer than 4 KiB.
    #[error("metadata must be at most 4096 bytes")]
    Metadata,
    /// Empty, longer than 64 bytes, or with control characters.
    #[error("a name must be 1 to 64 bytes of text without control characters")]
    Label,
    /// A text above 256 bytes, or a number beyond ±(2^53 − 1).
    #[error(
        "a value must be a text of at most 256 bytes, a whole number of at most 53 bits, true or false"
    )]
    Value,
    /// Zero, or above 1,000,000.
    #[error("a quantity must be from 1 to 1000000")]
    Quantity,
    /// None, more than 100, or one of which more was taken than it costs.
    #[error("an order must have 1 to 100 lines, of which no more was taken than they cost")]
    Lines,
    /// More than there is.
    #[error("no more can have been taken off than there was")]
    Taken,
    /// More than 50, or one named twice.
    #[error("an order's metadata can have at most 50 entries, each named once")]
    OrderMetadata,
    /// More than 50 nodes.
    #[error("a rule must have at most 50 parts, `all`, `any` and `not` among them")]
    RuleNodes,
    /// Nested more than 8 deep.
    #[error("a rule must be nested at most 8 deep")]
    RuleDepth,
    /// `all` or `any` of nothing.
    #[error("`all` and `any` must have at least one part")]
    RuleEmpty,
    /// Empty or too long.
    #[error("a list in a rule must have 1 to 100 entries; a selection at most 200 names")]
    RuleList,
    /// Neither end, or the first above the last.
    #[error("a range must have `min`, `max` or both, and `min` must not be above `max`")]
    Bounds,
    /// No day, no time of the day, or no time at all.
    #[error(
        "hours must name a day, begin from 00:00 to 23:59, and end otherwise, at 24:00 at the latest"
    )]
    Hours,
    /// Another letter than T, F and U.
    #[error("truths must be the letters T, F and U")]
    Truths,
    /// Below −1000 or above 1000.
    #[error("a priority must be a whole number from -1000 to 1000")]
    Priority,
    /// The start is not before the end.
    #[error("a campaign must start before it ends")]
    Period,
    /// More limits than a campaign may have.
    #[error("a campaign can have at most 16 limits")]
    TooManyLimits,
    /// Two limits with the same metric, per and window.
    #[error("a campaign can have one limit for each metric, per and window")]
    RepeatedLimit,
    /// Bytes that are no stored fingerprint.
    #[error("a stored fingerprint must be a command kind and eight bytes for each of its fields")]
    Fingerprint,
}

/// The engine met something that must not be: stored rows that contradict each other, or a result
/// that would break an invariant. Nothing may be written, and an operator should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EngineError {
    /// A number would leave its range: more than 2^53 journal rows.
    #[error("a number would leave its range: {0}")]
    OutOfRange(#[from] ValueError),
    /// A row points to a journal row that is not there, or is of another kind.
    #[error("a stored row contradicts the journal: {0}")]
    Contradiction(&'static str),
    /// The decision would break an invariant.
    #[error("the decision would break an invariant: {0}")]
    Invariant(&'static str),
}
