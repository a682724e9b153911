//! Any bytes as text: no panic, and nothing made up is ever genuine.
//!
//! As a test it runs for a few seconds on stable; `cargo xtask test --deep` gives it an engine and time.

use std::sync::LazyLock;

use tessera_code::*;

static CAMPAIGNS: LazyLock<Vec<Issuer>> = LazyLock::new(|| {
    let master = MasterKey::from_bytes([5; 32]);
    [
        "SUM-####-####-####-####",
        "SUMMER-#####-#######",
        "LOL10-####-####-####-####-####",
    ]
    .into_iter()
    .map(|pattern| {
        let pattern = Pattern::parse(pattern).unwrap();
        let bits = FieldBits {
            serial_bits: 12,
            expiry_bits: 8,
        };
        let layout = Layout::new(&pattern, bits).unwrap();
        let calendar = Calendar::new(ExpiryUnit::Hour, 0).unwrap();
        let parts = FormatParts {
            pattern,
            layout,
            calendar,
            key_version: 1,
        };
        Issuer::new(
            Format::new(parts).unwrap(),
            &master.derive(&pattern.prefix(), 1),
        )
    })
    .collect()
});

#[test]
fn texts() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let campaigns: Vec<PublicCampaign> = CAMPAIGNS
            .iter()
            .map(|issuer| PublicCampaign {
                reader: issuer.reader().clone(),
                starts_at_ms: None,
                ends_at_ms: None,
            })
            .collect();
        let options = CheckOptions {
            now_ms: 0,
            is_final: bytes.len().is_multiple_of(2),
        };
        let verdict = check(&campaigns, &text, options);
        for issuer in CAMPAIGNS.iter() {
            // A guess hits once in 2^32 and more; what the fuzzer finds would be a hole.
            assert_eq!(issuer.verify(&text), Err(NotGenuine));
        }
        if let Check::Plausible { typed, .. } | Check::Typo { typed, .. } = verdict {
            let again = check(&campaigns, typed.formatted.as_str(), options);
            assert_eq!(
                rank_aside(again),
                rank_aside(verdict),
                "the canonical form is read like the text"
            );
        }
        let _ = Pattern::parse(&text);
        let _ = Prefix::parse(&text);
        let _ = MasterKey::parse_hex(&text);
    });
}

/// The verdict without how likely its correction is: that depends on the keys that were hit, and an `I`
/// that was typed is a `1` in the canonical form.
fn rank_aside(verdict: Check) -> Check {
    match verdict {
        Check::Typo {
            typed,
            correction: Some(correction),
        } => Check::Typo {
            typed,
            correction: Some(Correction {
                is_likely: false,
                ..correction
            }),
        },
        other => other,
    }
}
