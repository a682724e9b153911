//! What a page says as a shopper types.

use tessera_code::*;

const NOW_MS: u64 = 1_767_225_600_000; // 2026-01-01T00:00:00Z

fn issuer(pattern: &str) -> Issuer {
    let pattern = Pattern::parse(pattern).unwrap();
    let layout = Layout::new(
        &pattern,
        FieldBits {
            serial_bits: 8,
            expiry_bits: 8,
        },
    )
    .unwrap();
    let calendar = Calendar::new(ExpiryUnit::Day, NOW_MS / 1_000).unwrap();
    let format = Format::new(FormatParts {
        pattern,
        layout,
        calendar,
        key_version: 1,
    })
    .unwrap();
    Issuer::new(
        format,
        &MasterKey::from_bytes([9; 32]).derive(&pattern.prefix(), 1),
    )
}

fn campaign(issuer: &Issuer) -> PublicCampaign {
    let reader = issuer.reader().clone();
    PublicCampaign {
        reader,
        starts_at_ms: None,
        ends_at_ms: None,
    }
}

fn now(campaigns: &[PublicCampaign], text: &str) -> Check {
    check(
        campaigns,
        text,
        CheckOptions {
            now_ms: NOW_MS,
            is_final: false,
        },
    )
}

fn at_the_end(campaigns: &[PublicCampaign], text: &str) -> Check {
    check(
        campaigns,
        text,
        CheckOptions {
            now_ms: NOW_MS,
            is_final: true,
        },
    )
}

fn code(issuer: &Issuer) -> String {
    let expiry = issuer
        .reader()
        .format()
        .expiry_at_ms(NOW_MS + 86_400_000)
        .unwrap();
    issuer
        .mint(Serial::new(5).unwrap(), expiry)
        .unwrap()
        .to_string()
}

#[test]
fn from_the_first_keystroke_to_the_last() {
    let sum = issuer("SUM-####-####-####-####");
    let campaigns = [campaign(&sum)];
    let code = code(&sum);
    assert_eq!(now(&campaigns, ""), Check::Empty);
    assert_eq!(now(&campaigns, " - "), Check::Empty);
    let prefix = Check::Incomplete {
        typed: None,
        missing: None,
        suggestion: None,
    };
    assert_eq!(
        (now(&campaigns, "s"), now(&campaigns, "Su")),
        (prefix, prefix)
    );
    for len in 3..code.len() {
        let text = code[..len].to_lowercase();
        let Check::Incomplete {
            typed: Some(typed),
            missing: Some(missing),
            ..
        } = now(&campaigns, &text)
        else {
            panic!("{text}")
        };
        assert_eq!(typed.formatted.as_str(), code[..len].trim_end_matches('-'));
        assert_eq!(usize::from(missing), code[len..].replace('-', "").len());
    }
    let Check::Plausible {
        typed,
        expires_at_ms,
    } = now(&campaigns, &code)
    else {
        panic!()
    };
    assert_eq!(
        (typed.formatted.as_str(), typed.campaign),
        (code.as_str(), 0)
    );
    assert_eq!(expires_at_ms, Some(NOW_MS + 86_400_000));
}

#[test]
fn texts_of_no_campaign() {
    let sum = issuer("SUM-####-####-####-####");
    let campaigns = [campaign(&sum)];
    let code = code(&sum);
    let unknown = Check::UnknownCampaign { suggestion: None };
    for text in ["X", "WINTER-1234", "SU-1234", "SUX"] {
        assert_eq!(now(&campaigns, text), unknown, "{text}");
    }
    assert_eq!(now(&[], &code), unknown);
    let other = code.replace("SUM", "WIN");
    assert_eq!(now(&campaigns, &other), unknown, "three slips are no slip");
    for typed in ["SIM", "SM", "SUMM", "UM"] {
        for separator in ["-", ""] {
            let text = code.replace("SUM-", &format!("{typed}{separator}"));
            let Check::UnknownCampaign {
                suggestion: Some(suggestion),
            } = now(&campaigns, &text)
            else {
                panic!("{text}")
            };
            assert_eq!(suggestion.as_str(), code);
        }
    }
}

#[test]
fn bad_characters_are_pointed_at() {
    let sum = issuer("SUM-####-####-####-####");
    let campaigns = [campaign(&sum)];
    let bad = |offset, character, campaign| Check::BadCharacter {
        bad: BadCharacter { offset, character },
        campaign,
    };
    assert_eq!(now(&campaigns, "SUM-9*"), bad(5, '*', Some(0)));
    assert_eq!(now(&campaigns, "S*UM"), bad(1, '*', None));
    assert_eq!(
        now(&campaigns, "SUM-91UX"),
        bad(6, 'U', Some(0)),
        "U is in no body"
    );
    assert_eq!(
        now(&campaigns, "«SUM» 91ñ"),
        bad(10, 'ñ', Some(0)),
        "counted in bytes"
    );
}

#[test]
fn one_character_left_out_is_found_when_the_field_is_left() {
    let sum = issuer("SUM-####-####-####-####-####");
    let campaigns = [campaign(&sum)];
    let code = code(&sum);
    let mut found = 0;
    for at in (4..code.len()).filter(|&at| code.as_bytes()[at] != b'-') {
        let text = format!("{}{}", &code[..at], &code[at + 1..]);
        assert!(matches!(
            now(&campaigns, &text),
            Check::Incomplete {
                suggestion: None,
                missing: Some(1),
                ..
            }
        ));
        if let Check::Incomplete {
            suggestion: Some(suggestion),
            ..
        } = at_the_end(&campaigns, &text)
        {
            assert_eq!(suggestion.as_str(), code);
            found += 1;
        }
    }
    // 640 insertions into a body whose parity fits by chance once in 32,768 times.
    assert!(found >= 18, "{found} of 20");
}

