//! From what the engine did to what the worker is told.

use tessera_api::{campaign::CampaignSwitch, convert::engine::timestamp};
use tessera_engine::{
    Currency, Done, Event, Held, HoldRow, HoldState, JournalRow, MinorUnits, Redeemed, Revoked,
    Rows, Serial, UnixMillis,
};

use super::{
    commands::Notes,
    error::StoreError,
    facts::{
        self, AssignmentFacts, BatchFacts, CancelFacts, CodeFacts, HoldFacts, OrderFacts,
        RedemptionFacts, RedemptionNowFacts, ReleaseFacts, RevocationFacts, RollbackFacts,
        SwitchFacts,
    },
    rows::{StoredRows, batch},
    stored::parse,
};
use crate::database::{Database, DatabaseError};

impl<D: Database> StoredRows<'_, D> {
    /// A code as it says itself: its serial, and the expiry with which it was issued.
    fn code_facts(&self, serial: Serial) -> Result<CodeFacts, StoreError> {
        let expires_at = match batch::of(self.database, serial)? {
            Some((batch, _)) => batch.expires_at,
            None => {
                let assignment = self.assignment(serial)?;
                assignment.and_then(|found| found.assigned.expires_at)
            }
        };
        Ok(CodeFacts {
            serial: serial.value(),
            expires_at_ms: expires_at.map(UnixMillis::value),
        })
    }

    /// An order, in the campaign's currency: it was redeemed or held in no other.
    pub(super) fn order_facts(&self, subtotal: MinorUnits) -> Result<OrderFacts, StoreError> {
        Ok(OrderFacts {
            currency: self.currency()?.as_str().to_owned(),
            subtotal: subtotal.value(),
        })
    }

    /// The campaign's currency.
    pub(super) fn currency(&self) -> Result<Currency, StoreError> {
        // The rest of the record was read for the decision, and is not wanted here.
        let sql = "SELECT json_extract(record, '$.currency') FROM campaign";
        let row = self.database.one(sql, vec![])?;
        let mut row = row.ok_or(DatabaseError::corrupt("a campaign without a record"))?;
        Ok(Currency::parse(&row.text()?)?)
    }

    /// A batch; its name is noted on it, and not in the journal.
    pub(super) fn batch_facts(&self, done: &Done) -> Result<BatchFacts, StoreError> {
        let Event::Issued(issued) = &done.row.event else {
            return Err(another());
        };
        let first = issued.serials.first();
        let batch = batch::of(self.database, first)?;
        let (batch, _) = batch.ok_or(DatabaseError::corrupt("a batch has no row"))?;
        let Notes { name } = parse(batch.metadata.as_str())?;
        Ok(BatchFacts {
            first_serial: first.value(),
            count: issued.serials.count(),
            expires_at_ms: issued.expires_at.map(UnixMillis::value),
            uses: issued.uses.value(),
            purpose: issued.purpose.into(),
            name,
            created_at: timestamp(done.row.at),
        })
    }

    /// A code that was assigned.
    pub(super) fn assigned(&self, done: &Done) -> Result<AssignmentFacts, StoreError> {
        let Event::Assigned(assigned) = &done.row.event else {
            return Err(another());
        };
        Ok(AssignmentFacts {
            code: CodeFacts {
                serial: assigned.serial.value(),
                expires_at_ms: assigned.expires_at.map(UnixMillis::value),
            },
            batch: assigned.batch.map(Serial::value),
            offer: assigned.offer.map(Into::into),
            assigned_at: timestamp(done.row.at),
            existing: done.existing,
        })
    }

    /// A hold as it was made or renewed.
    pub(super) fn held(&self, done: &Done) -> Result<HoldFacts, StoreError> {
        let Event::Held(held) = &done.row.event else {
            return Err(another());
        };
        self.held_facts(&done.row, held)
    }

    pub(super) fn held_facts(
        &self,
        row: &JournalRow,
        held: &Held,
    ) -> Result<HoldFacts, StoreError> {
        Ok(HoldFacts {
            hold: held.hold.value(),
            held_at: timestamp(held.made_at),
            code: self.code_facts(held.serial)?,
            order_id: held.order.as_str().to_owned(),
            order: self.order_facts(held.order_value)?,
            discount: held.discount.value(),
            expires_at: timestamp(held.until),
            state: facts::HoldState::Open,
            is_renewed: held.hold != row.seq,
        })
    }

    /// A hold as it stands at this moment: one that is due has ended, released or not.
    pub(super) fn hold_facts(
        &self,
        hold: &HoldRow,
        now: UnixMillis,
    ) -> Result<HoldFacts, StoreError> {
        let state = match hold.state {
            HoldState::Open if hold.is_running(now) => facts::HoldState::Open,
            HoldState::Open => facts::HoldState::Released(hold.due.into()),
            HoldState::Redeemed(seq) => facts::HoldState::Redeemed(seq.value()),
            HoldState::Released { reason, .. } => facts::HoldState::Released(reason.into()),
        };
        Ok(HoldFacts {
            hold: hold.id.value(),
            held_at: timestamp(hold.promise.made_at),
            code: self.code_facts(hold.serial)?,
            order_id: hold.order.as_str().to_owned(),
            order: self.order_facts(hold.reserved.order_value)?,
            discount: hold.reserved.discount.value(),
            expires_at: timestamp(hold.until),
            state,
            is_renewed: false,
        })
    }

    /// A redemption as it was made.
    pub(super) fn redeemed(&self, done: &Done) -> Result<RedemptionFacts, StoreError> {
        let Event::Redeemed(redeemed) = &done.row.event else {
            return Err(another());
        };
        self.redemption_facts(&done.row, redeemed, done.existing)
    }

    pub(super) fn redemption_facts(
        &self,
        row: &JournalRow,
        redeemed: &Redeemed,
        existing: bool,
    ) -> Result<RedemptionFacts, StoreError> {
        Ok(RedemptionFacts {
            seq: row.seq.value(),
            at: timestamp(row.at),
            code: self.code_facts(redeemed.serial)?,
            order_id: redeemed.order.as_str().to_owned(),
            order: self.order_facts(redeemed.order_value)?,
            discount: redeemed.discount.value(),
            hold: redeemed.hold.map(|hold| hold.value()),
            existing,
        })
    }

    /// A redemption as it stands; `None` if the row tells of something else.
    pub(super) fn redemption_now(
        &self,
        row: &JournalRow,
    ) -> Result<Option<RedemptionNowFacts>, StoreError> {
        let Event::Redeemed(redeemed) = &row.event else {
            return Ok(None);
        };
        let returned = &redeemed.returned;
        Ok(Some(RedemptionNowFacts {
            redemption: self.redemption_facts(row, redeemed, false)?,
            discount_returned: returned.discount.value(),
            order_value_returned: returned.order_value.value(),
            in_full: returned.in_full.map(Into::into),
        }))
    }
}

