//! What an event has besides its kind and its code, as JSON. Fields are added, never renamed.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use tessera_api::{batch::Purpose, campaign::RollbackMode, hold::ReleaseReason, offer::Offer};
use tessera_engine::{
    Assigned, Event, Held, HoldReleased, Issued, JournalRow, MinorUnits, OrderClosed, OrderId,
    Pseudonym, Redeemed, Returned, Revoked, RolledBack, Seq, Serial, SerialRange, SourceId,
    UnixMillis, Uses, ValueError,
};

use crate::{
    campaign::stored::{Charge, StoredJudgement, StoredSettings, json, name, parse},
    database::DatabaseError,
};

/// What a row's other columns say.
pub(super) struct Place {
    pub(super) seq: Seq,
    pub(super) at: UnixMillis,
    pub(super) serial: Option<Serial>,
}

#[derive(Serialize, Deserialize)]
struct IssuedContent {
    first_serial: u64,
    count: u64,
    expires_at_ms: Option<u64>,
    uses: u32,
    #[serde(default, skip_serializing_if = "is_export")]
    purpose: Purpose,
}

/// The code has no column: the row stands in no code's chain.
#[derive(Serialize, Deserialize)]
struct AssignedContent {
    serial: u64,
    source: String,
    holder: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    offer: Option<Offer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    batch: Option<u64>,
}

/// The row that first makes a hold is the hold, made at the row's time: neither is written.
/// Whoever folds the journal tells it from a renewal by that.
#[derive(Serialize, Deserialize)]
struct HeldContent {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hold: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made_at_ms: Option<u64>,
    order: String,
    order_value: u64,
    discount: u64,
    until_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged: Option<StoredJudgement>,
}

#[derive(Serialize, Deserialize)]
struct ReleasedContent {
    hold: u64,
    reason: ReleaseReason,
}

#[derive(Serialize, Deserialize)]
struct RedeemedContent {
    order: String,
    order_value: u64,
    discount: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hold: Option<u64>,
    #[serde(flatten)]
    charge: Charge,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judged: Option<StoredJudgement>,
}

#[derive(Serialize, Deserialize)]
struct RolledBackContent {
    redemption: u64,
    discount: u64,
    order_value: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    in_full: Option<RollbackMode>,
}

/// Serials in a row; one code alone has its column and no content.
#[derive(Serialize, Deserialize)]
struct RevokedContent {
    first_serial: u64,
    count: u64,
    /// Whether they are a batch.
    batch: bool,
}

#[derive(Serialize, Deserialize)]
struct EndedContent {
    void_holds: bool,
}

#[derive(Serialize, Deserialize)]
struct ChangedContent {
    version: u64,
    settings: StoredSettings,
}

#[derive(Serialize, Deserialize)]
struct ClosedContent {
    order: String,
    released: Vec<u64>,
    rolled_back: Vec<u64>,
}

