//! A campaign's answers: load, let the engine decide, write, answer. Every function runs inside one
//! transaction of its caller.

use serde::Serialize;
use tessera_api::campaign::ChangeCampaign;
use tessera_engine::{
    AccountKey, Change, Clock, Command, Decision, Done, Outcome, Rejection, Rows, Seq, Serial,
    UnixMillis, Valid, preview, run,
};

use super::{
    answers, commands,
    error::StoreError,
    facts::{BatchFacts, CampaignFacts, HoldFacts, RedemptionNowFacts, Validated},
    lookup,
    message::{Answer, Ask, Changed, Initialised},
    rows::{StoredRows, batch},
    stored::json,
};
use crate::{
    database::{Database, DatabaseError},
    failure::Refusal,
    record::CampaignRecord,
    seam::{self, Point},
};

/// Answers a question, as JSON.
pub(super) fn answer<D: Database>(
    database: &D,
    ask: Ask,
    clock: Clock,
) -> Result<String, StoreError> {
    let mut rows = StoredRows { database };
    let rows = &mut rows;
    match ask {
        Ask::Initialise {
            reservation,
            record,
        } => to_json(&initialise(database, reservation, &record)?),
        Ask::Campaign => to_json(&campaign(rows)?),
        Ask::Switch { id, switch } => {
            let command = commands::switch(id, switch);
            let told = |rows: &StoredRows<'_, D>, done: &Done| {
                Ok((answers::switched(done)?, rows.record()?))
            };
            to_json(&self::done(rows, &command, clock, told)?)
        }
        Ask::Change {
            version,
            change: asked,
        } => to_json(&change(rows, version, &asked, clock)?),
        Ask::Issue(command) => {
            let command = commands::issue(command)?;
            to_json(&done(rows, &command, clock, |rows, done| {
                rows.batch_facts(done)
            })?)
        }
        Ask::Assign(command) => {
            let command = commands::assign(command)?;
            to_json(&done(rows, &command, clock, |rows, done| {
                rows.assigned(done)
            })?)
        }
        Ask::Batches { from, limit } => to_json(&batches(rows, from, limit)?),
        Ask::Batch { first_serial } => {
            let found = batches(rows, first_serial, 1)?.into_iter().next();
            to_json(&found.filter(|batch| batch.first_serial == first_serial))
        }
        Ask::Revoke { id, codes } => {
            let command = commands::revoke(id, codes)?;
            to_json(&done(rows, &command, clock, |_, done| {
                answers::revoked(done)
            })?)
        }
        Ask::Validate(question) => {
            to_json(&validate(rows, &commands::validate(&question)?, clock)?)
        }
        Ask::Preview { questions } => {
            let previewed = questions.iter().map(|question| {
                let decision = preview(rows, &commands::validate(question)?, clock)?;
                validated(rows, decision)
            });
            to_json(&previewed.collect::<Result<Vec<_>, StoreError>>()?)
        }
        Ask::Hold { checkout, ttl_ms } => {
            let command = commands::hold(&checkout, ttl_ms)?;
            to_json(&done(rows, &command, clock, |rows, done| rows.held(done))?)
        }
        Ask::ShowHold { hold } => to_json(&hold_now(rows, hold, clock.now)?),
        Ask::Release { id, hold } => {
            let command = commands::release(id, Seq::new(hold)?);
            to_json(&done(rows, &command, clock, |_, done| {
                answers::released(done)
            })?)
        }
        Ask::Redeem(checkout) => {
            let command = commands::redeem(&checkout)?;
            to_json(&done(rows, &command, clock, |rows, done| {
                rows.redeemed(done)
            })?)
        }
        Ask::RedeemHold {
            id,
            hold,
            bought,
            customer,
        } => {
            let command = commands::redeem_hold(id, Seq::new(hold)?, bought.as_ref(), customer)?;
            to_json(&done(rows, &command, clock, |rows, done| {
                rows.redeemed(done)
            })?)
        }
        Ask::Redemption { seq } => to_json(&match rows.journal(Seq::new(seq)?)? {
            Some(row) => rows.redemption_now(&row)?,
            None => None,
        }),
        Ask::Redemptions { order_id } => to_json(&redemptions(rows, &order_id)?),
        Ask::Rollback {
            id,
            redemption,
            amount,
            order_value,
            mode,
        } => {
            let parts = (amount, order_value);
            let command = commands::rollback(id, Seq::new(redemption)?, parts, mode)?;
            let told = |_: &StoredRows<'_, D>, done: &Done| answers::rolled_back(&done.row);
            to_json(&self::done(rows, &command, clock, told)?)
        }
        Ask::Cancel { id, order_id } => {
            let command = commands::cancel(id, &order_id)?;
            to_json(&done(rows, &command, clock, |_, done| {
                answers::cancelled(done)
            })?)
        }
        Ask::LookUp { code } => to_json(&lookup::look_up(rows, code.to_engine()?, clock)?),
        Ask::Standings { codes } => to_json(&lookup::standings(rows, &codes, clock)?),
        #[cfg(feature = "testing")]
        Ask::RunAlarm => {
            super::jobs::run_due(database, clock)?;
            to_json(&super::jobs::next_due(database, clock.now)?)
        }
        #[cfg(feature = "testing")]
        Ask::Accounts => to_json(&super::accounts::all(database)?),
    }
}

