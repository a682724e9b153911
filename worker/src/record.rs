//! A campaign's configuration as the objects store it and send it to each other.

mod settings;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use tessera_api::{
    campaign::{Campaign, CampaignStatus, CreateCampaign, ExpiryUnit, OnExhausted, RollbackMode},
    convert::{self, InvalidValue, checked_name},
    manifest::ManifestEntry,
    offer::{Limit, Offer},
    rule::Rule,
    stacking::Stacking,
    time::Timestamp,
};
use tessera_code::{Calendar, FieldBits, Format, FormatParts, Layout, Pattern, Prefix, PublicKey};
use tessera_engine::TimeZone;

use crate::keyring::VersionedKey;

/// The version of a campaign that was never changed.
const FIRST_VERSION: u64 = 1;

/// A campaign: what is fixed when it is created, and its settings.
///
/// It stands as JSON in the campaign's object, which decides by it, and as a copy in the directory.
/// Fields are added, never renamed: a test pins them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CampaignRecord {
    pub(crate) pattern: String,
    /// Which master key made it.
    pub(crate) key_version: u32,
    /// Base64url. It also tells whether a master key is the one that made the campaign's keys, because
    /// it is derived from it and nothing else can make it.
    pub(crate) public_key: String,
    pub(crate) serial_bits: u8,
    pub(crate) expiry_bits: u8,
    pub(crate) expiry_unit: ExpiryUnit,
    pub(crate) epoch: Timestamp,
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) offer: Offer,
    pub(crate) starts_at: Option<Timestamp>,
    pub(crate) ends_at: Option<Timestamp>,
    pub(crate) limits: Vec<Limit>,
    pub(crate) public: bool,
    pub(crate) created_at: Timestamp,
    #[serde(default = "utc")]
    pub(crate) time_zone: String,
    #[serde(default)]
    pub(crate) on_exhausted: OnExhausted,
    #[serde(default)]
    pub(crate) rollback: RollbackMode,
    #[serde(default)]
    pub(crate) paused: bool,
    /// Grows with every change, so that an older copy never takes a newer one's place.
    #[serde(default = "first_version")]
    pub(crate) version: u64,
    #[serde(default)]
    pub(crate) stacking: Stacking,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rules: Option<Rule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) suppress: Option<Rule>,
}

impl CampaignRecord {
    /// The campaign that a request asks for, every rule of its fields checked.
    pub(crate) fn new(
        request: &CreateCampaign,
        master: VersionedKey<'_>,
        now: Timestamp,
    ) -> Result<Self, InvalidValue> {
        let key_version = master.version;
        let (format, _) = request.format_request(key_version)?.resolve(now)?;
        let keys = master.key.derive(&format.pattern().prefix(), key_version);
        let record = Self {
            pattern: format.pattern().as_str().to_owned(),
            key_version,
            public_key: BASE64URL_NOPAD.encode(keys.public_key().as_bytes()),
            serial_bits: format.layout().serial_bits(),
            expiry_bits: format.layout().expiry_bits(),
            expiry_unit: format.calendar().unit().into(),
            epoch: convert::code::epoch(format.calendar()),
            name: checked_name("name", &request.name)?,
            currency: request.currency.clone(),
            offer: request.offer,
            starts_at: request.starts_at,
            ends_at: request.ends_at,
            limits: request.limits.clone().unwrap_or_default(),
            public: request.public.unwrap_or(true),
            created_at: now,
            time_zone: request.time_zone.clone().unwrap_or_else(utc),
            on_exhausted: request.on_exhausted.unwrap_or_default(),
            rollback: request.rollback.unwrap_or_default(),
            paused: false,
            version: FIRST_VERSION,
            stacking: request.stacking.clone().unwrap_or_default(),
            rules: request.rules.clone(),
            suppress: request.suppress.clone(),
        };
        record.to_engine()?;
        Ok(record)
    }

    /// The format of the campaign's codes.
    pub(crate) fn format(&self) -> Result<Format, InvalidValue> {
        let pattern = Pattern::parse(&self.pattern).map_err(InvalidValue::of("pattern"))?;
        let bits = FieldBits {
            serial_bits: self.serial_bits,
            expiry_bits: self.expiry_bits,
        };
        let layout = Layout::new(&pattern, bits).map_err(InvalidValue::of("serial_bits"))?;
        let epoch_s = self.epoch.unix_ms().wrapping_div(1000);
        let calendar = Calendar::new(self.expiry_unit.into(), epoch_s);
        let calendar = calendar.map_err(InvalidValue::of("epoch"))?;
        let parts = FormatParts {
            pattern,
            layout,
            calendar,
            key_version: self.key_version,
        };
        Format::new(parts).map_err(InvalidValue::of("pattern"))
    }

    /// The campaign's prefix, which is its id.
    pub(crate) fn prefix(&self) -> Result<Prefix, InvalidValue> {
        Ok(Pattern::parse(&self.pattern)
            .map_err(InvalidValue::of("pattern"))?
            .prefix())
    }

    /// The public key; `None` if the stored text is none.
    pub(crate) fn public_key(&self) -> Option<PublicKey> {
        let bytes = BASE64URL_NOPAD.decode(self.public_key.as_bytes()).ok()?;
        Some(PublicKey::from_bytes(bytes.try_into().ok()?))
    }

