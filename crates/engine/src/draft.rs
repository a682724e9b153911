//! A decision in the making: rows are changed in copies, journal rows are numbered one after the
//! other, and all of it becomes the decision's effects.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use crate::fingerprint::{CommandRow, Content, Keyed};
use crate::{
    Account, AccountKey, Amounts, Campaign, CodeRow, Decision, Done, Effects, EngineError, Event,
    HoldReleased, HoldRow, HoldState, JournalRow, Metric, Newest, OrderId, OrderUse, Outcome,
    ReleaseReason, Seq, Serial, UnixMillis, View, Write,
};

/// The rows that a decision changes.
pub(crate) struct Draft<'v> {
    pub(crate) view: &'v View,
    pub(crate) at: UnixMillis,
    newest: Option<Newest>,
    codes: BTreeMap<Serial, CodeRow>,
    holds: BTreeMap<Seq, HoldRow>,
    accounts: BTreeMap<AccountKey, Account>,
    journal: Vec<JournalRow>,
    others: Vec<Write>,
}

impl<'v> Draft<'v> {
    /// A draft that changes nothing yet, at a moment that is not before the newest journal row.
    pub(crate) const fn new(view: &'v View, at: UnixMillis) -> Self {
        Self {
            view,
            at,
            newest: view.newest,
            codes: BTreeMap::new(),
            holds: BTreeMap::new(),
            accounts: BTreeMap::new(),
            journal: Vec::new(),
            others: Vec::new(),
        }
    }

    /// The number that the next journal row gets.
    pub(crate) fn next_seq(&self) -> Result<Seq, EngineError> {
        Ok(Newest::next_seq(self.newest)?)
    }

    /// Adds a journal row, and moves its code's timeline on to it. A code that nobody has touched
    /// gets its row here.
    pub(crate) fn record(&mut self, event: Event) -> Result<JournalRow, EngineError> {
        let (seq, at) = (self.next_seq()?, self.at);
        let before = event.serial().and_then(|serial| self.code(serial)).copied();
        if let Some(serial) = event.serial() {
            let untouched = CodeRow::untouched(serial, seq);
            let code = before.unwrap_or(untouched);
            self.put_code(CodeRow {
                last_seq: seq,
                ..code
            });
        }
        let row = JournalRow {
            seq,
            at,
            prev_seq: before.map(|code| code.last_seq),
            event,
        };
        self.newest = Some(Newest { seq, at });
        self.journal.push(row.clone());
        Ok(row)
    }

    fn code(&self, serial: Serial) -> Option<&CodeRow> {
        let changed = self.codes.get(&serial);
        changed.or_else(|| self.view.code(serial))
    }

    fn put_code(&mut self, code: CodeRow) {
        self.codes.insert(code.serial, code);
    }

    /// Changes a code's row, after something was recorded about it.
    pub(crate) fn change_code(
        &mut self,
        serial: Serial,
        change: impl FnOnce(&CodeRow) -> Option<CodeRow>,
    ) -> Result<(), EngineError> {
        let code = self
            .code(serial)
            .ok_or(EngineError::Contradiction("a code has no row"))?;
        let code = change(code).ok_or(EngineError::Contradiction(
            "a code's uses or holds would leave their range",
        ))?;
        self.put_code(code);
        Ok(())
    }

    pub(crate) fn put_hold(&mut self, hold: HoldRow) {
        self.holds.insert(hold.id, hold);
    }

    /// Adds a row that no other rule of this draft reads.
    pub(crate) fn write(&mut self, write: Write) {
        self.others.push(write);
    }

    /// Lets the order find its redemption or its hold of a code with several uses; a code with one
    /// use tells itself.
    pub(crate) fn put_order_use(
        &mut self,
        (serial, order): (Serial, &OrderId),
        (redemption, hold): (Option<Seq>, Option<Seq>),
    ) {
        if self.view.has_several_uses(serial) {
            let before = self.view.order_use.as_ref();
            self.write(Write::OrderUse(OrderUse {
                serial,
                order: order.clone(),
                redemption: redemption.or_else(|| before?.redemption),
                hold: hold.or_else(|| before?.hold),
            }));
        }
    }

