//! Keys: how they are made, and whether one may call a route. Pure; the keys come from the
//! directory.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tessera_api::{
    convert::{InvalidValue, checked_name},
    key::{CreateKey, KeyKind, Scope},
    time::Timestamp,
};

use crate::{
    directory::{KeyRecord, NewKey},
    failure::Failure,
    route::Access,
};

/// Random bytes in a key: 32 characters of base32.
pub(crate) const KEY_BYTES: usize = 20;

/// Random bytes in a key's id: 16 characters of base32.
pub(crate) const KEY_ID_BYTES: usize = 10;

/// The shortest admin key that is taken seriously.
const ADMIN_KEY_LEN_MIN: usize = 16;

/// How many origins a publishable key can name.
const ORIGINS_MAX: usize = 20;

/// The most that an origin is long.
const ORIGIN_LEN_MAX: usize = 255;

/// Who calls, as far as the answer depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// Anybody.
    Anyone,
    /// A page: is told less.
    Page,
    /// A server of the merchant's.
    Server,
    /// Whoever holds the admin key.
    Admin,
}

/// Who says what they are: the headers that count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Credentials<'r> {
    /// The `Authorization` header.
    pub(crate) authorization: Option<&'r str>,
    /// The `Origin` header.
    pub(crate) origin: Option<&'r str>,
}

/// The hash under which a key is stored and compared.
pub(crate) fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// What a key is made of that nobody asks for: random bytes, the time, the newest master key.
pub(crate) struct KeyParts {
    pub(crate) secret: [u8; KEY_BYTES],
    pub(crate) id: [u8; KEY_ID_BYTES],
    pub(crate) now: Timestamp,
    pub(crate) master_version: u32,
}

/// Makes a key: what is stored, and the text that is shown once.
pub(crate) fn new_key(
    request: &CreateKey,
    parts: KeyParts,
) -> Result<(NewKey, String), InvalidValue> {
    let KeyParts {
        secret,
        id,
        now,
        master_version,
    } = parts;
    let (scopes, origins) = match request.kind {
        KeyKind::Secret => {
            if request.origins.is_some() {
                let detail = "only publishable keys have origins";
                return Err(InvalidValue::new("origins", detail));
            }
            (checked_scopes(request.scopes.as_deref())?, vec![])
        }
        KeyKind::Publishable => {
            if request.scopes.is_some() {
                let detail = "publishable keys only validate: they have no scopes";
                return Err(InvalidValue::new("scopes", detail));
            }
            (vec![], checked_origins(request.origins.as_deref())?)
        }
    };
    let text = match request.kind {
        KeyKind::Secret => format!("sk_{}", base32::CROCKFORD.encode(&secret)),
        KeyKind::Publishable => format!("pk_{}", base32::CROCKFORD.encode(&secret)),
    };
    let key = NewKey {
        id: format!("key_{}", base32::CROCKFORD.encode(&id)),
        hash: hash(&text).to_vec(),
        kind: request.kind,
        name: checked_name("name", &request.name)?,
        scopes,
        origins,
        created_at: now,
        key_version: match request.kind {
            KeyKind::Secret => None,
            KeyKind::Publishable => Some(master_version),
        },
    };
    Ok((key, text))
}

/// The key in an `Authorization` header.
pub(crate) fn bearer(authorization: Option<&str>) -> Result<&str, Failure> {
    let header = authorization.ok_or(Failure::KeyRequired)?;
    let (scheme, key) = header.split_once(' ').ok_or(Failure::KeyInvalid)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(key.trim())
    } else {
        Err(Failure::KeyInvalid)
    }
}

/// Whether `text` is the admin key; `None` if the one that is configured is unusable.
pub(crate) fn is_admin(text: &str, configured: &str) -> Option<bool> {
    let usable = configured.len() >= ADMIN_KEY_LEN_MIN;
    // Hashes have one length, so the comparison's time tells nothing about either.
    usable.then(|| hash(text).ct_eq(&hash(configured)).into())
}

/// The stored key with this text. Every key is compared, each in constant time.
pub(crate) fn find<'k>(keys: &'k [KeyRecord], text: &str) -> Option<&'k KeyRecord> {
    let hash = hash(text);
    keys.iter().fold(None, |found, key| {
        let is_equal = bool::from(key.key.hash.as_slice().ct_eq(&hash));
        if is_equal { Some(key) } else { found }
    })
}

