//! A campaign on SQLite itself, for the tests of those who ask campaigns.

use serde_json::Value;
use tessera_api::batch::Purpose;
use tessera_engine::{Clock, Retention, UnixMillis};

use super::{
    AmountFacts, Answer, Ask, BatchFacts, CampaignFacts, Initialised, IssueCommand,
    schema::MIGRATIONS, store,
};
use crate::{
    database::{migrate, native::Sqlite},
    record::CampaignRecord,
};

/// A campaign with codes.
pub(crate) struct Campaign(Sqlite);

impl Campaign {
    /// A campaign with a batch of so many codes.
    pub(crate) fn new(record: CampaignRecord, count: u64, now_ms: u64) -> Self {
        let database = Sqlite::in_memory();
        migrate(&database, MIGRATIONS).expect("the schema");
        let campaign = Self(database);
        let initialise = Ask::Initialise {
            reservation: 1,
            record: Box::new(record),
        };
        let initialised = campaign.ask(initialise, now_ms);
        let initialised: Initialised = serde_json::from_value(initialised).expect("its type");
        assert_eq!(initialised, Initialised::Done);
        let issue = Ask::Issue(IssueCommand {
            id: [0; 16],
            count,
            expires_at_ms: None,
            uses: 1,
            purpose: Purpose::Export,
            offer: None,
            name: None,
        });
        let issued = serde_json::from_value(campaign.ask(issue, now_ms)).expect("its type");
        let issued: Answer<BatchFacts> = issued;
        assert!(matches!(issued, Answer::Granted { .. }));
        campaign
    }

    /// What the campaign's object would answer.
    pub(crate) fn ask(&self, ask: Ask, now_ms: u64) -> Value {
        let clock = Clock {
            now: UnixMillis::new(now_ms).expect("an instant"),
            retention: Retention::DEFAULT,
        };
        let work = || store::answer(&self.0, ask, clock);
        let json = self.0.transaction(work).expect("an answer");
        serde_json::from_str(&json).expect("JSON")
    }

    /// What is used, and what is held.
    pub(crate) fn books(&self, now_ms: u64) -> (AmountFacts, AmountFacts) {
        let facts = serde_json::from_value(self.ask(Ask::Campaign, now_ms)).expect("its type");
        let CampaignFacts { used, held, .. } = facts;
        (used, held)
    }
}
