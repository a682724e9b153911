//! A campaign's answers: load, let the engine decide, write, answer. Every function runs inside one
//! transaction of its caller.

use core::num::NonZeroU64;

use serde::Serialize;
use sha2::{Digest, Sha256};
use tessera_api::convert::engine::timestamp;
use tessera_engine::{
    AccountKey, Cart, Command, CommandId, Currency, Event, Issue, Issued, Keyed, Metadata,
    MinorUnits, OrderId, Outcome, Redeem, Redeemed, Rows, Seq, Serial, UnixMillis, Uses, Validate,
    ValueError, View, decide,
};

use super::{
    effects,
    error::StoreError,
    lookup,
    message::{
        Answer, Ask, BatchFacts, CodeFacts, Initialised, IssueCommand, OrderFacts, RedemptionFacts,
        UsageFacts, Validated,
    },
    rows::StoredRows,
};
use crate::{
    database::{Database, DatabaseError},
    record::CampaignRecord,
    seam::{self, Point},
};

/// Answers a question, as JSON.
pub(super) fn answer<D: Database>(
    database: &D,
    ask: Ask,
    now: UnixMillis,
) -> Result<String, StoreError> {
    let rows = StoredRows { database };
    match ask {
        Ask::Initialise {
            reservation,
            record,
        } => json(&initialise(database, reservation, &record)?),
        Ask::Usage => json(&usage(&rows)?),
        Ask::Issue(command) => json(&issue(&rows, command, now)?),
        Ask::Batches { from, limit } => json(&batches(&rows, from, limit)?),
        Ask::Batch { first_serial } => {
            let found = batches(&rows, first_serial, 1)?.into_iter().next();
            json(&found.filter(|batch| batch.first_serial == first_serial))
        }
        Ask::Validate {
            code,
            order_id,
            order,
        } => {
            let order_id = order_id.as_deref().map(OrderId::parse).transpose()?;
            let (code, cart) = (code.to_engine()?, order.to_engine()?);
            let command = Command::Validate(Validate {
                code,
                order: order_id,
                cart,
            });
            json(&decided(
                &rows,
                &command,
                now,
                |outcome, currency| match outcome {
                    Outcome::Valid(valid) => Some(Validated {
                        order: OrderFacts {
                            currency: currency.as_str().to_owned(),
                            subtotal: valid.order_value.value(),
                        },
                        discount: valid.discount.value(),
                    }),
                    Outcome::Issued(_) | Outcome::Redeemed(_) | Outcome::Refused(_) => None,
                },
            )?)
        }
        Ask::Redeem {
            id,
            code,
            order_id,
            order,
        } => {
            let (order_id, cart) = (OrderId::parse(&order_id)?, order.to_engine()?);
            let redeem = Redeem {
                code: code.to_engine()?,
                order: order_id,
                cart,
            };
            let expires_at = redeem.code.expires_at;
            let command = Command::Redeem(Keyed::new(CommandId(id), redeem, hash));
            json(&decided(
                &rows,
                &command,
                now,
                |outcome, currency| match outcome {
                    Outcome::Redeemed(made) => {
                        let made = (made.seq, made.at, &made.redeemed, made.existing);
                        Some(redemption_facts(made, expires_at, currency))
                    }
                    Outcome::Issued(_) | Outcome::Valid(_) | Outcome::Refused(_) => None,
                },
            )?)
        }
        Ask::Redemption { seq } => json(&redemption(&rows, seq)?),
        Ask::LookUp { code } => json(&lookup::look_up(&rows, code.to_engine()?, now)?),
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
    let record = json(record)?;
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
        .one(sql, vec![reservation.into(), record.into()])?
        .is_some();
    Ok(if is_written {
        Initialised::Done
    } else {
        Initialised::Overtaken
    })
}

fn usage<D: Database>(rows: &StoredRows<'_, D>) -> Result<UsageFacts, StoreError> {
    let codes = rows
        .database
        .one("SELECT coalesce(sum(count), 0) FROM batch", vec![])?;
    let used = rows
        .account(&AccountKey::CAMPAIGN)?
        .map(|account| account.used)
        .unwrap_or_default();
    Ok(UsageFacts {
        codes: codes.map_or(Ok(0), |mut row| row.number())?,
        redemptions: used.redemptions.value(),
        discount: used.discount.value(),
        order_value: used.order_value.value(),
    })
}

fn issue<D: Database>(
    rows: &StoredRows<'_, D>,
    command: IssueCommand,
    now: UnixMillis,
) -> Result<Answer<BatchFacts>, StoreError> {
    let IssueCommand {
        id,
        count,
        expires_at_ms,
        uses,
        name,
    } = command;
    let notes = json(&Notes { name: name.clone() })?;
    let count = NonZeroU64::new(count).ok_or(StoreError::Message("an empty batch".into()))?;
    let issue = Issue {
        count,
        expires_at: expires_at_ms.map(UnixMillis::new).transpose()?,
        uses: Uses::new(uses)?,
        metadata: Metadata::new(notes)?,
    };
    let command = Command::Issue(Keyed::new(CommandId(id), issue, hash));
    decided(rows, &command, now, |outcome, _| match outcome {
        Outcome::Issued(batch) => Some(batch_facts(&batch.issued, name, batch.at)),
        Outcome::Valid(_) | Outcome::Redeemed(_) | Outcome::Refused(_) => None,
    })
}

fn batches<D: Database>(
    rows: &StoredRows<'_, D>,
    from: u64,
    limit: u32,
) -> Result<Vec<BatchFacts>, StoreError> {
    let stored = rows.batches_from(from, limit)?.into_iter();
    let facts = stored.map(|(batch, seq)| {
        let issued_by = rows.journal(seq)?;
        let issued_by = issued_by.ok_or(DatabaseError::corrupt("a batch without a journal row"))?;
        let notes: Notes =
            serde_json::from_str(batch.metadata.as_str()).map_err(DatabaseError::corrupt)?;
        let (serials, expires_at, uses) = (batch.serials, batch.expires_at, batch.uses);
        Ok(batch_facts(
            &Issued {
                serials,
                expires_at,
                uses,
            },
            notes.name,
            issued_by.at,
        ))
    });
    facts.collect()
}

fn redemption<D: Database>(
    rows: &StoredRows<'_, D>,
    seq: u64,
) -> Result<Option<RedemptionFacts>, StoreError> {
    let Ok(seq) = Seq::new(seq) else {
        return Ok(None);
    };
    let Some(row) = rows.journal(seq)? else {
        return Ok(None);
    };
    let Event::Redeemed(redeemed) = row.event else {
        return Ok(None);
    };
    let batch = rows.batch_of(redeemed.serial)?;
    let expires_at = batch.and_then(|(batch, _)| batch.expires_at);
    let currency = rows.campaign()?.currency;
    Ok(Some(redemption_facts(
        (seq, row.at, &redeemed, false),
        expires_at,
        currency,
    )))
}

/// A redemption, as the journal tells it, for the worker.
pub(super) fn redemption_facts(
    (seq, at, redeemed, existing): (Seq, UnixMillis, &Redeemed, bool),
    expires_at: Option<UnixMillis>,
    currency: Currency,
) -> RedemptionFacts {
    RedemptionFacts {
        seq: seq.value(),
        at: timestamp(at),
        code: CodeFacts {
            serial: redeemed.serial.value(),
            expires_at_ms: expires_at.map(UnixMillis::value),
        },
        order_id: redeemed.order.as_str().to_owned(),
        order: OrderFacts {
            currency: currency.as_str().to_owned(),
            subtotal: redeemed.order_value.value(),
        },
        discount: redeemed.discount.value(),
        existing,
    }
}

fn batch_facts(issued: &Issued, name: Option<String>, at: UnixMillis) -> BatchFacts {
    BatchFacts {
        first_serial: issued.serials.first().value(),
        count: issued.serials.count(),
        expires_at_ms: issued.expires_at.map(UnixMillis::value),
        uses: issued.uses.value(),
        name,
        created_at: timestamp(at),
    }
}

/// Loads, decides, writes; `granted` reads the outcome that the command has if it is not refused.
fn decided<D: Database, T>(
    rows: &StoredRows<'_, D>,
    command: &Command,
    now: UnixMillis,
    granted: impl FnOnce(&Outcome, Currency) -> Option<T>,
) -> Result<Answer<T>, StoreError> {
    let view = View::load(rows, command)?;
    let decision = decide(&view, command, now)?;
    effects::apply(rows.database, &decision.effects)?;
    seam::reach(Point::BeforeCommit).map_err(StoreError::Message)?;
    if let Outcome::Refused(rejection) = decision.outcome {
        return Ok(Answer::Refused(rejection.into()));
    }
    let value = granted(&decision.outcome, view.campaign.currency);
    let value = value.ok_or(StoreError::Message("the outcome of another command".into()))?;
    Ok(Answer::Granted {
        value,
        replayed: decision.replayed,
    })
}

/// What is noted on a batch.
#[derive(serde::Serialize, serde::Deserialize)]
struct Notes {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl CodeFacts {
    fn to_engine(self) -> Result<tessera_engine::CodeFacts, ValueError> {
        let expires_at = self.expires_at_ms.map(UnixMillis::new).transpose()?;
        Ok(tessera_engine::CodeFacts {
            serial: Serial::new(self.serial)?,
            expires_at,
        })
    }
}

impl OrderFacts {
    fn to_engine(&self) -> Result<Cart, ValueError> {
        let currency = Currency::parse(&self.currency)?;
        Ok(Cart {
            currency,
            subtotal: MinorUnits::new(self.subtotal)?,
        })
    }
}

/// The hash of one field of a command, stored in fingerprints.
fn hash(bytes: &[u8]) -> [u8; 8] {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    digest.first_chunk().copied().unwrap_or_default()
}

fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Message(error.to_string()))
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