/// Whether a living key may call a route, and as whom.
pub(crate) fn authorise(
    key: &KeyRecord,
    access: Access,
    origin: Option<&str>,
) -> Result<Caller, Failure> {
    match (access, key.key.kind) {
        (Access::Public, _) => Ok(Caller::Anyone),
        (Access::Admin, _) => Err(Failure::WrongKeyKind {
            needed: "the admin key",
        }),
        (Access::Secret(_), KeyKind::Publishable) => Err(Failure::WrongKeyKind {
            needed: "a secret key (sk_…)",
        }),
        (Access::PageOr(_), KeyKind::Publishable) => {
            if allows_origin(key, origin) {
                Ok(Caller::Page)
            } else {
                Err(Failure::OriginNotAllowed)
            }
        }
        (Access::Secret(scope) | Access::PageOr(scope), KeyKind::Secret) => {
            if key.key.scopes.contains(&scope) {
                Ok(Caller::Server)
            } else {
                Err(Failure::ScopeMissing(scope))
            }
        }
    }
}

/// Whether a publishable key may be used from an origin. Browsers always name theirs when a page
/// sends a key; a key for `*` also works where there is none, as in an app.
pub(crate) fn allows_origin(key: &KeyRecord, origin: Option<&str>) -> bool {
    let origins = &key.key.origins;
    origins
        .iter()
        .any(|allowed| allowed == "*" || Some(allowed.as_str()) == origin)
}

fn checked_scopes(scopes: Option<&[Scope]>) -> Result<Vec<Scope>, InvalidValue> {
    let Some(scopes) = scopes else {
        return Ok(Scope::ALL.to_vec());
    };
    if scopes.is_empty() {
        return Err(InvalidValue::new(
            "scopes",
            "name at least one, or leave the field out for all",
        ));
    }
    Ok(Scope::ALL
        .into_iter()
        .filter(|scope| scopes.contains(scope))
        .collect())
}

fn checked_origins(origins: Option<&[String]>) -> Result<Vec<String>, InvalidValue> {
    let origins = origins.unwrap_or_default();
    if origins.is_empty() || origins.len() > ORIGINS_MAX {
        let detail = format!(
            "name 1 to {ORIGINS_MAX} origins that may use the key, such as https://shop.example"
        );
        return Err(InvalidValue::new("origins", detail));
    }
    for (place, origin) in origins.iter().enumerate() {
        if origin != "*" && !is_origin(origin) {
            let detail = "must be scheme, host and, if needed, port, and nothing else, such as \
                          https://shop.example";
            return Err(InvalidValue::new(&format!("origins[{place}]"), detail));
        }
    }
    Ok(origins.to_vec())
}

