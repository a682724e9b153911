//! The three kinds of key.

use utoipa::openapi::{
    SecurityRequirement,
    security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::key::Scope;

const SECRET: &str = "secretKey";
const PUBLISHABLE: &str = "publishableKey";
const ADMIN: &str = "adminKey";

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Everybody.
    Public,
    /// A page with a publishable key, or a server whose secret key has the scope.
    PageOr(Scope),
    /// A server whose secret key has the scope.
    Secret(Scope),
    /// Whoever has the admin key.
    Admin,
}

impl Access {
    /// What OpenAPI says about it: one of these is enough. The scope of a secret key stands as the
    /// role that it needs.
    pub(super) fn requirements(self) -> Vec<SecurityRequirement> {
        let none: [&str; 0] = [];
        let secret = |scope: Scope| SecurityRequirement::new(SECRET, [scope.as_str()]);
        match self {
            Self::Public => vec![],
            Self::PageOr(scope) => {
                vec![secret(scope), SecurityRequirement::new(PUBLISHABLE, none)]
            }
            Self::Secret(scope) => vec![secret(scope)],
            Self::Admin => vec![SecurityRequirement::new(ADMIN, none)],
        }
    }
}

pub(super) fn schemes() -> [(&'static str, SecurityScheme); 3] {
    let bearer = |description: &str| {
        let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        SecurityScheme::Http(http.description(Some(description)).build())
    };
    [
        (
            SECRET,
            bearer(
                "`sk_…`, for servers. A requirement names the scope that the key needs: `redeem`, \
                 `issue`, `export` or `manage`; a key that was made without scopes has all.",
            ),
        ),
        (
            PUBLISHABLE,
            bearer("`pk_…`, for pages: works only from the origins that the key names."),
        ),
        (
            ADMIN,
            bearer("The deployment's `TESSERA_ADMIN_KEY`: makes and revokes the other keys."),
        ),
    ]
}