    /// The campaign as it crosses the wire.
    pub(crate) fn to_wire(&self, now: Timestamp) -> Result<Campaign, InvalidValue> {
        let format = self.format()?;
        Ok(Campaign {
            prefix: format.pattern().prefix().as_str().to_owned(),
            pattern: self.pattern.clone(),
            name: self.name.clone(),
            status: CampaignStatus::at(now, self.starts_at, self.ends_at, self.paused),
            layout: format.layout().into(),
            expiry_unit: self.expiry_unit,
            epoch: self.epoch,
            key_version: self.key_version,
            currency: self.currency.clone(),
            offer: self.offer,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            limits: self.limits.clone(),
            on_exhausted: self.on_exhausted,
            rollback: self.rollback,
            time_zone: self.time_zone.clone(),
            public: self.public,
            created_at: self.created_at,
            version: self.version,
            stacking: self.stacking.clone(),
            rules: self.rules.clone(),
            suppress: self.suppress.clone(),
        })
    }

    /// The campaign's entry in the manifest; what it holds is safe to publish.
    pub(crate) fn manifest_entry(&self, prefix: &Prefix) -> ManifestEntry {
        ManifestEntry {
            prefix: prefix.as_str().to_owned(),
            pattern: self.pattern.clone(),
            serial_bits: self.serial_bits,
            expiry_bits: self.expiry_bits,
            expiry_unit: self.expiry_unit,
            epoch: self.epoch,
            key_version: self.key_version,
            public_key: self.public_key.clone(),
            name: self.name.clone(),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }
}

fn utc() -> String {
    TimeZone::UTC.name().to_owned()
}

const fn first_version() -> u64 {
    FIRST_VERSION
}

#[cfg(test)]
pub(crate) mod tests {
    use tessera_code::MasterKey;

    use super::*;
    use crate::keyring::tests::keyring;

    /// A record as a request makes it, for the tests of everything that stores one.
    pub(crate) fn record(pattern: &str) -> CampaignRecord {
        let request = format!(
            r#"{{"pattern":"{pattern}","name":"Summer","serial_bits":20,"expiry_bits":12,
                "epoch":"2026-01-01T00:00:00Z","currency":"EUR",
                "offer":{{"type":"percent","basis_points":2000}},
                "limits":[{{"metric":"redemptions","per":"campaign","window":"lifetime","max":20}}]}}"#
        );
        let request = serde_json::from_str(&request).expect("a request");
        let keyring = keyring(&[(1, 7)]);
        CampaignRecord::new(&request, keyring.newest().expect("a key"), now()).expect("valid")
    }

    fn now() -> Timestamp {
        Timestamp::parse("2026-01-02T03:04:05Z").expect("an instant")
    }

    #[test]
    fn what_is_stored_is_pinned() {
        let record = record("SUM-####-####-####-####");
        let json = r#"{"pattern":"SUM-####-####-####-####","key_version":1,"public_key":"PUBLIC","serial_bits":20,"expiry_bits":12,"expiry_unit":"hour","epoch":"2026-01-01T00:00:00Z","name":"Summer","currency":"EUR","offer":{"type":"percent","basis_points":2000},"starts_at":null,"ends_at":null,"limits":[{"metric":"redemptions","per":"campaign","window":"lifetime","max":20}],"public":true,"created_at":"2026-01-02T03:04:05Z","time_zone":"UTC","on_exhausted":"reject","rollback":"restore","paused":false,"version":1,"stacking":{"mode":"exclusive","group":null,"priority":0}}"#
            .replace("PUBLIC", &record.public_key);
        assert_eq!(serde_json::to_string(&record).expect("serialisable"), json);
        assert_eq!(
            serde_json::from_str::<CampaignRecord>(&json).expect("readable"),
            record
        );
    }

    #[test]
    fn a_record_from_before_there_were_settings_is_read() {
        let record = record("SUM-####-####-####-####");
        let mut json = serde_json::to_value(&record).expect("serialisable");
        let fields = json.as_object_mut().expect("an object");
        for field in [
            "time_zone",
            "on_exhausted",
            "rollback",
            "paused",
            "version",
            "stacking",
        ] {
            fields.remove(field).expect(field);
        }
        let read = serde_json::from_value::<CampaignRecord>(json).expect("readable");
        assert_eq!(read, record);
    }

    #[test]
    fn the_public_key_tells_which_master_made_the_campaign() {
        let record = record("SUM-####-####-####-####");
        let prefix = record.prefix().expect("a prefix");
        let derived = |byte| {
            MasterKey::from_bytes([byte; 32])
                .derive(&prefix, 1)
                .public_key()
        };
        assert!(record.public_key() == Some(derived(7)));
        assert!(record.public_key() != Some(derived(8)));
    }

    #[test]
    fn a_campaign_that_ends_before_it_starts_is_refused() {
        let request = serde_json::from_str(
            r#"{"pattern":"SUM-####-####-####-####","name":"N","max_codes":10,"currency":"EUR",
                "offer":{"type":"amount","amount":1},"starts_at":"2026-02-01T00:00:00Z",
                "ends_at":"2026-02-01T00:00:00Z"}"#,
        )
        .expect("a request");
        let keyring = keyring(&[(1, 7)]);
        let made = CampaignRecord::new(&request, keyring.newest().expect("a key"), now());
        assert_eq!(made.expect_err("refused").field, "ends_at");
    }
}