/// The content of a row.
pub(super) fn write(row: &JournalRow) -> Result<String, DatabaseError> {
    match &row.event {
        Event::Issued(issued) => json(&IssuedContent {
            first_serial: issued.serials.first().value(),
            count: issued.serials.count(),
            expires_at_ms: issued.expires_at.map(UnixMillis::value),
            uses: issued.uses.value(),
            purpose: issued.purpose.into(),
        }),
        Event::Assigned(assigned) => json(&AssignedContent {
            serial: assigned.serial.value(),
            source: BASE64URL_NOPAD.encode(&assigned.source.0),
            holder: BASE64URL_NOPAD.encode(&assigned.holder.0),
            expires_at_ms: assigned.expires_at.map(UnixMillis::value),
            offer: assigned.offer.map(Into::into),
            batch: assigned.batch.map(Serial::value),
        }),
        Event::Held(held) => json(&HeldContent {
            hold: (held.hold != row.seq).then(|| held.hold.value()),
            made_at_ms: (held.hold != row.seq).then(|| held.made_at.value()),
            order: held.order.as_str().to_owned(),
            order_value: held.order_value.value(),
            discount: held.discount.value(),
            until_ms: held.until.value(),
            judged: held.judged.as_ref().map(Into::into),
        }),
        Event::HoldReleased(released) => json(&ReleasedContent {
            hold: released.hold.value(),
            reason: released.reason.into(),
        }),
        Event::Redeemed(redeemed) => json(&RedeemedContent {
            order: redeemed.order.as_str().to_owned(),
            order_value: redeemed.order_value.value(),
            discount: redeemed.discount.value(),
            hold: redeemed.hold.map(Seq::value),
            charge: Charge::new(&redeemed.customer, &redeemed.accounts),
            judged: redeemed.judged.as_ref().map(Into::into),
        }),
        Event::RolledBack(rolled_back) => json(&RolledBackContent {
            redemption: rolled_back.redemption.value(),
            discount: rolled_back.discount.value(),
            order_value: rolled_back.order_value.value(),
            in_full: rolled_back.in_full.map(Into::into),
        }),
        Event::Revoked(Revoked::Batch(serials)) => revoked(serials, true),
        Event::Revoked(Revoked::Range(serials)) => revoked(serials, false),
        Event::Ended { void_holds } => json(&EndedContent {
            void_holds: *void_holds,
        }),
        Event::Changed { version, settings } => json(&ChangedContent {
            version: *version,
            settings: (&**settings).into(),
        }),
        Event::OrderClosed(closed) => json(&ClosedContent {
            order: closed.order.as_str().to_owned(),
            released: closed.released.iter().map(|seq| seq.value()).collect(),
            rolled_back: closed.rolled_back.iter().map(|seq| seq.value()).collect(),
        }),
        Event::Entered(_) | Event::Revoked(Revoked::Code(_)) | Event::Paused | Event::Resumed => {
            Ok(String::new())
        }
    }
}

fn revoked(serials: &SerialRange, batch: bool) -> Result<String, DatabaseError> {
    json(&RevokedContent {
        first_serial: serials.first().value(),
        count: serials.count(),
        batch,
    })
}

/// The event that a row tells of.
pub(super) fn read(place: &Place, kind: &str, content: &str) -> Result<Event, DatabaseError> {
    let code = place.serial;
    let code = code.ok_or_else(|| DatabaseError::corrupt("a journal row names no code"));
    let event = match kind {
        "issued" => parse::<IssuedContent>(content)?.read().map(Event::Issued),
        "assigned" => {
            return parse::<AssignedContent>(content)?
                .read()
                .map(Event::Assigned);
        }
        "entered" => Ok(Event::Entered(code?)),
        "held" => {
            let content = parse::<HeldContent>(content)?;
            content.read(place, code?).map(Event::Held)
        }
        "hold_released" => {
            let content = parse::<ReleasedContent>(content)?;
            content.read(code?).map(Event::HoldReleased)
        }
        "redeemed" => {
            return parse::<RedeemedContent>(content)?
                .read(code?)
                .map(Event::Redeemed);
        }
        "rolled_back" => {
            let content = parse::<RolledBackContent>(content)?;
            content.read(code?).map(Event::RolledBack)
        }
        "revoked" => match place.serial {
            Some(serial) => Ok(Event::Revoked(Revoked::Code(serial))),
            None => parse::<RevokedContent>(content)?.read().map(Event::Revoked),
        },
        "paused" => Ok(Event::Paused),
        "resumed" => Ok(Event::Resumed),
        "ended" => Ok(Event::Ended {
            void_holds: parse::<EndedContent>(content)?.void_holds,
        }),
        "changed" => {
            let ChangedContent { version, settings } = parse(content)?;
            let settings = Box::new(settings.read()?);
            Ok(Event::Changed { version, settings })
        }
        "order_closed" => parse::<ClosedContent>(content)?
            .read()
            .map(Event::OrderClosed),
        other => {
            let what = format!("there are no journal rows of kind {other}");
            return Err(DatabaseError::corrupt(what));
        }
    };
    event.map_err(DatabaseError::corrupt)
}

