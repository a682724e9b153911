//! What a worker keeps in memory: campaigns with their prepared keys, and API keys.
//!
//! It is at most 10 s old, so nothing that must hold at once is decided from it: only what names
//! and keys there are, and whether a code is genuine.

use tessera_code::{
    Check, CheckOptions, Issuer, Prefix, PublicCampaign, Reader, Sealed, Text, check, locate,
};

use crate::{
    campaign::CodeFacts,
    database::DatabaseError,
    directory::{KeyRecord, Snapshot},
    failure::Failure,
    keyring::{self, Keyring},
    pseudonym::Pseudonyms,
    record::CampaignRecord,
};

/// A directory's snapshot, prepared for use.
pub(crate) struct Loaded {
    pub(crate) version: u64,
    pub(crate) keys: Vec<KeyRecord>,
    pub(crate) campaigns: Vec<LoadedCampaign>,
    /// What of each campaign is public, in the same order.
    readers: Vec<PublicCampaign>,
}

/// A campaign, prepared for use.
pub(crate) struct LoadedCampaign {
    pub(crate) prefix: Prefix,
    pub(crate) record: CampaignRecord,
    /// How many symbols of its codes only find typing errors.
    pub(crate) parity_symbols: u8,
    /// `None` if the master key that made the campaign is not there.
    secrets: Option<Secrets>,
}

/// What only the master key that made a campaign can make.
struct Secrets {
    issuer: Issuer,
    pseudonyms: Pseudonyms,
}

/// A genuine code.
pub(crate) struct GenuineCode<'l> {
    pub(crate) campaign: &'l LoadedCampaign,
    /// In its canonical spelling.
    pub(crate) text: String,
    pub(crate) facts: CodeFacts,
}

/// What a text turned out to be.
pub(crate) enum Judged<'l> {
    /// A genuine code.
    Genuine(GenuineCode<'l>),
    /// Anything else.
    NotGenuine,
}

/// What a text is, as far as anybody can tell who has no secret key.
pub(crate) enum Read<'l> {
    /// It reads like a code of this campaign: its parity fits.
    Plausible(PlausibleCode<'l>),
    /// It reads like no code of any campaign in this snapshot.
    NoCode {
        /// Whether no campaign has its prefix: a newer snapshot might know one.
        is_unknown_prefix: bool,
    },
}

/// A text that reads like a code, and may be forged.
pub(crate) struct PlausibleCode<'l> {
    pub(crate) campaign: &'l LoadedCampaign,
    sealed: Sealed,
}

impl Loaded {
    /// Prepares a snapshot.
    pub(crate) fn new(snapshot: Snapshot, keyring: &Keyring) -> Result<Self, DatabaseError> {
        let mut loaded = Self {
            version: snapshot.version,
            keys: snapshot.keys,
            campaigns: Vec::with_capacity(snapshot.campaigns.len()),
            readers: Vec::with_capacity(snapshot.campaigns.len()),
        };
        for record in snapshot.campaigns {
            let format = record.format().map_err(DatabaseError::corrupt)?;
            let public_key = record.public_key();
            let public_key = public_key.ok_or(DatabaseError::corrupt("a campaign's public key"))?;
            let prefix = format.pattern().prefix();
            let master = keyring.get(record.key_version);
            let secrets = master.and_then(|master| {
                let keys = master.derive(&prefix, record.key_version);
                let key = master.pseudonym_key(&prefix, record.key_version);
                (keys.public_key() == public_key).then(|| Secrets {
                    issuer: Issuer::new(format, &keys),
                    pseudonyms: Pseudonyms::new(&key),
                })
            });
            let reader = secrets.as_ref().map_or_else(
                || Reader::new(format, public_key),
                |secrets| secrets.issuer.reader().clone(),
            );
            loaded.readers.push(PublicCampaign {
                reader,
                starts_at_ms: record.starts_at.map(|instant| instant.unix_ms()),
                ends_at_ms: record.ends_at.map(|instant| instant.unix_ms()),
            });
            loaded.campaigns.push(LoadedCampaign {
                prefix,
                record,
                parity_symbols: format.layout().parity_symbols(),
                secrets,
            });
        }
        Ok(loaded)
    }

