//! Keys: the master, and what each campaign derives from it.

use core::fmt;

#[cfg(feature = "secret")]
use hkdf::Hkdf;
#[cfg(feature = "secret")]
use sha2::Sha256;
#[cfg(feature = "secret")]
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The public key of a campaign: it masks expiries and moves the parity. Safe to publish.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// A key as it stands in a manifest.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(…)")
    }
}

/// The master key of a deployment: 32 random bytes, from which every campaign's keys are derived.
///
/// Whoever has it can mint every code of every campaign. It is wiped from memory when dropped and
/// never shown.
#[cfg(feature = "secret")]
#[derive(Clone, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

#[cfg(feature = "secret")]
impl MasterKey {
    /// A master key from its 32 bytes, which must be random.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads a key of 64 hexadecimal digits, of either case; white space around it is ignored.
    ///
    /// # Errors
    ///
    /// If it is anything else. The error does not repeat the text.
    pub fn parse_hex(text: &str) -> Result<Self, MasterKeyError> {
        let digits = text.trim().as_bytes();
        let (pairs, rest) = digits.as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(MasterKeyError(()));
        }
        let mut key = Self([0; 32]);
        for (byte, &[high, low]) in key.0.iter_mut().zip(pairs) {
            *byte = hex_digit(high)? << 4 | hex_digit(low)?;
        }
        Ok(key)
    }

    /// The keys of a campaign: `HKDF-Expand(HKDF-Extract("tessera/v1", master), label ‖ 00 ‖ PREFIX ‖
    /// 00 ‖ key_version, 32)`.
    pub fn derive(&self, prefix: &crate::pattern::Prefix, key_version: u32) -> CampaignKeys {
        let prk = self.prk();
        CampaignKeys {
            tag: expand(&prk, b"tag", prefix, key_version),
            serial: expand(&prk, b"serial", prefix, key_version),
            public: PublicKey(expand(&prk, b"public", prefix, key_version)),
        }
    }

    /// The key under which a campaign hashes what names a person or a device: derived as
    /// [`MasterKey::derive`] does, with the label `pseudonym`. No code is made with it.
    pub fn pseudonym_key(
        &self,
        prefix: &crate::pattern::Prefix,
        key_version: u32,
    ) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(expand(&self.prk(), b"pseudonym", prefix, key_version))
    }

    /// The key of customer tokens that goes with a publishable key, whose id this is: with it the
    /// merchant's server signs who a page's visitor is. `HKDF-Expand(PRK, "customer" ‖ 00 ‖ id, 32)`.
    ///
    /// No other key has this label.
    pub fn customer_token_key(&self, publishable_key_id: &str) -> zeroize::Zeroizing<[u8; 32]> {
        let info = [b"customer".as_slice(), &[0], publishable_key_id.as_bytes()];
        zeroize::Zeroizing::new(expand_info(&self.prk(), &info))
    }

    fn prk(&self) -> Hkdf<Sha256> {
        Hkdf::<Sha256>::new(Some(b"tessera/v1"), &self.0)
    }
}

#[cfg(feature = "secret")]
fn expand(
    prk: &Hkdf<Sha256>,
    label: &[u8],
    prefix: &crate::pattern::Prefix,
    key_version: u32,
) -> [u8; 32] {
    let info = [
        label,
        &[0],
        prefix.as_bytes(),
        &[0],
        &key_version.to_be_bytes(),
    ];
    expand_info(prk, &info)
}

#[cfg(feature = "secret")]
fn expand_info(prk: &Hkdf<Sha256>, info: &[&[u8]]) -> [u8; 32] {
    let mut key = [0; 32];
    // Expanding fails only beyond 255 blocks; this is one.
    let _ = prk.expand_multi_info(info, &mut key);
    key
}

#[cfg(feature = "secret")]
fn hex_digit(character: u8) -> Result<u8, MasterKeyError> {
    let value = char::from(character)
        .to_digit(16)
        .ok_or(MasterKeyError(()))?;
    u8::try_from(value).map_err(|_| MasterKeyError(()))
}

#[cfg(feature = "secret")]
impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey([redacted])")
    }
}

/// The text is not a master key.
#[cfg(feature = "secret")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasterKeyError(());

#[cfg(feature = "secret")]
impl fmt::Display for MasterKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a master key is 64 hexadecimal digits (32 random bytes)")
    }
}

