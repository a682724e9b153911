//! A campaign's answers, on SQLite itself.

mod alarm;
mod assigning;
mod cancelling;
mod changing;
mod holding;
mod issuing;
mod pinned;
mod redeeming;
mod revoking;
mod rolling_back;

use serde::de::DeserializeOwned;
use tessera_api::batch::Purpose;
use tessera_engine::{Cart, Currency, MinorUnits, Retention};

use super::{super::schema::MIGRATIONS, *};
use crate::{
    campaign::{
        CartFacts, Checkout, CodeFacts, ContextFacts, CustomerFacts, IssueCommand, LookupFacts,
        RedemptionFacts, RedemptionNowFacts, TimelineFact, ValidateQuestion,
    },
    database::{migrate, native::Sqlite},
    facts::KnownFacts,
    record::tests::record,
};

const NOW_MS: u64 = 1_767_400_000_000;
const CODE: CodeFacts = CodeFacts {
    serial: 3,
    expires_at_ms: None,
};

fn uninitialised() -> Sqlite {
    let database = Sqlite::in_memory();
    migrate(&database, MIGRATIONS).expect("the schema");
    database
}

/// A campaign of 20 % with a budget of 20 redemptions and a batch of 100 codes.
fn campaign() -> Sqlite {
    campaign_of(record("SUM-####-####-####-####"))
}

/// A campaign with a batch of 100 codes.
fn campaign_of(record: CampaignRecord) -> Sqlite {
    let database = uninitialised();
    assert_eq!(initialised(&database, 1, record), Initialised::Done);
    let batch = granted::<BatchFacts>(&database, issue_of(1, 100));
    assert_eq!((batch.first_serial, batch.count), (0, 100));
    database
}

fn clock_at(now_ms: u64) -> Clock {
    Clock {
        now: UnixMillis::new(now_ms).expect("an instant"),
        retention: Retention::DEFAULT,
    }
}

fn ask_at<T: DeserializeOwned>(database: &Sqlite, ask: Ask, now_ms: u64) -> T {
    let json = database
        .transaction(|| answer(database, ask, clock_at(now_ms)))
        .expect("an answer");
    serde_json::from_str(&json).expect("the answer's type")
}

fn ask<T: DeserializeOwned>(database: &Sqlite, question: Ask) -> T {
    ask_at(database, question, NOW_MS)
}

fn granted_at<T: DeserializeOwned>(database: &Sqlite, question: Ask, now_ms: u64) -> T {
    match ask_at::<Answer<T>>(database, question, now_ms) {
        Answer::Granted { value, .. } => value,
        Answer::Refused(refusal) => panic!("{refusal:?}"),
    }
}

fn granted<T: DeserializeOwned>(database: &Sqlite, question: Ask) -> T {
    granted_at(database, question, NOW_MS)
}

fn refused_at(database: &Sqlite, question: Ask, now_ms: u64) -> String {
    match ask_at::<Answer<serde_json::Value>>(database, question, now_ms) {
        Answer::Granted { value, .. } => panic!("{value}"),
        Answer::Refused(refusal) => refusal.code,
    }
}

fn refused(database: &Sqlite, question: Ask) -> String {
    refused_at(database, question, NOW_MS)
}

fn initialised(database: &Sqlite, reservation: u64, record: CampaignRecord) -> Initialised {
    ask(
        database,
        Ask::Initialise {
            reservation,
            record: Box::new(record),
        },
    )
}

fn issue_of(id: u8, count: u64) -> Ask {
    let name = Some("flyers".into());
    Ask::Issue(IssueCommand {
        id: [id; 16],
        count,
        expires_at_ms: None,
        uses: 1,
        purpose: Purpose::Export,
        offer: None,
        name,
    })
}

/// A batch whose codes have several uses.
fn issue_uses(id: u8, count: u64, uses: u32) -> Ask {
    Ask::Issue(IssueCommand {
        id: [id; 16],
        count,
        expires_at_ms: None,
        uses,
        purpose: Purpose::Export,
        offer: None,
        name: None,
    })
}

/// What is bought, without its lines.
fn order(subtotal: u64) -> CartFacts {
    let subtotal = MinorUnits::new(subtotal).expect("an amount");
    (&Cart::of_subtotal(Currency::parse("EUR").expect("a currency"), subtotal)).into()
}

fn checkout_of(id: u8, code: CodeFacts, order_id: &str) -> Checkout {
    Checkout {
        id: [id; 16],
        code,
        order_id: order_id.into(),
        order: order(4990),
        context: ContextFacts::default(),
        customer: CustomerFacts::default(),
        facts: KnownFacts::default(),
    }
}

fn redeem_of(id: u8, code: CodeFacts, order_id: &str) -> Ask {
    Ask::Redeem(checkout_of(id, code, order_id))
}

/// A hold for a minute.
fn hold_of(id: u8, code: CodeFacts, order_id: &str) -> Ask {
    Ask::Hold {
        checkout: checkout_of(id, code, order_id),
        ttl_ms: 60_000,
    }
}

fn validate_of(code: CodeFacts) -> Ask {
    Ask::Validate(ValidateQuestion {
        is_page: false,
        code,
        order_id: None,
        order: order(4990),
        context: ContextFacts::default(),
        customer: CustomerFacts::default(),
        conflict: None,
        is_vouched: false,
        facts: KnownFacts::default(),
    })
}

fn code(serial: u64) -> CodeFacts {
    CodeFacts { serial, ..CODE }
}

fn facts(database: &Sqlite) -> CampaignFacts {
    ask(database, Ask::Campaign)
}

fn used(database: &Sqlite) -> (u64, u64, u64) {
    let used = facts(database).used;
    (used.redemptions, used.discount, used.order_value)
}

fn held(database: &Sqlite) -> (u64, u64, u64) {
    let held = facts(database).held;
    (held.redemptions, held.discount, held.order_value)
}

/// The kinds of what happened to a code, oldest first.
fn timeline(database: &Sqlite, code: CodeFacts, now_ms: u64) -> Vec<&'static str> {
    let facts = granted_at::<LookupFacts>(database, Ask::LookUp { code }, now_ms);
    let kinds = facts.timeline.iter().map(|(_, fact)| match fact {
        TimelineFact::Issued(_) => "issued",
        TimelineFact::Assigned => "assigned",
        TimelineFact::Entered => "entered",
        TimelineFact::Held(_) => "held",
        TimelineFact::HoldReleased { .. } => "hold_released",
        TimelineFact::Redeemed(_) => "redeemed",
        TimelineFact::RolledBack(_) => "rolled_back",
        TimelineFact::Revoked => "revoked",
    });
    kinds.collect()
}