    /// The campaign with a prefix, as it stands in a path.
    pub(crate) fn campaign(&self, prefix: &str) -> Option<&LoadedCampaign> {
        self.campaigns
            .iter()
            .find(|campaign| campaign.prefix.as_str() == prefix)
    }

    /// Reads a text as far as no secret is needed: normalise, find the campaign, check parity.
    pub(crate) fn read(&self, text: &str) -> Read<'_> {
        let no_code = Read::NoCode {
            is_unknown_prefix: false,
        };
        let Ok(normalised) = Text::normalise(text) else {
            return no_code;
        };
        let readers = self.readers.iter().map(|campaign| &campaign.reader);
        let Some((index, sealed)) = locate(readers, &normalised) else {
            let is_unknown_prefix = self.is_unknown_prefix(text);
            return Read::NoCode { is_unknown_prefix };
        };
        let campaign = self.campaigns.get(index);
        campaign.map_or(no_code, |campaign| {
            Read::Plausible(PlausibleCode { campaign, sealed })
        })
    }

    fn is_unknown_prefix(&self, text: &str) -> bool {
        let options = CheckOptions {
            now_ms: 0,
            is_final: false,
        };
        matches!(
            check(&self.readers, text, options),
            Check::UnknownCampaign { .. }
        )
    }
}

impl<'l> PlausibleCode<'l> {
    /// Whether it is genuine, as its tag tells.
    ///
    /// # Errors
    ///
    /// [`Failure::WrongMaster`] if the master key that made the campaign is not there.
    pub(crate) fn open(&self) -> Result<Judged<'l>, Failure> {
        let issuer = self.campaign.issuer()?;
        let Ok(genuine) = issuer.open(&self.sealed) else {
            return Ok(Judged::NotGenuine);
        };
        let code = issuer.reader().code(&self.sealed);
        let facts = CodeFacts {
            serial: genuine.serial.value(),
            expires_at_ms: issuer.reader().format().expires_at_ms(genuine.expiry),
        };
        Ok(Judged::Genuine(GenuineCode {
            campaign: self.campaign,
            text: code.as_str().to_owned(),
            facts,
        }))
    }
}

impl LoadedCampaign {
    /// What mints and verifies the campaign's codes.
    ///
    /// # Errors
    ///
    /// [`Failure::WrongMaster`] if the master key that made the campaign is not there.
    pub(crate) fn issuer(&self) -> Result<&Issuer, Failure> {
        self.secrets().map(|secrets| &secrets.issuer)
    }

    fn secrets(&self) -> Result<&Secrets, Failure> {
        let wrong = || Failure::WrongMaster {
            prefix: self.prefix.as_str().to_owned(),
            secret: keyring::secret_name(self.record.key_version),
        };
        self.secrets.as_ref().ok_or_else(wrong)
    }

    /// What hashes names of people and devices for the campaign.
    ///
    /// # Errors
    ///
    /// [`Failure::WrongMaster`] if the campaign was made with another master key: its hashes would
    /// name nobody that the campaign knows.
    pub(crate) fn pseudonyms(&self) -> Result<&Pseudonyms, Failure> {
        self.secrets().map(|secrets| &secrets.pseudonyms)
    }

