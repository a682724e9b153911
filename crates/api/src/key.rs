//! API keys: what may call, and from where.

use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::openapi::value;
use crate::time::Timestamp;

/// The two kinds of key that the API hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// `sk_…`: for servers.
    Secret,
    /// `pk_…`: for pages; validates only, from the origins that it names.
    Publishable,
}

/// What a secret key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Validate and redeem codes, and look them up.
    Redeem,
    /// Create batches.
    Issue,
    /// Export the codes of a batch.
    Export,
    /// Create campaigns and read their figures.
    Manage,
}

impl Scope {
    /// Every scope: what a key gets that names none.
    pub const ALL: [Self; 4] = [Self::Redeem, Self::Issue, Self::Export, Self::Manage];

    /// The scope's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redeem => "redeem",
            Self::Issue => "issue",
            Self::Export => "export",
            Self::Manage => "manage",
        }
    }
}

/// `POST /v1/keys`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    /// Secret or publishable.
    pub kind: KeyKind,
    /// What the key is for, in the caller's words.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Name))]
    pub name: String,
    /// Secret keys only: what it may do; all if left out.
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub scopes: Option<Vec<Scope>>,
    /// Publishable keys only, where it is required: the origins that may use it, such as
    /// `https://shop.example`, or `*`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<value::Origin>>, max_items = 20))]
    pub origins: Option<Vec<String>>,
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Key {
    /// `key_…`, for revoking and for logs.
    #[cfg_attr(feature = "openapi", schema(value_type = value::KeyId))]
    pub id: String,
    /// Secret or publishable.
    pub kind: KeyKind,
    /// What the key is for, in the words of who made it.
    #[cfg_attr(feature = "openapi", schema(value_type = value::Name))]
    pub name: String,
    /// What a secret key may do; empty for a publishable one.
    pub scopes: Vec<Scope>,
    /// The origins that may use a publishable key; empty for a secret one.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<value::Origin>))]
    pub origins: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked; `null` while it lives.
    #[cfg_attr(feature = "openapi", schema(required))]
    pub revoked_at: Option<Timestamp>,
}

/// The answer to `POST /v1/keys`: the only time that the key itself is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedKey {
    /// What every answer about a key tells.
    #[serde(flatten)]
    pub about: Key,
    /// `sk_…` or `pk_…`: what `Authorization: Bearer` takes.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^(sk|pk)_[0-9A-HJKMNP-TV-Z]{32}$")
    )]
    pub key: String,
    /// Publishable keys only, `null` for others: the key with which the merchant's server signs
    /// customer tokens (JWT, HS256) for pages that use this key. 32 bytes in base64url, as the `k` of a
    /// JWK. A secret: it never goes into a page.
    #[cfg_attr(feature = "openapi", schema(required, pattern = "^[A-Za-z0-9_-]{43}$"))]
    pub customer_token_key: Option<String>,
}
