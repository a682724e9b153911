//! Customer tokens: what a merchant's server signs about a page's visitor.
//!
//! A JWT (RFC 7519) under HS256, with `sub` (the customer's id), `exp`, and perhaps `nbf` and
//! `facts`; other claims are the merchant's own business. A library reads the token, checks that its
//! algorithm is this one and no other, and compares the signature in constant time; nothing that the
//! token says is looked at before.

use jwt_compact::{
    AlgorithmExt, Claims, UntrustedToken,
    alg::{Hs256, Hs256Key},
};
use serde::{Deserialize, de::IgnoredAny};
use tessera_api::{
    convert::{self, CUSTOMER_TOKEN_LEN_MAX as LEN_MAX},
    customer::ToldFacts,
};

use crate::facts::KnownFacts;

/// How far ahead a token may expire: whoever gets hold of one is that customer for so long.
const LIFE_MAX_MS: i64 = 60 * 60 * 1000;

/// How much the clocks of a merchant's server and of the edge may differ.
const LEEWAY_MS: i64 = 30 * 1000;

/// Who a token vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Vouched {
    /// The merchant's id of the customer.
    pub(crate) customer_id: String,
    /// What the token says about the customer.
    pub(crate) facts: KnownFacts,
}

/// What a token says besides times.
#[derive(Deserialize)]
struct Said {
    sub: String,
    facts: Option<ToldFacts>,
}

/// What in a token's header must be understood or refused (RFC 7515, 4.1.11): nothing is understood.
#[derive(Clone, Deserialize)]
struct Critical {
    crit: Option<IgnoredAny>,
}

/// Who a token vouches for, if it was signed with this key and its time is now.
///
/// # Errors
///
/// Why it is not accepted, in words for whoever made it.
pub(crate) fn verify(token: &str, key: &[u8; 32], now_ms: u64) -> Result<Vouched, String> {
    if token.len() > LEN_MAX {
        return Err(format!("it is longer than {LEN_MAX} bytes"));
    }
    let token = UntrustedToken::<Critical>::try_from(token).map_err(|error| error.to_string())?;
    if token.header().other_fields.crit.is_some() {
        return Err("its header has `crit`".into());
    }
    let key = Hs256Key::new(key);
    let verified = Hs256.validator::<Said>(&key).validate(&token);
    let verified = verified.map_err(|error| error.to_string())?;
    let claims = verified.claims();
    check_times(claims, i64::try_from(now_ms).unwrap_or(i64::MAX))?;
    let Said { sub, facts } = &claims.custom;
    let customer_id = convert::engine::customer_id("sub", sub.clone());
    let facts = facts.clone().unwrap_or_default().checked("facts");
    Ok(Vouched {
        customer_id: customer_id.map_err(|error| error.to_string())?,
        facts: facts.map_err(|error| error.to_string())?.into(),
    })
}

