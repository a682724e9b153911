//! The master keys that a deployment holds, by version.
//!
//! The version of a master key is the key version of the campaigns that are made with it: new ones take
//! the newest, the others keep theirs until they have ended and it can be taken away.

use std::collections::BTreeMap;

use tessera_code::MasterKey;

use crate::failure::Failure;

/// The secret that holds the first version; version *n* stands in `TESSERA_MASTER_KEY_n`.
const SECRET: &str = "TESSERA_MASTER_KEY";

/// The master keys of a deployment. At least one is there.
#[derive(Debug)]
pub(crate) struct Keyring {
    /// `None` where a secret is there and is no key: its campaigns wait, the others go on.
    versions: BTreeMap<u32, Option<MasterKey>>,
}

/// A master key and its version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VersionedKey<'k> {
    pub(crate) version: u32,
    pub(crate) key: &'k MasterKey,
}

impl Keyring {
    /// The keys among a deployment's secrets.
    ///
    /// # Errors
    ///
    /// [`Failure::NotConfigured`] if not one of them can be read.
    pub(crate) fn new(secrets: impl IntoIterator<Item = (u32, String)>) -> Result<Self, Failure> {
        let read = |(version, text): (u32, String)| (version, MasterKey::parse_hex(&text).ok());
        let versions: BTreeMap<_, _> = secrets.into_iter().map(read).collect();
        if versions.values().any(Option::is_some) {
            Ok(Self { versions })
        } else {
            Err(not_configured(1))
        }
    }

    /// The key that new campaigns take.
    ///
    /// # Errors
    ///
    /// [`Failure::NotConfigured`] if it cannot be read: an older one would be a surprise.
    pub(crate) fn newest(&self) -> Result<VersionedKey<'_>, Failure> {
        let newest = self.versions.last_key_value();
        let (&version, key) = newest.ok_or_else(|| not_configured(1))?;
        let key = key.as_ref().ok_or_else(|| not_configured(version))?;
        Ok(VersionedKey { version, key })
    }

    /// The key of a version, if it is there.
    pub(crate) fn get(&self, version: u32) -> Option<&MasterKey> {
        self.versions.get(&version)?.as_ref()
    }

    /// Whether every key can be read.
    ///
    /// # Errors
    ///
    /// [`Failure::NotConfigured`] for the first that cannot.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let unreadable = self.versions.iter().find(|(_, key)| key.is_none());
        unreadable.map_or(Ok(()), |(&version, _)| Err(not_configured(version)))
    }
}

/// The version of the master key that a secret of this name holds; `None` if it holds none.
pub(crate) fn version_of(secret: &str) -> Option<u32> {
    let suffix = secret.strip_prefix(SECRET)?;
    if suffix.is_empty() {
        return Some(1);
    }
    let version = suffix.strip_prefix('_')?.parse().ok()?;
    (version > 1 && secret_name(version) == secret).then_some(version)
}

/// The name of the secret that holds a version.
pub(crate) fn secret_name(version: u32) -> String {
    if version == 1 {
        SECRET.to_owned()
    } else {
        format!("{SECRET}_{version}")
    }
}

fn not_configured(version: u32) -> Failure {
    let name = secret_name(version);
    Failure::NotConfigured {
        remedy: format!(
            "Set the secret {name} to 64 hexadecimal digits, as `tessera keygen` makes them: \
             `wrangler secret put {name}`."
        ),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A keyring of keys that consist of one byte each.
    pub(crate) fn keyring(keys: &[(u32, u8)]) -> Keyring {
        let secrets = keys
            .iter()
            .map(|&(version, byte)| (version, format!("{byte:02x}").repeat(32)));
        Keyring::new(secrets).expect("keys")
    }

    #[test]
    fn new_campaigns_take_the_newest_key() {
        let keyring = keyring(&[(2, 8), (1, 7), (10, 9)]);
        assert_eq!(keyring.newest().map(|newest| newest.version), Ok(10));
        assert!(keyring.get(1).is_some() && keyring.get(2).is_some());
        assert!(keyring.get(3).is_none());
        assert_eq!(keyring.check(), Ok(()));
    }

    #[test]
    fn the_first_key_can_go_once_there_is_another() {
        assert_eq!(
            keyring(&[(2, 8)]).newest().map(|newest| newest.version),
            Ok(2)
        );
        assert_eq!(Keyring::new([]).err(), Some(not_configured(1)));
        assert_eq!(
            Keyring::new([(1, "short".into())]).err(),
            Some(not_configured(1))
        );
    }

    #[test]
    fn a_key_that_cannot_be_read_stops_only_what_needs_it() {
        let secrets = [(1, "07".repeat(32)), (2, "typo".into())];
        let keyring = Keyring::new(secrets).expect("one key");
        assert!(keyring.get(1).is_some() && keyring.get(2).is_none());
        assert_eq!(keyring.newest().err(), Some(not_configured(2)));
        let Err(Failure::NotConfigured { remedy }) = keyring.check() else {
            panic!("the second is no key");
        };
        assert!(
            remedy.contains("wrangler secret put TESSERA_MASTER_KEY_2"),
            "{remedy}"
        );
        assert!(!remedy.contains("typo"), "{remedy}");
    }

    #[test]
    fn secrets_are_named_one_way() {
        for version in [1, 2, 10, u32::MAX] {
            assert_eq!(version_of(&secret_name(version)), Some(version));
        }
        for name in [
            "",
            "TESSERA_MASTER",
            "TESSERA_MASTER_KEY_",
            "TESSERA_MASTER_KEY_0",
            "TESSERA_MASTER_KEY_1",
            "TESSERA_MASTER_KEY_02",
            "TESSERA_MASTER_KEY_+2",
            "TESSERA_MASTER_KEYS",
            "TESSERA_MASTER_KEY_4294967296",
        ] {
            assert_eq!(version_of(name), None, "{name}");
        }
    }
}
