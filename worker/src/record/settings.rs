//! What a merchant may change, between a record, a request and the engine.

use tessera_api::{
    campaign::ChangeCampaign,
    convert::{self, InvalidValue, checked_name},
    offer::Limit,
    rule::Rule,
};
use tessera_engine::{Settings, UnixMillis};

use super::CampaignRecord;

impl CampaignRecord {
    /// What the engine needs to know to decide.
    pub(crate) fn to_engine(&self) -> Result<tessera_engine::Campaign, InvalidValue> {
        Ok(tessera_engine::Campaign {
            currency: convert::engine::currency("currency", &self.currency)?,
            time_zone: convert::engine::time_zone(&self.time_zone)?,
            serial_count: self.format()?.layout().serial_count(),
            settings: self.settings()?,
            paused: self.paused,
            version: self.version,
        })
    }

    /// What the merchant may change, as the engine takes it.
    pub(crate) fn settings(&self) -> Result<Settings, InvalidValue> {
        Ok(Settings {
            period: convert::engine::period(self.starts_at, self.ends_at)?,
            offer: self.offer.to_engine()?,
            limits: convert::engine::limits(&self.limits)?,
            on_exhausted: self.on_exhausted.into(),
            rollback: self.rollback.into(),
            rules: convert::engine::rule("rules", self.rules.as_ref())?,
            suppress: convert::engine::rule("suppress", self.suppress.as_ref())?,
            stacking: self.stacking.to_engine()?,
        })
    }

    /// The record with everything in it that the engine may have changed.
    pub(crate) fn with_engine(self, campaign: &tessera_engine::Campaign) -> Self {
        let timestamp = |instant: Option<UnixMillis>| instant.map(convert::engine::timestamp);
        let settings = &campaign.settings;
        Self {
            starts_at: timestamp(settings.period.start()),
            ends_at: timestamp(settings.period.end()),
            offer: settings.offer.into(),
            limits: settings.limits.iter().map(Limit::from).collect(),
            on_exhausted: settings.on_exhausted.into(),
            rollback: settings.rollback.into(),
            stacking: (&settings.stacking).into(),
            rules: settings.rules.as_ref().map(Rule::from),
            suppress: settings.suppress.as_ref().map(Rule::from),
            paused: campaign.paused,
            version: campaign.version,
            ..self
        }
    }

    /// The record as a request changes it, every rule of its fields checked. What the request
    /// leaves out stays as it is; the version is the engine's to count.
    pub(crate) fn changed(self, change: &ChangeCampaign) -> Result<Self, InvalidValue> {
        let name = change.name.as_ref();
        let name = name.map(|name| checked_name("name", name)).transpose()?;
        let record = Self {
            name: name.unwrap_or(self.name),
            starts_at: change.starts_at.unwrap_or(self.starts_at),
            ends_at: change.ends_at.unwrap_or(self.ends_at),
            offer: change.offer.unwrap_or(self.offer),
            limits: change.limits.clone().unwrap_or(self.limits),
            on_exhausted: change.on_exhausted.unwrap_or(self.on_exhausted),
            rollback: change.rollback.unwrap_or(self.rollback),
            stacking: change.stacking.clone().unwrap_or(self.stacking),
            rules: change.rules.clone().unwrap_or(self.rules),
            suppress: change.suppress.clone().unwrap_or(self.suppress),
            ..self
        };
        record.settings()?;
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use crate::record::{CampaignRecord, tests::record};

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let record = record("SUM-####-####-####-####");
        let changed = |json: &str| {
            let change = serde_json::from_str(json).expect(json);
            record.clone().changed(&change)
        };
        assert_eq!(changed("{}").as_ref(), Ok(&record));
        let renamed = changed(r#"{"name":" Autumn "}"#).expect("valid");
        assert_eq!(renamed.name, "Autumn");
        assert_eq!(
            CampaignRecord {
                name: record.name.clone(),
                ..renamed
            },
            record
        );
        let ended = changed(r#"{"ends_at":"2026-03-01T00:00:00Z"}"#).expect("valid");
        let change = serde_json::from_str(r#"{"ends_at":null}"#).expect("a change");
        assert_eq!(ended.clone().changed(&change).as_ref(), Ok(&record));
        let change = serde_json::from_str(r#"{"starts_at":"2026-03-01T00:00:00Z"}"#);
        let invalid = ended
            .changed(&change.expect("a change"))
            .expect_err("it ends before");
        assert_eq!(invalid.field, "ends_at");
        assert_eq!(changed(r#"{"name":""}"#).expect_err("empty").field, "name");
    }

    #[test]
    fn what_the_engine_changed_is_read_back() {
        let record = record("SUM-####-####-####-####");
        let campaign = record.to_engine().expect("valid");
        assert_eq!(record.clone().with_engine(&campaign), record);
        let paused = tessera_engine::Campaign {
            paused: true,
            version: 2,
            ..campaign
        };
        let record = record.with_engine(&paused);
        assert_eq!((record.paused, record.version), (true, 2));
        assert_eq!(record.to_engine(), Ok(paused));
    }
}