/// Sets the campaign's configuration, unless a newer reservation has, or something was issued.
fn initialise<D: Database>(
    database: &D,
    reservation: u64,
    record: &CampaignRecord,
) -> Result<Initialised, StoreError> {
    let stored = database.one("SELECT reservation FROM campaign", vec![])?;
    // A reservation belongs to one record for ever, so its number alone tells a repetition.
    if let Some(mut stored) = stored
        && stored.number()? == reservation
    {
        return Ok(Initialised::Done);
    }
    let is_used = database
        .one("SELECT seq FROM journal LIMIT 1", vec![])?
        .is_some();
    if is_used {
        return Ok(Initialised::Overtaken);
    }
    let sql = "INSERT INTO campaign (id, reservation, record) VALUES (1, ?, ?) \
               ON CONFLICT (id) DO UPDATE SET \
               reservation = excluded.reservation, record = excluded.record \
               WHERE excluded.reservation > campaign.reservation RETURNING id";
    let is_written = database
        .one(sql, vec![reservation.into(), json(record)?.into()])?
        .is_some();
    Ok(if is_written {
        Initialised::Done
    } else {
        Initialised::Overtaken
    })
}

fn campaign<D: Database>(rows: &StoredRows<'_, D>) -> Result<CampaignFacts, StoreError> {
    let record = rows.record()?;
    let account = rows.account(&AccountKey::campaign())?;
    let (used, held) =
        account.map_or_else(Default::default, |account| (account.used, account.held));
    Ok(CampaignFacts {
        codes: issued(rows, &record)?,
        record,
        used: used.into(),
        held: held.into(),
    })
}

/// How many codes were issued: batches go upwards without gaps, codes that were made for customers
/// downwards.
fn issued<D: Database>(
    rows: &StoredRows<'_, D>,
    record: &CampaignRecord,
) -> Result<u64, StoreError> {
    let serials = record.to_engine().map_err(DatabaseError::corrupt)?;
    let batches = rows.batch_at_or_before(Serial::MAX)?;
    let batches = batches.map_or(0, |last| last.serials.end());
    let least = match Serial::new(batches) {
        Ok(end) => rows.assigned_at_or_after(end)?,
        Err(_) => None,
    };
    let fresh = least.map_or(0, |least| {
        serials.serial_count.saturating_sub(least.value())
    });
    Ok(batches.saturating_add(fresh))
}

/// Changes the settings that a request names, and leaves the others as they are stored.
fn change<D: Database>(
    rows: &mut StoredRows<'_, D>,
    version: u64,
    asked: &ChangeCampaign,
    clock: Clock,
) -> Result<Changed, StoreError> {
    let record = rows.record()?;
    let is_current = record.version == version;
    let changed = match record.clone().changed(asked) {
        Ok(changed) => changed,
        Err(invalid) if is_current => return Ok(invalid.into()),
        // Whoever knows an older version only is told so before anything else.
        Err(_) => record,
    };
    let settings = changed.settings()?;
    let command = Command::Change(Change { version, settings });
    let renamed = |rows: &StoredRows<'_, D>, _: &Done| {
        let name = changed.name;
        let record = CampaignRecord {
            name,
            ..rows.record()?
        };
        rows.put_record(&record)?;
        Ok(Box::new(record))
    };
    Ok(match done(rows, &command, clock, renamed)? {
        Answer::Granted { value, .. } => Changed::Done(value),
        Answer::Refused(refusal) => Changed::Refused(refusal),
    })
}

