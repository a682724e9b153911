//! Everything that a request can be answered with but success.

mod problem;
mod refusal;

use core::fmt;

use tessera_api::{convert::InvalidValue, json::BadJson, key::Scope};

pub(crate) use self::refusal::{Refusal, RefusalKind};
use crate::throttle::quota::Quota;

/// Why a request is not answered with what it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No route has this path.
    NotFound,
    /// The path has routes, but none of this method.
    MethodNotAllowed {
        /// The methods that it has, as the `Allow` header takes them.
        allow: String,
    },
    /// No key came with a request that needs one.
    KeyRequired,
    /// The key is unknown or revoked.
    KeyInvalid,
    /// The key is of another kind than the route needs.
    WrongKeyKind {
        /// The kind that it needs.
        needed: &'static str,
    },
    /// The key lacks a scope.
    ScopeMissing(Scope),
    /// A publishable key came from an origin that it does not name.
    OriginNotAllowed,
    /// The caller accepts none of the media types that there are.
    NotAcceptable,
    /// The body is larger than the route takes.
    BodyTooLarge {
        /// The most that it takes, in bytes.
        limit_bytes: usize,
    },
    /// The body is not the JSON that the route takes.
    BadJson(BadJson),
    /// A header or a query parameter cannot be read.
    BadRequest(InvalidValue),
    /// A page's customer token is not accepted; what is inside says why.
    InvalidCustomerToken(String),
    /// A state-changing request came without an id.
    IdempotencyKeyRequired,
    /// A change came without the version that it was made from.
    IfMatchRequired,
    /// A field breaks a rule.
    InvalidValue(InvalidValue),
    /// What the path names does not exist.
    Unknown(Thing),
    /// The codes of this batch are assigned, and never exported.
    BatchNotExportable,
    /// The prefix belongs to a campaign already.
    PrefixTaken {
        /// The campaign that has it, or one that reads alike.
        by: String,
    },
    /// Two requests created one campaign at once, and the other one won.
    CreationOvertaken,
    /// There are as many living keys as there can be.
    TooManyKeys,
    /// More was asked for than this quota allows.
    TooManyRequests(Quota),
    /// The caller's address has guessed too often: the request needs the token of a challenge that was
    /// passed.
    ChallengeRequired,
    /// The engine refused.
    Refused(Refusal),
    /// A secret that the worker needs is missing or unusable.
    NotConfigured {
        /// What to do about it.
        remedy: String,
    },
    /// The master key that made this campaign is not there, or another is in its place.
    WrongMaster {
        /// The campaign.
        prefix: String,
        /// The secret that should hold it.
        secret: String,
    },
    /// An object could not be reached in time; what is inside is for the log.
    Unavailable(String),
    /// Our fault; what is inside is for the log.
    Internal(String),
}

/// What a path can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Campaign,
    Batch,
    Hold,
    Redemption,
    Checkout,
    Key,
    Customer,
    Suppression,
}

impl Failure {
    /// A fault of ours.
    pub(crate) fn internal(error: impl fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// What the log should know and the caller should not.
    pub(crate) fn log_line(&self) -> Option<&str> {
        match self {
            Self::Unavailable(detail) | Self::Internal(detail) => Some(detail),
            Self::WrongMaster { .. } => Some("a campaign's master key is missing"),
            Self::NotFound
            | Self::MethodNotAllowed { .. }
            | Self::KeyRequired
            | Self::KeyInvalid
            | Self::WrongKeyKind { .. }
            | Self::ScopeMissing(_)
            | Self::OriginNotAllowed
            | Self::NotAcceptable
            | Self::BodyTooLarge { .. }
            | Self::BadJson(_)
            | Self::BadRequest(_)
            | Self::InvalidCustomerToken(_)
            | Self::IdempotencyKeyRequired
            | Self::IfMatchRequired
            | Self::InvalidValue(_)
            | Self::Unknown(_)
            | Self::BatchNotExportable
            | Self::PrefixTaken { .. }
            | Self::CreationOvertaken
            | Self::TooManyKeys
            | Self::TooManyRequests(_)
            | Self::ChallengeRequired
            | Self::Refused(_)
            | Self::NotConfigured { .. } => None,
        }
    }
}

impl From<InvalidValue> for Failure {
    fn from(error: InvalidValue) -> Self {
        Self::InvalidValue(error)
    }
}

impl From<BadJson> for Failure {
    fn from(error: BadJson) -> Self {
        Self::BadJson(error)
    }
}

impl From<worker::Error> for Failure {
    fn from(error: worker::Error) -> Self {
        Self::internal(error)
    }
}