fn check_times(claims: &Claims<Said>, now_ms: i64) -> Result<(), String> {
    let exp = claims.expiration.ok_or("it has no `exp`")?;
    // Times are whole seconds, of as many years as a calendar has: their sums are small.
    let left_ms = exp.timestamp_millis().saturating_sub(now_ms);
    if left_ms <= LEEWAY_MS.saturating_neg() {
        return Err("it has expired".into());
    }
    if left_ms > LIFE_MAX_MS.saturating_add(LEEWAY_MS) {
        return Err("it expires more than an hour from now".into());
    }
    let starts_ms = claims.not_before.map(|nbf| nbf.timestamp_millis());
    if starts_ms.is_some_and(|starts_ms| starts_ms.saturating_sub(now_ms) > LEEWAY_MS) {
        return Err("its time has not come".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;
    use hmac::{Hmac, KeyInit, Mac};
    use serde_json::{Value, json};
    use sha2::{Sha256, Sha384};

    use super::*;

    const KEY: [u8; 32] = [7; 32];
    const NOW_MS: u64 = 1_800_000_000_000;
    const NOW: i64 = 1_800_000_000;

    fn encoded(value: &Value) -> String {
        BASE64URL_NOPAD.encode(value.to_string().as_bytes())
    }

    /// A token made by hand, so that nothing is tested against itself.
    fn signed(header: &Value, claims: &Value, key: &[u8]) -> String {
        let text = format!("{}.{}", encoded(header), encoded(claims));
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
        let mac = mac.chain_update(&text).finalize().into_bytes();
        format!("{text}.{}", BASE64URL_NOPAD.encode(&mac))
    }

    fn hs256() -> Value {
        json!({"alg": "HS256", "typ": "JWT"})
    }

    fn token(claims: &Value) -> String {
        signed(&hs256(), claims, &KEY)
    }

    fn verified(token: &str) -> Result<Vouched, String> {
        verify(token, &KEY, NOW_MS)
    }

    fn refused(claims: &Value) -> String {
        verified(&token(claims)).expect_err("refused")
    }

    #[test]
    fn a_token_says_who_and_what() {
        let claims = json!({
            "iss": "shop", "aud": ["tessera"], "iat": NOW, "jti": "1",
            "sub": "Ann \u{6ce8}", "exp": NOW + 3600, "nbf": NOW,
            "facts": {"segments": ["vip"], "attributes": {"tier": 2, "city": "Rome"},
                "order_count": 0, "lifetime_value": 5},
        });
        let vouched = verified(&token(&claims)).expect("vouched");
        assert_eq!(vouched.customer_id, "Ann \u{6ce8}");
        let facts: KnownFacts = serde_json::from_value(claims["facts"].clone()).expect("facts");
        assert_eq!(vouched.facts, facts);

        let bare = token(&json!({"sub": "ann", "exp": NOW + 60}));
        assert_eq!(
            verified(&bare).expect("vouched").facts,
            KnownFacts::default()
        );
    }

    #[test]
    fn a_token_lives_for_an_hour_at_most_give_or_take_half_a_minute() {
        let of = |exp: i64| verified(&token(&json!({"sub": "ann", "exp": exp}))).err();
        assert_eq!(of(NOW - 29), None);
        assert_eq!(of(NOW - 30).as_deref(), Some("it has expired"));
        assert_eq!(of(NOW + 3630), None);
        let too_far = Some("it expires more than an hour from now");
        assert_eq!(of(NOW + 3631).as_deref(), too_far);
        assert_eq!(
            of(NOW * 1000).as_deref(),
            too_far,
            "milliseconds are no seconds"
        );
        assert_eq!(refused(&json!({"sub": "ann"})), "it has no `exp`");
        let later = json!({"sub": "ann", "exp": NOW + 60, "nbf": NOW + 31});
        assert_eq!(refused(&later), "its time has not come");
        let soon = json!({"sub": "ann", "exp": NOW + 60, "nbf": NOW + 30});
        assert!(verified(&token(&soon)).is_ok());
    }

    #[test]
    fn only_this_key_and_this_algorithm_vouch() {
        let claims = json!({"sub": "ann", "exp": NOW + 60});
        let good = token(&claims);
        assert!(verified(&good).is_ok());
        assert!(verified(&signed(&hs256(), &claims, &[8; 32])).is_err());

        // `none`, however it is written, signed or not.
        for alg in [
            "none", "None", "NONE", "", "HS384", "HS512", "RS256", "ES256", "hs256",
        ] {
            let header = json!({"alg": alg, "typ": "JWT"});
            assert!(verified(&signed(&header, &claims, &KEY)).is_err(), "{alg}");
            let unsigned = format!("{}.{}.", encoded(&header), encoded(&claims));
            assert!(verified(&unsigned).is_err(), "{alg}");
        }
        // Rightly signed, under another algorithm.
        let text = format!("{}.{}", encoded(&json!({"alg": "HS384"})), encoded(&claims));
        let mac = Hmac::<Sha384>::new_from_slice(&KEY).expect("a key");
        let mac = mac.chain_update(&text).finalize().into_bytes();
        assert!(verified(&format!("{text}.{}", BASE64URL_NOPAD.encode(&mac))).is_err());

        // A signature cut short, or of nothing.
        let (text, signature) = good.rsplit_once('.').expect("three parts");
        for short in ["", "AA", &signature[..22], &signature[..42]] {
            assert!(verified(&format!("{text}.{short}")).is_err(), "{short}");
        }
        // Claims that nobody signed.
        let others = encoded(&json!({"sub": "bob", "exp": NOW + 60}));
        let forged = format!("{}.{others}.{signature}", encoded(&hs256()));
        assert!(verified(&forged).is_err());
    }

    #[test]
    fn what_must_be_understood_is_refused() {
        let header = json!({"alg": "HS256", "crit": ["b64"], "b64": true});
        let claims = json!({"sub": "ann", "exp": NOW + 60});
        assert_eq!(
            verified(&signed(&header, &claims, &KEY)),
            Err("its header has `crit`".into())
        );
    }

    #[test]
    fn claims_that_break_a_rule_are_refused_as_in_a_request() {
        let of = |more: Value| {
            let mut claims = json!({"sub": "ann", "exp": NOW + 60});
            let (fields, more) = (claims.as_object_mut(), more.as_object().cloned());
            fields.expect("an object").extend(more.expect("an object"));
            refused(&claims)
        };
        for (more, word) in [
            (json!({"sub": ""}), "sub"),
            (json!({"sub": "a\nb"}), "sub"),
            (json!({"sub": "x".repeat(129)}), "sub"),
            (json!({"sub": 7}), "string"),
            (json!({"exp": "soon"}), "timestamp"),
            (json!({"facts": {"vip": true}}), "vip"),
            (json!({"facts": {"suppressed": false}}), "suppressed"),
            (json!({"facts": {"segments": [""]}}), "facts.segments[0]"),
            (json!({"facts": {"order_count": -1}}), "integer"),
            (
                json!({"facts": {"attributes": {"a": 9_007_199_254_740_992_i64}}}),
                "facts.attributes.a",
            ),
        ] {
            let reason = of(more);
            assert!(reason.contains(word), "{word}: {reason}");
        }
        let nobody = refused(&json!({"exp": NOW + 60}));
        assert!(nobody.contains("sub"), "{nobody}");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let long = "x".repeat(LEN_MAX + 1);
        for text in ["", ".", "..", "...", "a.b.c", "{}", &long] {
            assert!(verified(text).is_err(), "{text}");
        }
    }
}