/// Whether a text is an origin exactly as browsers send it.
fn is_origin(text: &str) -> bool {
    let url = worker::Url::parse(text);
    text.len() <= ORIGIN_LEN_MAX
        && url.is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(json: &str) -> Result<(KeyRecord, String), InvalidValue> {
        let request = serde_json::from_str(json).expect(json);
        let parts = KeyParts {
            secret: [0xFF; KEY_BYTES],
            id: [0; KEY_ID_BYTES],
            now: Timestamp::from_unix_ms(0).expect("an instant"),
            master_version: 2,
        };
        let (key, text) = new_key(&request, parts)?;
        Ok((
            KeyRecord {
                key,
                revoked_at: None,
            },
            text,
        ))
    }

    fn secret(scopes: &str) -> KeyRecord {
        made(&format!(r#"{{"kind":"secret","name":"till"{scopes}}}"#))
            .expect("valid")
            .0
    }

    fn publishable() -> KeyRecord {
        made(r#"{"kind":"publishable","name":"shop","origins":["https://shop.example"]}"#)
            .expect("valid")
            .0
    }

    #[test]
    fn a_key_is_stored_as_its_hash() {
        let (key, text) = made(r#"{"kind":"secret","name":"till"}"#).expect("valid");
        assert_eq!(text, format!("sk_{}", "Z".repeat(32)));
        assert_eq!(key.key.id, format!("key_{}", "0".repeat(16)));
        assert_eq!(key.key.hash, hash(&text));
        assert_eq!(find(&[publishable(), key.clone()], &text), Some(&key));
        assert_eq!(find(&[key], "sk_other"), None);
    }

    #[test]
    fn publishable_keys_remember_the_master_key_that_made_them() {
        assert_eq!(publishable().key.key_version, Some(2));
        assert_eq!(secret("").key.key_version, None);
    }

    #[test]
    fn a_request_that_makes_no_sense_names_its_field() {
        for (json, field) in [
            (r#"{"kind":"secret","name":" "}"#, "name"),
            (r#"{"kind":"secret","name":"n","scopes":[]}"#, "scopes"),
            (r#"{"kind":"secret","name":"n","origins":["*"]}"#, "origins"),
            (r#"{"kind":"publishable","name":"n"}"#, "origins"),
            (
                r#"{"kind":"publishable","name":"n","origins":[]}"#,
                "origins",
            ),
            (
                r#"{"kind":"publishable","name":"n","origins":["*"],"scopes":["issue"]}"#,
                "scopes",
            ),
            (
                r#"{"kind":"publishable","name":"n","origins":["*","https://a.example/"]}"#,
                "origins[1]",
            ),
            (
                r#"{"kind":"publishable","name":"n","origins":["https://A.example"]}"#,
                "origins[0]",
            ),
            (
                r#"{"kind":"publishable","name":"n","origins":["ftp://a.example"]}"#,
                "origins[0]",
            ),
            (
                r#"{"kind":"publishable","name":"n","origins":["null"]}"#,
                "origins[0]",
            ),
        ] {
            assert_eq!(made(json).expect_err(json).field, field, "{json}");
        }
    }

    #[test]
    fn only_a_bearer_token_is_a_key() {
        assert_eq!(bearer(Some("Bearer sk_1")), Ok("sk_1"));
        assert_eq!(bearer(Some("bearer  sk_1 ")), Ok("sk_1"));
        assert_eq!(bearer(None), Err(Failure::KeyRequired));
        assert_eq!(bearer(Some("Basic c2s6")), Err(Failure::KeyInvalid));
        assert_eq!(bearer(Some("sk_1")), Err(Failure::KeyInvalid));
    }

    #[test]
    fn a_weak_admin_key_admits_nobody() {
        assert_eq!(is_admin("", ""), None);
        assert_eq!(is_admin("short", "short"), None);
        assert_eq!(is_admin("0123456789abcdef", "0123456789abcdef"), Some(true));
        assert_eq!(
            is_admin("0123456789abcdeF", "0123456789abcdef"),
            Some(false)
        );
    }

    #[test]
    fn kinds_and_scopes_open_their_own_routes_only() {
        let page_route = Access::PageOr(Scope::Redeem);
        let all = secret("");
        let export = secret(r#","scopes":["export"]"#);
        let origin = Some("https://shop.example");
        for (key, access, origin, expected) in [
            (&all, Access::Secret(Scope::Issue), None, Ok(Caller::Server)),
            (&all, page_route, None, Ok(Caller::Server)),
            (
                &export,
                Access::Secret(Scope::Export),
                None,
                Ok(Caller::Server),
            ),
            (
                &export,
                page_route,
                None,
                Err(Failure::ScopeMissing(Scope::Redeem)),
            ),
            (
                &export,
                Access::Secret(Scope::Issue),
                None,
                Err(Failure::ScopeMissing(Scope::Issue)),
            ),
            (&publishable(), page_route, origin, Ok(Caller::Page)),
            (
                &publishable(),
                page_route,
                None,
                Err(Failure::OriginNotAllowed),
            ),
            (
                &publishable(),
                page_route,
                Some("https://shop.example.evil"),
                Err(Failure::OriginNotAllowed),
            ),
            (
                &publishable(),
                Access::Secret(Scope::Redeem),
                origin,
                Err(Failure::WrongKeyKind {
                    needed: "a secret key (sk_…)",
                }),
            ),
            (
                &all,
                Access::Admin,
                None,
                Err(Failure::WrongKeyKind {
                    needed: "the admin key",
                }),
            ),
        ] {
            assert_eq!(
                authorise(key, access, origin),
                expected,
                "{access:?} {origin:?}"
            );
        }
    }

    #[test]
    fn a_key_for_any_origin_works_without_one() {
        let (key, _) =
            made(r#"{"kind":"publishable","name":"app","origins":["*"]}"#).expect("valid");
        assert!(allows_origin(&key, None));
        assert!(allows_origin(&key, Some("https://any.example")));
    }
}
