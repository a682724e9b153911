//! What a worker keeps in memory: campaigns with their prepared keys, and API keys.
//!
//! It is at most 10 s old, so nothing that must hold at once is decided from it: only what names
//! and keys there are, and whether a code is genuine.

use tessera_code::{
    Check, CheckOptions, Issuer, MasterKey, Prefix, PublicCampaign, Reader, Text, check, locate,
};

use crate::{
    campaign::CodeFacts,
    database::DatabaseError,
    directory::{KeyRecord, Snapshot},
    failure::Failure,
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
    /// `None` if the master key is not the one that made the campaign.
    issuer: Option<Issuer>,
    pseudonyms: Pseudonyms,
}

/// A genuine code.
pub(crate) struct GenuineCode<'l> {
    pub(crate) campaign: &'l LoadedCampaign,
    /// In its canonical spelling.
    pub(crate) text: String,
    pub(crate) facts: CodeFacts,
}

/// What a text is, as far as it can be told without asking an object.
pub(crate) enum Judged<'l> {
    /// A genuine code.
    Genuine(GenuineCode<'l>),
    /// Not a genuine code of any campaign in this snapshot.
    NotGenuine {
        /// Whether no campaign has its prefix: a newer snapshot might know one.
        is_unknown_prefix: bool,
    },
}

impl Loaded {
    /// Prepares a snapshot.
    pub(crate) fn new(snapshot: Snapshot, master: &MasterKey) -> Result<Self, DatabaseError> {
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
            let keys = master.derive(&prefix, record.key_version);
            let issuer = (keys.public_key() == public_key).then(|| Issuer::new(format, &keys));
            let reader = issuer.as_ref().map_or_else(
                || Reader::new(format, public_key),
                |issuer| issuer.reader().clone(),
            );
            let pseudonyms = Pseudonyms::new(&master.pseudonym_key(&prefix, record.key_version));
            loaded.readers.push(PublicCampaign {
                reader,
                starts_at_ms: record.starts_at.map(|instant| instant.unix_ms()),
                ends_at_ms: record.ends_at.map(|instant| instant.unix_ms()),
            });
            loaded.campaigns.push(LoadedCampaign {
                prefix,
                record,
                issuer,
                pseudonyms,
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

    /// Whether a text is a genuine code: normalise, find the campaign, check parity and tag.
    ///
    /// # Errors
    ///
    /// [`Failure::WrongMaster`] if the code's campaign was made with another master key.
    pub(crate) fn judge(&self, text: &str) -> Result<Judged<'_>, Failure> {
        let not_genuine = Judged::NotGenuine {
            is_unknown_prefix: false,
        };
        let Ok(normalised) = Text::normalise(text) else {
            return Ok(not_genuine);
        };
        let readers = self.readers.iter().map(|campaign| &campaign.reader);
        let Some((index, sealed)) = locate(readers, &normalised) else {
            let is_unknown_prefix = self.is_unknown_prefix(text);
            return Ok(Judged::NotGenuine { is_unknown_prefix });
        };
        let Some(campaign) = self.campaigns.get(index) else {
            return Ok(not_genuine);
        };
        let issuer = campaign.issuer()?;
        let Ok(genuine) = issuer.open(&sealed) else {
            return Ok(not_genuine);
        };
        let code = issuer.reader().code(&sealed);
        let facts = CodeFacts {
            serial: genuine.serial.value(),
            expires_at_ms: issuer.reader().format().expires_at_ms(genuine.expiry),
        };
        Ok(Judged::Genuine(GenuineCode {
            campaign,
            text: code.as_str().to_owned(),
            facts,
        }))
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

impl LoadedCampaign {
    /// What mints and verifies the campaign's codes.
    ///
    /// # Errors
    ///
    /// [`Failure::WrongMaster`] if the campaign was made with another master key.
    pub(crate) fn issuer(&self) -> Result<&Issuer, Failure> {
        let wrong = || Failure::WrongMaster {
            prefix: self.prefix.as_str().to_owned(),
        };
        self.issuer.as_ref().ok_or_else(wrong)
    }

    /// What hashes names of people and devices for the campaign.
    ///
    /// # Errors
    ///
    /// [`Failure::WrongMaster`] if the campaign was made with another master key: its hashes would
    /// name nobody that the campaign knows.
    pub(crate) fn pseudonyms(&self) -> Result<&Pseudonyms, Failure> {
        self.issuer().map(|_| &self.pseudonyms)
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
    use crate::record::tests::record;

    const FACTS: CodeFacts = CodeFacts {
        serial: 42,
        expires_at_ms: None,
    };

    fn loaded(master: u8) -> Loaded {
        let campaigns = vec![
            record("AUT-####-####-####-####"),
            record("SUM-####-####-####-####"),
        ];
        let snapshot = Snapshot {
            version: 1,
            campaigns,
            keys: vec![],
        };
        Loaded::new(snapshot, &MasterKey::from_bytes([master; 32])).expect("prepared")
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
        match loaded(7).judge(text).expect("the right master") {
            Judged::NotGenuine { is_unknown_prefix } => is_unknown_prefix,
            Judged::Genuine(_) => panic!("{text} is genuine"),
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
            let Judged::Genuine(genuine) = loaded.judge(&text).expect("judged") else {
                panic!("{text}")
            };
            assert_eq!((genuine.text, genuine.facts), (code.clone(), FACTS));
            assert_eq!(genuine.campaign.prefix.as_str(), "SUM");
        }
    }

    #[test]
    fn what_is_not_genuine_is_all_alike() {
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
        let options = CheckOptions {
            now_ms: 0,
            is_final: true,
        };
        let seen = check(&loaded.readers, &forged, options);
        assert!(matches!(seen, Check::Plausible { .. }), "{seen:?}");
        assert!(!is_unknown_prefix(&forged));
    }

    #[test]
    fn only_an_unknown_prefix_is_worth_a_newer_snapshot() {
        assert!(is_unknown_prefix("WINTER-0000-0000-0000-0000"));
    }

    #[test]
    fn a_campaign_of_another_master_is_a_fault_and_no_verdict() {
        let error = loaded(8).judge(&code()).err();
        assert_eq!(
            error,
            Some(Failure::WrongMaster {
                prefix: "SUM".into()
            })
        );
    }
}