#[cfg(feature = "secret")]
impl core::error::Error for MasterKeyError {}

/// The keys of one campaign and key version. Whoever has the tag's and the serial's can mint its
/// codes; both are wiped from memory when dropped and never shown.
#[cfg(feature = "secret")]
#[derive(Clone)]
pub struct CampaignKeys {
    pub(crate) tag: [u8; 32],
    pub(crate) serial: [u8; 32],
    pub(crate) public: PublicKey,
}

#[cfg(feature = "secret")]
impl CampaignKeys {
    /// Keys that were derived elsewhere, for a verifier that must not hold the master.
    pub fn from_parts(tag: [u8; 32], serial: [u8; 32], public: PublicKey) -> Self {
        Self {
            tag,
            serial,
            public,
        }
    }

    /// The key of the tags: secret.
    pub fn tag_key(&self) -> &[u8; 32] {
        &self.tag
    }

    /// The key that masks serials: secret.
    pub fn serial_key(&self) -> &[u8; 32] {
        &self.serial
    }

    /// The public key.
    pub fn public_key(&self) -> PublicKey {
        self.public
    }
}

#[cfg(feature = "secret")]
impl Drop for CampaignKeys {
    fn drop(&mut self) {
        self.tag.zeroize();
        self.serial.zeroize();
    }
}

#[cfg(feature = "secret")]
impl ZeroizeOnDrop for CampaignKeys {}

#[cfg(feature = "secret")]
impl fmt::Debug for CampaignKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CampaignKeys([redacted])")
    }
}

#[cfg(all(test, feature = "secret"))]
mod tests {
    use super::*;

    #[test]
    fn a_master_key_is_64_hex_digits() {
        let upper = MasterKey::parse_hex(&"0F".repeat(32)).unwrap();
        let lower = MasterKey::parse_hex(&format!(" {}\n", "0f".repeat(32))).unwrap();
        assert_eq!(upper.0, lower.0);
        for text in [
            "",
            "0f",
            &"0f".repeat(33),
            &"0g".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(
                MasterKey::parse_hex(text).unwrap_err().to_string(),
                "a master key is 64 hexadecimal digits (32 random bytes)"
            );
        }
    }

    #[test]
    fn pseudonyms_have_a_key_of_their_own_in_each_campaign() {
        let master = MasterKey::from_bytes([7; 32]);
        let key = |prefix: &str, version| *master.pseudonym_key(&prefix.parse().unwrap(), version);
        let keys = master.derive(&"SUM".parse().unwrap(), 1);
        let others = [
            *keys.tag_key(),
            *keys.serial_key(),
            *keys.public_key().as_bytes(),
            key("AUT", 1),
            key("SUM", 2),
        ];
        assert!(others.iter().all(|other| *other != key("SUM", 1)));
    }

    #[test]
    fn the_key_of_customer_tokens_is_pinned() {
        let master = MasterKey::from_bytes([7; 32]);
        let key = |id: &str| *master.customer_token_key(id);
        // Computed by another implementation of HKDF.
        let expected = [
            0xea, 0x7b, 0x75, 0xbe, 0xc2, 0x19, 0x57, 0x5f, 0x49, 0x0c, 0xdb, 0xfa, 0x79, 0x89,
            0xbe, 0xe1, 0xba, 0x01, 0x1c, 0xa7, 0xc6, 0x24, 0x84, 0xa9, 0x7b, 0xe9, 0xb7, 0x5f,
            0x87, 0xe3, 0xfb, 0x88,
        ];
        assert_eq!(key("key_7ZZZZZZZZZZZZZZZ"), expected);
        assert_ne!(key("key_7ZZZZZZZZZZZZZZY"), expected);
    }

    #[test]
    fn keys_are_not_shown() {
        let master = MasterKey::from_bytes([0xAB; 32]);
        let keys = master.derive(&"SUM".parse().unwrap(), 1);
        assert_eq!(format!("{master:?}"), "MasterKey([redacted])");
        assert_eq!(format!("{keys:?}"), "CampaignKeys([redacted])");
        assert_eq!(format!("{:?}", keys.public_key()), "PublicKey(…)");
    }

    #[test]
    fn secrets_are_wiped_when_dropped() {
        fn wiped<T: ZeroizeOnDrop>() {}
        wiped::<MasterKey>();
        wiped::<CampaignKeys>();
        wiped::<crate::prf::Prf>();
    }
}