    pub(crate) fn put_campaign(&mut self, campaign: Campaign) {
        self.write(Write::Campaign(Box::new(campaign)));
    }

    /// Changes accounts: what is used, and what is held.
    pub(crate) fn change_accounts(
        &mut self,
        keys: &[AccountKey],
        side: Side,
        change: impl Fn(&Amounts) -> Result<Amounts, Metric>,
    ) -> Result<(), EngineError> {
        for key in keys {
            let changed = self.accounts.get(key);
            let account = changed.or_else(|| self.view.account(key)).cloned();
            let mut account =
                account.ok_or(EngineError::Contradiction("an account was not read"))?;
            let amounts = match side {
                Side::Used => &mut account.used,
                Side::Held => &mut account.held,
            };
            *amounts = change(amounts)
                .map_err(|_| EngineError::Contradiction("an account would leave its range"))?;
            self.accounts.insert(key.clone(), account);
        }
        Ok(())
    }

    /// Ends an open hold without a redemption.
    pub(crate) fn release(
        &mut self,
        hold: &HoldRow,
        reason: ReleaseReason,
    ) -> Result<JournalRow, EngineError> {
        let serial = hold.serial;
        let row = self.record(Event::HoldReleased(HoldReleased {
            hold: hold.id,
            serial,
            reason,
        }))?;
        self.free(hold)?;
        let seq = row.seq;
        self.put_hold(HoldRow {
            state: HoldState::Released { seq, reason },
            ..hold.clone()
        });
        Ok(row)
    }

    /// Takes an open hold off its code and out of its accounts.
    pub(crate) fn free(&mut self, hold: &HoldRow) -> Result<(), EngineError> {
        self.change_code(hold.serial, |code| {
            let holds = code.holds.checked_sub(1)?;
            Some(CodeRow { holds, ..*code })
        })?;
        self.change_accounts(&hold.accounts, Side::Held, |held| {
            held.minus(&hold.reserved)
        })
    }

    /// The decision that this journal row answers, under the caller's id.
    pub(crate) fn done<C: Content>(mut self, keyed: &Keyed<C>, answer: JournalRow) -> Decision {
        let command = CommandRow::new(keyed, answer.seq, self.at);
        self.others.push(Write::Command(command));
        self.answered(answer)
    }

    /// The decision that this journal row answers, without an id.
    pub(crate) fn answered(self, row: JournalRow) -> Decision {
        let existing = false;
        self.decision(Outcome::Done(Done { row, existing }))
    }

    /// The decision with this outcome.
    pub(crate) fn decision(self, outcome: Outcome) -> Decision {
        Decision {
            outcome,
            replayed: false,
            effects: self.effects(),
        }
    }

    /// The rows alone.
    pub(crate) fn effects(self) -> Effects {
        let mut writes: Vec<_> = self.codes.into_values().map(Write::Code).collect();
        writes.extend(self.holds.into_values().map(Write::Hold));
        // What is renewed as it was moves nothing, and need not be written.
        let view = self.view;
        let moved = |account: &Account| view.account(&account.key) != Some(account);
        writes.extend(
            self.accounts
                .into_values()
                .filter(moved)
                .map(Write::Account),
        );
        writes.extend(self.journal.into_iter().map(Write::Journal));
        writes.extend(self.others);
        Effects(writes)
    }
}

/// The decision for something that was done before, under another id. The id is kept although
/// nothing else changes: its replay must read the same whatever happens until then.
pub(crate) fn existing<C: Content>(keyed: &Keyed<C>, row: JournalRow, at: UnixMillis) -> Decision {
    let command = CommandRow {
        existing: true,
        ..CommandRow::new(keyed, row.seq, at)
    };
    let existing = true;
    Decision {
        outcome: Outcome::Done(Done { row, existing }),
        replayed: false,
        effects: Effects([Write::Command(command)].into()),
    }
}

/// The two sides of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Used,
    Held,
}
