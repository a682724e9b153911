//! Any bytes as bodies: no panic, a clear error for what is not JSON of the right shape, and what is
//! taken means the same when it is said again.
//!
//! As a test it runs for a few seconds on stable; `cargo xtask test --deep` gives it an engine and
//! time.

use serde::de::DeserializeOwned;
use tessera_api::{
    batch::CreateBatch,
    campaign::{ChangeCampaign, CreateCampaign, EndCampaign},
    convert::{InvalidValue, engine},
    customer::{Customer, PutCustomer},
    hold::{CreateHold, RedeemHold},
    json,
    key::CreateKey,
    lookup::Lookup,
    offer::Limit,
    order::OrderRequest,
    plan::Plan,
    redemption::{Redeem, Rollback},
    revocation::Revoke,
    time::Timestamp,
    validation::Validate,
};

/// A body that is sound, and what reads it.
type Body = (&'static str, fn(&[u8]));

const BODIES: [Body; 13] = [
    (PROFILE, put_customer),
    (ORDER, redeem),
    (ORDER, validate),
    (HOLD, hold),
    (UPDATE, redeem_hold),
    (
        r#"{"amount":100,"order_value":2000,"mode":"consume"}"#,
        rollback,
    ),
    (
        r#"{"campaign":"SUM","first_serial":0,"count":10}"#,
        read::<Revoke>,
    ),
    (r#"{"code":"SUM-7KQ2-M4XP-9RTA-Z6BD"}"#, read::<Lookup>),
    (
        r#"{"count":100,"expires_at":"2026-12-31T23:00:00Z","uses":3}"#,
        batch,
    ),
    (CAMPAIGN, create_campaign),
    (CHANGE, change_campaign),
    (
        r#"{"kind":"secret","name":"till","scopes":["redeem"]}"#,
        read::<CreateKey>,
    ),
    (
        r#"{"pattern":"SUM-####-####-####-####","max_codes":1000}"#,
        plan,
    ),
];

const ORDER: &str = r#"{"code":"SUM-7KQ2-M4XP-9RTA-Z6BD","order":{"id":"o-1","currency":"EUR",
    "subtotal":4999,"channel":"web","attributes":{"ip":"192.0.2.7"}},
    "customer":{"id":"c-1","email":"Ann@Example.org","segments":["vip"],
    "attributes":{"tier":2},"order_count":3,"lifetime_value":500}}"#;
const PROFILE: &str = r#"{"name":"Ann","email":"Ann@Example.org","phone":"+390612345678",
    "locale":"it-IT","time_zone":"Europe/Rome","birthday":"1988-02-29","consent":{"email":true},
    "segments":["vip"],"attributes":{"tier":2,"city":"Rome"},"order_count":3}"#;
const HOLD: &str = r#"{"code":"SUM-7KQ2-M4XP-9RTA-Z6BD","order":{"id":"o-1","currency":"EUR",
    "subtotal":4999},"ttl_seconds":900}"#;
const UPDATE: &str = r#"{"order":{"currency":"EUR","subtotal":1},"customer":{"id":"c-1"}}"#;
const CAMPAIGN: &str = r#"{"pattern":"SUM-####-####-####-####","name":"Sommer","max_codes":1000,
    "expires_latest":"2027-01-01T00:00:00Z","currency":"EUR","time_zone":"Europe/Berlin",
    "offer":{"type":"percent","basis_points":2000,"max_discount":5000},"on_exhausted":"cap",
    "limits":[{"metric":"discount","per":"attribute:ip","window":"day","max":100000}]}"#;
const CHANGE: &str = r#"{"ends_at":null,"offer":{"type":"amount","amount":500},
    "limits":[{"metric":"redemptions","per":"customer","window":"lifetime","max":1}]}"#;

#[test]
fn bodies() {
    bolero::check!().for_each(|input: &[u8]| {
        let Some((place, edits)) = input.split_first() else {
            return;
        };
        let (sound, read) = BODIES[usize::from(*place) % BODIES.len()];
        read(edits);
        read(&edited(sound, edits));
    });
}

/// The body with bytes put in place of others: where, then what.
fn edited(sound: &str, edits: &[u8]) -> Vec<u8> {
    let mut body = sound.as_bytes().to_vec();
    for edit in edits.chunks_exact(3) {
        let place = usize::from(u16::from_be_bytes([edit[0], edit[1]]) >> 2);
        let place = place % body.len();
        match edit[0] % 3 {
            0 => body[place] = edit[2],
            1 => body.insert(place, edit[2]),
            _ => body.truncate(place.max(1)),
        }
    }
    body
}