fn batches<D: Database>(
    rows: &StoredRows<'_, D>,
    from: u64,
    limit: u32,
) -> Result<Vec<BatchFacts>, StoreError> {
    let stored = batch::from(rows.database, from, limit)?.into_iter();
    let facts = stored.map(|(_, seq)| {
        let row = rows.journal_row(seq)?;
        let existing = true;
        rows.batch_facts(&Done { row, existing })
    });
    facts.collect()
}

fn validate<D: Database>(
    rows: &mut StoredRows<'_, D>,
    command: &Command,
    clock: Clock,
) -> Result<Answer<Validated>, StoreError> {
    let decision = run(rows, command, clock)?;
    validated(rows, decision)
}

fn validated<D: Database>(
    rows: &StoredRows<'_, D>,
    decision: Decision,
) -> Result<Answer<Validated>, StoreError> {
    let validated = |rows: &StoredRows<'_, D>, valid: Valid| {
        Ok(Validated {
            order: rows.order_facts(valid.order_value)?,
            discount: valid.discount.value(),
            existing: valid.existing,
            provisional: valid.provisional,
        })
    };
    answered(rows, decision, |rows, outcome| match outcome {
        Outcome::Valid(valid) => validated(rows, valid).map(Ok),
        Outcome::Refused(rejection) => Ok(Err(rejection)),
        Outcome::Done(_) => Err(answers::another()),
    })
}

fn hold_now<D: Database>(
    rows: &StoredRows<'_, D>,
    hold: u64,
    now: UnixMillis,
) -> Result<Option<HoldFacts>, StoreError> {
    let hold = rows.hold(Seq::new(hold)?)?;
    hold.map(|hold| rows.hold_facts(&hold, now)).transpose()
}

fn redemptions<D: Database>(
    rows: &StoredRows<'_, D>,
    order_id: &str,
) -> Result<Vec<RedemptionNowFacts>, StoreError> {
    let order = tessera_engine::OrderId::parse(order_id)?;
    let found = rows.redemptions_of(&order)?;
    let facts = found.iter().map(|row| rows.redemption_now(row));
    facts.filter_map(Result::transpose).collect()
}

/// Runs a command that changes something; `told` says what the worker is told of it.
fn done<D: Database, T>(
    rows: &mut StoredRows<'_, D>,
    command: &Command,
    clock: Clock,
    told: impl FnOnce(&StoredRows<'_, D>, &Done) -> Result<T, StoreError>,
) -> Result<Answer<T>, StoreError> {
    decided(rows, command, clock, |rows, outcome| match outcome {
        Outcome::Done(done) => told(rows, &done).map(Ok),
        Outcome::Refused(rejection) => Ok(Err(rejection)),
        Outcome::Valid(_) => Err(answers::another()),
    })
}

/// Loads, decides, writes.
fn decided<D: Database, T>(
    rows: &mut StoredRows<'_, D>,
    command: &Command,
    clock: Clock,
    told: impl FnOnce(&StoredRows<'_, D>, Outcome) -> Result<Result<T, Rejection>, StoreError>,
) -> Result<Answer<T>, StoreError> {
    let decision = run(rows, command, clock)?;
    answered(rows, decision, told)
}

/// What a decision is told as.
fn answered<D: Database, T>(
    rows: &StoredRows<'_, D>,
    decision: Decision,
    told: impl FnOnce(&StoredRows<'_, D>, Outcome) -> Result<Result<T, Rejection>, StoreError>,
) -> Result<Answer<T>, StoreError> {
    let told = told(rows, decision.outcome)?;
    seam::reach(Point::BeforeCommit).map_err(StoreError::Message)?;
    Ok(match told {
        Ok(value) => Answer::Granted {
            value,
            replayed: decision.replayed,
        },
        Err(rejection) => {
            let currency = rows.currency()?;
            Answer::Refused(Refusal::of(&rejection, Some(currency)))
        }
    })
}

fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    Ok(json(value)?)
}

#[cfg(test)]
mod tests;
