//! The golden vectors of the format, shared by every implementation: `tests/vectors/code-v1.json`.

use serde_json::Value;
use tessera_code::*;

fn vectors() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/vectors/code-v1.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} in {value}"))
}

fn number(value: &Value, field: &str) -> u64 {
    value[field]
        .as_u64()
        .unwrap_or_else(|| panic!("{field} in {value}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Calls `test` with each campaign of the vectors, its keys and its issuer.
fn each_campaign(test: impl Fn(&Value, &CampaignKeys, &Issuer)) {
    let vectors = vectors();
    let master = MasterKey::parse_hex(text(&vectors, "master_key_hex")).unwrap();
    let campaigns = vectors["campaigns"].as_array().unwrap();
    assert!(campaigns.len() >= 9);
    for campaign in campaigns {
        let pattern = Pattern::parse(text(campaign, "pattern")).unwrap();
        let bits = FieldBits {
            serial_bits: number(campaign, "serial_bits") as u8,
            expiry_bits: number(campaign, "expiry_bits") as u8,
        };
        let parts = FormatParts {
            pattern,
            layout: Layout::new(&pattern, bits).unwrap(),
            calendar: Calendar::new(ExpiryUnit::Hour, 0).unwrap(),
            key_version: number(campaign, "key_version") as u32,
        };
        let keys = master.derive(&pattern.prefix(), parts.key_version);
        test(
            campaign,
            &keys,
            &Issuer::new(Format::new(parts).unwrap(), &keys),
        );
    }
}

fn check_one(issuer: &Issuer, code: &str) -> Check {
    let reader = issuer.reader().clone();
    let campaign = PublicCampaign {
        reader,
        starts_at_ms: None,
        ends_at_ms: None,
    };
    check(&[campaign], code, CheckOptions::default())
}

#[test]
fn keys_and_layouts() {
    each_campaign(|campaign, keys, issuer| {
        assert_eq!(hex(keys.tag_key()), text(campaign, "tag_key_hex"));
        assert_eq!(hex(keys.serial_key()), text(campaign, "serial_key_hex"));
        assert_eq!(
            hex(keys.public_key().as_bytes()),
            text(campaign, "public_key_hex")
        );
        let layout = issuer.reader().format().layout();
        assert_eq!(u64::from(layout.tag_bits()), number(campaign, "tag_bits"));
        assert_eq!(
            u64::from(layout.parity_symbols()),
            number(campaign, "parity_symbols")
        );
        assert_eq!(
            text(campaign, "campaign"),
            issuer.reader().format().pattern().prefix().as_str()
        );
    });
}

#[test]
fn valid_codes_are_minted_and_verified() {
    each_campaign(|campaign, _, issuer| {
        for valid in campaign["valid"].as_array().unwrap() {
            let serial = Serial::new(number(valid, "serial")).unwrap();
            let expiry = Expiry::from_raw(number(valid, "expiry") as u16);
            let code = text(valid, "code");
            assert_eq!(issuer.mint(serial, expiry).unwrap().as_str(), code);
            assert_eq!(issuer.verify(code), Ok(Genuine { serial, expiry }));
            assert_eq!(
                issuer
                    .verify(&code.replace('-', " ").to_lowercase())
                    .unwrap()
                    .serial,
                serial
            );
            assert_eq!(
                issuer.verify(&code.replace('-', "")).unwrap().serial,
                serial
            );
        }
    });
}

#[test]
fn what_was_read_is_written_canonically() {
    each_campaign(|campaign, _, issuer| {
        for valid in campaign["valid"].as_array().unwrap() {
            let code = text(valid, "code");
            let typed = Text::normalise(&code.replace('-', " ").to_lowercase()).unwrap();
            let (_, sealed) = locate([issuer.reader()], &typed).unwrap();
            assert_eq!(issuer.reader().code(&sealed).as_str(), code);
        }
    });
}

#[test]
fn invalid_codes_get_their_verdicts() {
    each_campaign(|campaign, _, issuer| {
        for invalid in campaign["invalid"].as_array().unwrap() {
            let code = text(invalid, "code");
            assert_eq!(issuer.verify(code), Err(NotGenuine), "{code}");
            let check = check_one(issuer, code);
            let as_expected = match text(invalid, "verdict") {
                "typo" => matches!(check, Check::Typo { .. }),
                "incomplete" => matches!(
                    check,
                    Check::Incomplete {
                        missing: Some(1),
                        ..
                    }
                ),
                "too_long" => matches!(check, Check::TooLong { extra: 1, .. }),
                "bad_character" => matches!(
                    check,
                    Check::BadCharacter {
                        campaign: Some(0),
                        ..
                    }
                ),
                "forged" => looks_right(&check),
                "forged_or_typo" => looks_right(&check) || matches!(check, Check::Typo { .. }),
                other => panic!("unknown verdict {other}"),
            };
            assert!(as_expected, "{code}: {check:?}");
            if let Some(suggestion) = invalid["suggestion"].as_str() {
                let Check::Typo {
                    correction: Some(correction),
                    ..
                } = check
                else {
                    panic!("{code}: {check:?}")
                };
                assert_eq!(correction.suggestion.as_str(), suggestion);
                let swapped = text(invalid, "note").contains("swapped");
                assert_eq!(correction.position, if swapped { 1 } else { 7 });
            }
        }
    });
}

/// Made-up codes pass every public check; whether they claim to be expired is up to chance.
fn looks_right(check: &Check) -> bool {
    matches!(check, Check::Plausible { .. } | Check::Expired { .. })
}