#[test]
fn the_bodies_are_sound() {
    for (sound, read) in BODIES {
        read(sound.as_bytes());
    }
    assert!(json::parse::<CreateCampaign>(CAMPAIGN.as_bytes()).is_ok());
    assert!(json::parse::<Redeem>(ORDER.as_bytes()).is_ok());
    assert!(json::parse::<CreateHold>(HOLD.as_bytes()).is_ok());
    assert!(json::parse::<RedeemHold>(UPDATE.as_bytes()).is_ok());
    assert!(json::parse::<ChangeCampaign>(CHANGE.as_bytes()).is_ok());
}

/// A body of this type, or an error that says something.
fn parsed<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let parsed = json::parse::<T>(body);
    if let Err(error) = &parsed {
        assert!(!error.detail.is_empty());
    }
    parsed.ok()
}

fn read<T: DeserializeOwned>(body: &[u8]) {
    drop(parsed::<T>(body));
}

fn redeem(body: &[u8]) {
    if let Some(Redeem {
        order, customer, ..
    }) = parsed(body)
    {
        drop(placed(order));
        buyer(customer);
    }
}

fn validate(body: &[u8]) {
    if let Some(Validate {
        order, customer, ..
    }) = parsed(body)
    {
        drop(order.cart());
        drop(engine::context(order.channel, order.attributes));
        buyer(customer);
    }
}

/// What was checked once is stored as it is.
fn put_customer(body: &[u8]) {
    if let Some(Ok(profile)) = parsed::<PutCustomer>(body).map(PutCustomer::checked) {
        let stored = serde_json::to_vec(&profile).expect("JSON");
        assert_eq!(serde_json::from_slice(&stored).ok(), Some(profile));
    }
}

/// What was normalised once stays as it is.
fn buyer(customer: Option<Customer>) {
    let Ok((normalised, told)) = engine::customer(customer) else {
        return;
    };
    let again = Customer {
        id: normalised.id.clone(),
        email: normalised.email.clone(),
        segments: told.segments.clone(),
        attributes: told.attributes.clone(),
        order_count: told.order_count,
        lifetime_value: told.lifetime_value,
        token: None,
    };
    assert_eq!(engine::customer(Some(again)), Ok((normalised, told)));
}

fn hold(body: &[u8]) {
    if let Some(CreateHold {
        order, ttl_seconds, ..
    }) = parsed(body)
    {
        drop(placed(order));
        if let Ok(ttl) = engine::hold_ttl(ttl_seconds) {
            assert!((1_000..=604_800_000).contains(&ttl.millis()));
        }
    }
}

fn placed(order: OrderRequest) -> Result<(), InvalidValue> {
    let cart = order.cart()?;
    assert_eq!(cart.subtotal().value(), order.subtotal);
    engine::order_id(&order.id)?;
    engine::context(order.channel, order.attributes).map(drop)
}

fn redeem_hold(body: &[u8]) {
    if let Some(RedeemHold { order, customer }) = parsed(body) {
        drop(order.map(|order| order.cart()));
        buyer(customer);
    }
}

fn rollback(body: &[u8]) {
    read::<Rollback>(body);
    read::<EndCampaign>(body);
}

fn batch(body: &[u8]) {
    if let Some(CreateBatch { uses, .. }) = parsed(body) {
        drop(engine::uses(uses));
    }
}

fn create_campaign(body: &[u8]) {
    let Some(request) = parsed::<CreateCampaign>(body) else {
        return;
    };
    drop(request.offer.to_engine());
    limits(request.limits.as_deref());
    drop(engine::period(request.starts_at, request.ends_at));
    drop(request.time_zone.as_deref().map(engine::time_zone));
    if let Ok(format) = request.format_request(1) {
        drop(format.resolve(now()));
    }
}

fn change_campaign(body: &[u8]) {
    let Some(change) = parsed::<ChangeCampaign>(body) else {
        return;
    };
    limits(change.limits.as_deref());
    let said = serde_json::to_vec(&change).expect("a change in JSON");
    assert_eq!(parsed::<ChangeCampaign>(&said).as_ref(), Some(&change));
}

fn limits(limits: Option<&[Limit]>) {
    if let Ok(taken) = engine::limits(limits.unwrap_or_default()) {
        assert!(taken.iter().all(|limit| limit.max < 1 << 53));
    }
}

fn plan(body: &[u8]) {
    if let Some(plan) = parsed::<Plan>(body) {
        drop(plan.format_request().resolve(now()));
    }
}

fn now() -> Timestamp {
    Timestamp::from_unix_ms(1_760_000_000_000).expect("an instant")
}