    /// The canonical text of one of the campaign's codes.
    pub(crate) fn code_text(&self, facts: CodeFacts) -> Result<String, Failure> {
        let issuer = self.issuer()?;
        let format = issuer.reader().format();
        let serial = tessera_code::Serial::new(facts.serial);
        let serial = serial.ok_or_else(|| Failure::internal("a serial beyond 40 bits"))?;
        let expiry = match facts.expires_at_ms {
            Some(expires_at_ms) => format
                .expiry_at_ms(expires_at_ms)
                .map_err(Failure::internal)?,
            None => format.never(),
        };
        let code = issuer.mint(serial, expiry).map_err(Failure::internal)?;
        Ok(code.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{keyring::tests::keyring, record::tests::record};

    const FACTS: CodeFacts = CodeFacts {
        serial: 42,
        expires_at_ms: None,
    };

    fn loaded(master: u8) -> Loaded {
        loaded_with(&[(1, master)])
    }

    fn loaded_with(keys: &[(u32, u8)]) -> Loaded {
        let campaigns = vec![
            record("AUT-####-####-####-####"),
            record("SUM-####-####-####-####"),
        ];
        let snapshot = Snapshot {
            version: 1,
            campaigns,
            keys: vec![],
        };
        Loaded::new(snapshot, &keyring(keys)).expect("prepared")
    }

    fn code() -> String {
        let loaded = loaded(7);
        loaded
            .campaign("SUM")
            .expect("known")
            .code_text(FACTS)
            .expect("minted")
    }

    fn is_unknown_prefix(text: &str) -> bool {
        match loaded(7).read(text) {
            Read::NoCode { is_unknown_prefix } => is_unknown_prefix,
            Read::Plausible(_) => panic!("{text} is plausible"),
        }
    }

    fn plausible<'l>(loaded: &'l Loaded, text: &str) -> PlausibleCode<'l> {
        match loaded.read(text) {
            Read::Plausible(code) => code,
            Read::NoCode { .. } => panic!("{text} is no code"),
        }
    }

    #[test]
    fn a_genuine_code_is_recognised_however_it_is_written() {
        let code = code();
        for text in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', " "),
            format!(" {code}."),
        ] {
            let loaded = loaded(7);
            let Ok(Judged::Genuine(genuine)) = plausible(&loaded, &text).open() else {
                panic!("{text}")
            };
            assert_eq!((genuine.text, genuine.facts), (code.clone(), FACTS));
            assert_eq!(genuine.campaign.prefix.as_str(), "SUM");
        }
    }

    #[test]
    fn what_is_no_code_is_all_alike() {
        let code = code();
        let mistyped = code.replacen('-', "-0", 1);
        for text in [
            "",
            "SUM",
            &mistyped,
            &code.replace("SUM", "AUT"),
            "*",
            &code.repeat(1000),
        ] {
            assert!(!is_unknown_prefix(text), "{text}");
        }
    }

    #[test]
    fn a_code_of_the_right_parity_that_nobody_minted_is_not_genuine() {
        let loaded = loaded(7);
        let campaign = loaded.campaign("SUM").expect("known");
        let code = |serial| {
            campaign
                .code_text(CodeFacts { serial, ..FACTS })
                .expect("minted")
        };
        let [one, two, three] = [code(1), code(2), code(3)];
        // Parity is linear and moved by a constant, which an odd number of terms keeps.
        let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let value = |symbol| alphabet.find(char::from(symbol)).expect("a symbol");
        let symbols = one.bytes().zip(two.bytes()).zip(three.bytes()).enumerate();
        let forged = symbols.map(|(at, ((a, b), c))| match a {
            _ if at < 4 || a == b'-' => char::from(a),
            _ => char::from(alphabet.as_bytes()[value(a) ^ value(b) ^ value(c)]),
        });
        let forged = forged.collect::<String>();
        let opened = plausible(&loaded, &forged).open();
        assert!(matches!(opened, Ok(Judged::NotGenuine)));
    }

    #[test]
    fn only_an_unknown_prefix_is_worth_a_newer_snapshot() {
        assert!(is_unknown_prefix("WINTER-0000-0000-0000-0000"));
    }

    #[test]
    fn a_campaign_of_another_master_is_a_fault_and_no_verdict() {
        // Another key, no key of that version, and the right key as another version.
        for keys in [&[(1, 8)][..], &[(2, 8)], &[(2, 7)]] {
            let error = plausible(&loaded_with(keys), &code()).open().err();
            let (prefix, secret) = ("SUM".into(), "TESSERA_MASTER_KEY".into());
            assert_eq!(
                error,
                Some(Failure::WrongMaster { prefix, secret }),
                "{keys:?}"
            );
        }
    }

    #[test]
    fn a_campaign_keeps_the_version_that_made_it() {
        let loaded = loaded_with(&[(1, 7), (2, 8)]);
        let opened = plausible(&loaded, &code()).open();
        assert!(matches!(opened, Ok(Judged::Genuine(_))));
    }
}
