//! Properties of the format, over random campaigns and texts.

use proptest::prelude::*;
use tessera_code::*;

/// A random pattern of 12 to 20 symbols, with a layout that fits it and random keys.
fn issuers() -> impl Strategy<Value = Issuer> {
    let groups = proptest::collection::vec(1_usize..6, 20);
    let pattern = ("[A-Z0-9]{2,10}", 12_usize..=20, groups)
        .prop_map(|(prefix, symbols, groups)| {
            // The last group is cut to fit, so that hardly any pattern is thrown away.
            let mut left = symbols;
            let groups = groups.into_iter().map_while(|len| {
                let len = len.min(left);
                left -= len;
                (len > 0).then(|| "#".repeat(len))
            });
            format!("{prefix}-{}", groups.collect::<Vec<_>>().join("-"))
        })
        .prop_filter_map("12 to 20 symbols", |text| Pattern::parse(&text).ok());
    let bits = (8_u8..=40, 0_u8..=16);
    let fitting = (pattern, bits).prop_filter_map("32 bits of tag", |(pattern, bits)| {
        let (serial_bits, expiry_bits) = bits;
        let layout = Layout::new(
            &pattern,
            FieldBits {
                serial_bits,
                expiry_bits,
            },
        )
        .ok()?;
        Some((pattern, layout))
    });
    (fitting, any::<[u8; 32]>(), any::<u32>()).prop_map(
        |((pattern, layout), master, key_version)| {
            let calendar = Calendar::new(ExpiryUnit::Hour, 0).unwrap();
            let format = Format::new(FormatParts {
                pattern,
                layout,
                calendar,
                key_version,
            })
            .unwrap();
            let master = MasterKey::from_bytes(master);
            Issuer::new(format, &master.derive(&pattern.prefix(), key_version))
        },
    )
}

/// A serial and an expiry that the issuer's layout can hold.
fn content(issuer: &Issuer, serial: u64, expiry: u16) -> (Serial, Expiry) {
    let layout = issuer.reader().format().layout();
    let serial = Serial::new(serial % layout.serial_count()).unwrap();
    let values = 1_u32 << layout.expiry_bits();
    (
        serial,
        Expiry::from_raw((u32::from(expiry) % values) as u16),
    )
}

proptest! {
    #[test]
    fn what_is_minted_verifies(issuer in issuers(), serial: u64, expiry: u16) {
        let (serial, expiry) = content(&issuer, serial, expiry);
        let code = issuer.mint(serial, expiry).unwrap();
        prop_assert_eq!(issuer.verify(code.as_str()), Ok(Genuine { serial, expiry }));
        let bare: String = code.as_str().chars().filter(|&c| c != '-').collect();
        prop_assert_eq!(issuer.verify(&bare), Ok(Genuine { serial, expiry }));
    }

    #[test]
    fn different_serials_have_different_codes(
        issuer in issuers(), one: u64, two: u64, expiry: u16, other_expiry: u16,
    ) {
        let (one, expiry) = content(&issuer, one, expiry);
        let (two, other_expiry) = content(&issuer, two, other_expiry);
        let same = issuer.mint(one, expiry).unwrap() == issuer.mint(two, other_expiry).unwrap();
        prop_assert_eq!(same, one == two && expiry == other_expiry);
    }

    #[test]
    fn another_key_version_refuses(issuer in issuers(), master: [u8; 32], serial: u64) {
        let (serial, expiry) = content(&issuer, serial, 0);
        let code = issuer.mint(serial, expiry).unwrap();
        let format = *issuer.reader().format();
        let other = MasterKey::from_bytes(master).derive(&format.pattern().prefix(), 7);
        prop_assert_eq!(Issuer::new(format, &other).verify(code.as_str()), Err(NotGenuine));
    }

    /// A code's canonical form is what any normalised writing of it comes to, and stays so.
    #[test]
    fn formatting_is_idempotent(issuer in issuers(), serial: u64, noise in "[ _.,\u{2014}\u{200B}-]{0,3}") {
        let (serial, expiry) = content(&issuer, serial, 0);
        let code = issuer.mint(serial, expiry).unwrap();
        let noisy: String = code.as_str().chars().flat_map(|c| [c.to_string(), noise.clone()]).collect();
        for text in [noisy.as_str(), code.as_str()] {
            match check_one(&issuer, text) {
                Check::Plausible { typed, .. } | Check::Expired { typed, .. } => {
                    prop_assert_eq!(typed.formatted, code);
                }
                other => prop_assert!(false, "{text:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn any_text_is_answered(issuer in issuers(), text: String, tail in "[A-Z0-9 *-]{0,40}") {
        let prefix = issuer.reader().format().pattern().prefix();
        for text in [text, format!("{prefix}-{tail}"), format!("{prefix}{tail}")] {
            check_one(&issuer, &text);
            prop_assert_eq!(issuer.verify(&text), Err(NotGenuine));
        }
    }
}

fn check_one(issuer: &Issuer, text: &str) -> Check {
    let reader = issuer.reader().clone();
    let campaign = PublicCampaign {
        reader,
        starts_at_ms: None,
        ends_at_ms: None,
    };
    check(
        &[campaign],
        text,
        CheckOptions {
            now_ms: 0,
            is_final: true,
        },
    )
}

/// All 2^8 serials of a small campaign, with every expiry: as many different codes.
#[test]
fn serials_are_injective_exhaustively() {
    let pattern = Pattern::parse("AB-############").unwrap();
    let layout = Layout::new(
        &pattern,
        FieldBits {
            serial_bits: 8,
            expiry_bits: 4,
        },
    )
    .unwrap();
    let calendar = Calendar::new(ExpiryUnit::Day, 0).unwrap();
    let format = Format::new(FormatParts {
        pattern,
        layout,
        calendar,
        key_version: 1,
    })
    .unwrap();
    let issuer = Issuer::new(
        format,
        &MasterKey::from_bytes([3; 32]).derive(&pattern.prefix(), 1),
    );
    let mut codes = std::collections::HashSet::new();
    for serial in 0..256 {
        for expiry in 0..16 {
            let code = issuer
                .mint(Serial::new(serial).unwrap(), Expiry::from_raw(expiry))
                .unwrap();
            assert!(codes.insert(code), "{code:?}");
        }
    }
    assert_eq!(
        issuer
            .mint(Serial::new(256).unwrap(), format.never())
            .unwrap_err()
            .to_string(),
        "there is no serial 256: the last of this campaign is 255"
    );
    assert_eq!(
        issuer
            .mint(Serial::new(0).unwrap(), Expiry::from_raw(16))
            .unwrap_err()
            .to_string(),
        "the expiry 16 does not fit its field, whose greatest value is 15"
    );
}