#[test]
fn an_ambiguous_correction_is_not_offered() {
    let short = issuer("SUM-############");
    let text = &code(&short)[..15];
    let Check::Incomplete {
        suggestion,
        missing,
        ..
    } = at_the_end(&[campaign(&short)], text)
    else {
        panic!("{text}")
    };
    // With one parity symbol some twelve insertions fit.
    assert_eq!((suggestion, missing), (None, Some(1)));
}

#[test]
fn a_correction_is_likely_if_people_make_that_mistake() {
    let sum = issuer("SUM-####-####-####-####");
    let campaigns = [campaign(&sum)];
    let format = sum.reader().format();
    let mut seen = [false; 2];
    for serial in 0..40 {
        let code = sum
            .mint(Serial::new(serial).unwrap(), format.never())
            .unwrap()
            .to_string();
        let Some(at) = code[4..].find('8').map(|at| at + 4) else {
            continue;
        };
        for (wrong, likely) in [("B", true), ("K", false)] {
            let text = format!("{}{wrong}{}", &code[..at], &code[at + 1..]);
            let Check::Typo {
                correction: Some(correction),
                typed,
            } = now(&campaigns, &text)
            else {
                panic!("{text}")
            };
            assert_eq!(correction.suggestion.as_str(), code);
            assert_eq!(correction.is_likely, likely, "8 typed as {wrong}");
            assert_eq!(typed.formatted.as_str(), text, "the text is not changed");
            let before = code[4..=at].replace('-', "").len();
            assert_eq!(usize::from(correction.position), before);
            seen[usize::from(likely)] = true;
        }
    }
    assert_eq!(seen, [true, true]);
}

#[test]
fn start_end_and_expiry_by_the_given_clock() {
    let sum = issuer("SUM-####-####-####-####");
    let code = code(&sum);
    let own_expiry_ms = NOW_MS + 86_400_000;
    let at = |now_ms, starts_at_ms, ends_at_ms| {
        let campaign = PublicCampaign {
            starts_at_ms,
            ends_at_ms,
            ..campaign(&sum)
        };
        check(
            &[campaign],
            &code,
            CheckOptions {
                now_ms,
                is_final: false,
            },
        )
    };
    let state = |check| match check {
        Check::Plausible { .. } => ("plausible", None),
        Check::Expired { expires_at_ms, .. } => ("expired", Some(expires_at_ms)),
        Check::NotStarted { starts_at_ms, .. } => ("not_started", Some(starts_at_ms)),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        state(at(own_expiry_ms - 1, None, None)),
        ("plausible", None)
    );
    assert_eq!(
        state(at(own_expiry_ms, None, None)),
        ("expired", Some(own_expiry_ms))
    );
    assert_eq!(
        state(at(NOW_MS, None, Some(NOW_MS))),
        ("expired", Some(NOW_MS))
    );
    assert_eq!(
        state(at(NOW_MS - 1, None, Some(NOW_MS))),
        ("plausible", None)
    );
    assert_eq!(state(at(NOW_MS, Some(NOW_MS), None)), ("plausible", None));
    assert_eq!(
        state(at(NOW_MS, Some(NOW_MS + 1), None)),
        ("not_started", Some(NOW_MS + 1))
    );
}

#[test]
fn a_prefix_that_begins_another() {
    let (sum, summer) = (
        issuer("SUM-####-####-####-####"),
        issuer("SUMMER-####-####-####-####"),
    );
    let campaigns = [campaign(&sum), campaign(&summer)];
    for (index, issuer) in [&sum, &summer].into_iter().enumerate() {
        for text in [code(issuer), code(issuer).replace('-', "")] {
            let Check::Plausible { typed, .. } = now(&campaigns, &text) else {
                panic!("{text}")
            };
            assert_eq!(typed.campaign, index);
            let readers = campaigns.iter().map(|campaign| &campaign.reader);
            let (located, sealed) = locate(readers, &Text::normalise(&text).unwrap()).unwrap();
            assert_eq!(located, index);
            assert!(issuer.open(&sealed).is_ok());
        }
    }
    let Check::Incomplete {
        typed: Some(typed), ..
    } = now(&campaigns, "summer12")
    else {
        panic!()
    };
    assert_eq!(typed.formatted.as_str(), "SUMMER-12");
    let Check::Incomplete {
        typed: Some(typed), ..
    } = now(&campaigns, "sum-mer12")
    else {
        panic!()
    };
    assert_eq!(
        typed.formatted.as_str(),
        "SUM-MER1-2",
        "a separator settles the prefix"
    );
}

#[test]
fn prefixes_are_folded_for_comparing_and_printed_as_in_the_pattern() {
    let solo = issuer("SOLO-####-####-####-####");
    let campaigns = [campaign(&solo)];
    let code = code(&solo);
    let Check::Plausible { typed, .. } = now(&campaigns, &code.replace("SOLO", "s010")) else {
        panic!("{code}")
    };
    assert_eq!(typed.formatted.as_str(), code);
}

#[test]
fn a_huge_text_is_too_long() {
    let sum = issuer("SUM-####-####-####-####");
    let text = format!("SUM-{}", "1".repeat(1_000_016));
    assert_eq!(
        now(&[campaign(&sum)], &text),
        Check::TooLong {
            campaign: 0,
            extra: 1_000_000
        }
    );
}