impl IssuedContent {
    fn read(self) -> Result<Issued, ValueError> {
        Ok(Issued {
            serials: SerialRange::new(Serial::new(self.first_serial)?, self.count)?,
            expires_at: self.expires_at_ms.map(UnixMillis::new).transpose()?,
            uses: Uses::new(self.uses)?,
            purpose: self.purpose.into(),
        })
    }
}

impl AssignedContent {
    fn read(self) -> Result<Assigned, DatabaseError> {
        let serial = |serial| Serial::new(serial).map_err(DatabaseError::corrupt);
        let expires_at = self.expires_at_ms.map(UnixMillis::new).transpose();
        let offer = self.offer.map(Offer::to_engine).transpose();
        Ok(Assigned {
            serial: serial(self.serial)?,
            source: SourceId(name(&self.source)?),
            holder: Pseudonym(name(&self.holder)?),
            expires_at: expires_at.map_err(DatabaseError::corrupt)?,
            offer: offer.map_err(DatabaseError::corrupt)?,
            batch: self.batch.map(serial).transpose()?,
        })
    }
}

fn is_export(purpose: &Purpose) -> bool {
    *purpose == Purpose::Export
}

impl HeldContent {
    fn read(self, place: &Place, serial: Serial) -> Result<Held, ValueError> {
        Ok(Held {
            hold: self.hold.map_or(Ok(place.seq), Seq::new)?,
            made_at: self.made_at_ms.map_or(Ok(place.at), UnixMillis::new)?,
            serial,
            order: OrderId::parse(&self.order)?,
            order_value: MinorUnits::new(self.order_value)?,
            discount: MinorUnits::new(self.discount)?,
            until: UnixMillis::new(self.until_ms)?,
            judged: self.judged.map(StoredJudgement::read).transpose()?,
        })
    }
}

impl ReleasedContent {
    fn read(self, serial: Serial) -> Result<HoldReleased, ValueError> {
        Ok(HoldReleased {
            hold: Seq::new(self.hold)?,
            serial,
            reason: self.reason.into(),
        })
    }
}

impl RedeemedContent {
    fn read(self, serial: Serial) -> Result<Redeemed, DatabaseError> {
        let amount = |minor| MinorUnits::new(minor).map_err(DatabaseError::corrupt);
        let (customer, accounts) = self.charge.read()?;
        let hold = self.hold.map(Seq::new).transpose();
        let judged = self.judged.map(StoredJudgement::read).transpose();
        Ok(Redeemed {
            serial,
            order: OrderId::parse(&self.order).map_err(DatabaseError::corrupt)?,
            order_value: amount(self.order_value)?,
            discount: amount(self.discount)?,
            hold: hold.map_err(DatabaseError::corrupt)?,
            customer,
            accounts,
            judged: judged.map_err(DatabaseError::corrupt)?,
            returned: Returned::default(),
        })
    }
}

impl RolledBackContent {
    fn read(self, serial: Serial) -> Result<RolledBack, ValueError> {
        Ok(RolledBack {
            redemption: Seq::new(self.redemption)?,
            serial,
            discount: MinorUnits::new(self.discount)?,
            order_value: MinorUnits::new(self.order_value)?,
            in_full: self.in_full.map(Into::into),
        })
    }
}

impl RevokedContent {
    fn read(self) -> Result<Revoked, ValueError> {
        let serials = SerialRange::new(Serial::new(self.first_serial)?, self.count)?;
        Ok(if self.batch {
            Revoked::Batch(serials)
        } else {
            Revoked::Range(serials)
        })
    }
}

impl ClosedContent {
    fn read(self) -> Result<OrderClosed, ValueError> {
        let seqs = |seqs: Vec<u64>| seqs.into_iter().map(Seq::new).collect::<Result<_, _>>();
        Ok(OrderClosed {
            order: OrderId::parse(&self.order)?,
            released: seqs(self.released)?,
            rolled_back: seqs(self.rolled_back)?,
        })
    }
}