/// A hold that ended.
pub(super) fn released(done: &Done) -> Result<ReleaseFacts, StoreError> {
    let Event::HoldReleased(released) = &done.row.event else {
        return Err(another());
    };
    Ok(ReleaseFacts {
        hold: released.hold.value(),
        reason: released.reason.into(),
        at: timestamp(done.row.at),
        existing: done.existing,
    })
}

/// A rollback.
pub(super) fn rolled_back(row: &JournalRow) -> Result<RollbackFacts, StoreError> {
    let Event::RolledBack(rolled_back) = &row.event else {
        return Err(another());
    };
    Ok(RollbackFacts {
        redemption: rolled_back.redemption.value(),
        discount: rolled_back.discount.value(),
        order_value: rolled_back.order_value.value(),
        in_full: rolled_back.in_full.map(Into::into),
        at: timestamp(row.at),
    })
}

/// Codes that were withdrawn.
pub(super) fn revoked(done: &Done) -> Result<RevocationFacts, StoreError> {
    let (first, count) = match &done.row.event {
        Event::Revoked(Revoked::Code(serial)) => (*serial, 1),
        Event::Revoked(Revoked::Batch(serials) | Revoked::Range(serials)) => {
            (serials.first(), serials.count())
        }
        Event::Issued(_)
        | Event::Assigned(_)
        | Event::Entered(_)
        | Event::Held(_)
        | Event::HoldReleased(_)
        | Event::Redeemed(_)
        | Event::RolledBack(_)
        | Event::Paused
        | Event::Resumed
        | Event::Ended { .. }
        | Event::Changed { .. }
        | Event::OrderClosed(_) => return Err(another()),
    };
    Ok(RevocationFacts {
        first_serial: first.value(),
        count,
        at: timestamp(done.row.at),
    })
}

/// A cancelled order.
pub(super) fn cancelled(done: &Done) -> Result<CancelFacts, StoreError> {
    let Event::OrderClosed(closed) = &done.row.event else {
        return Err(another());
    };
    Ok(CancelFacts {
        released: closed.released.iter().map(|seq| seq.value()).collect(),
        rolled_back: closed.rolled_back.iter().map(|seq| seq.value()).collect(),
        existing: done.existing,
    })
}

/// A campaign that was stopped, or goes on.
pub(super) fn switched(done: &Done) -> Result<SwitchFacts, StoreError> {
    let event = match done.row.event {
        Event::Paused => CampaignSwitch::Paused,
        Event::Resumed => CampaignSwitch::Resumed,
        Event::Ended { void_holds } => CampaignSwitch::Ended { void_holds },
        Event::Issued(_)
        | Event::Assigned(_)
        | Event::Entered(_)
        | Event::Held(_)
        | Event::HoldReleased(_)
        | Event::Redeemed(_)
        | Event::RolledBack(_)
        | Event::Revoked(_)
        | Event::Changed { .. }
        | Event::OrderClosed(_) => return Err(another()),
    };
    Ok(SwitchFacts {
        event,
        at: timestamp(done.row.at),
    })
}

/// The engine answers a question with a verdict, and a command with the journal row that tells of
/// it.
pub(super) fn another() -> StoreError {
    StoreError::Message("the outcome of another command".into())
}
