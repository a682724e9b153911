//! Which rows a command needs.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::ask::Ask;
use crate::assign::next_of_pool;
use crate::charge::{Asked, account_keys, held_keys};
use crate::{
    Account, AccountKey, Assign, AssignFrom, Clock, Command, CommandId, Customer, HoldRow,
    HoldState, Newest, OrderId, Purpose, Redemption, Revoke, Rows, Seq, Serial, SerialRange,
    UnixMillis, View,
};

impl View {
    /// Reads what the command needs.
    ///
    /// # Errors
    /// Whatever the storage fails with.
    pub fn load<R: Rows>(rows: &R, command: &Command, clock: Clock) -> Result<Self, R::Error> {
        let mut loader = Loader::new(rows, clock.now)?;
        loader.command(command.id(), clock)?;
        match command {
            Command::Issue(_) => loader.free()?,
            Command::Assign(asked) => loader.assign(asked.content())?,
            Command::Validate(asked) => loader.code(&Ask::from(asked))?,
            Command::Hold(asked) => loader.code(&Ask::from(asked.content()))?,
            Command::Redeem(asked) => loader.code(&Ask::from(asked.content()))?,
            Command::RedeemHold(asked) => {
                let asked = asked.content();
                loader.held(asked.hold, &asked.customer)?;
            }
            Command::Release(asked) => loader.held(asked.content().hold, &Customer::GUEST)?,
            Command::Rollback(asked) => loader.redemption(asked.content().redemption)?,
            Command::Revoke(asked) => loader.revoke(asked.content())?,
            Command::Cancel(asked) => loader.order(&asked.content().order)?,
            Command::Pause(_) | Command::Resume(_) | Command::End(_) | Command::Change(_) => {}
        }
        Ok(loader.view)
    }

    /// Reads holds that are due, at most `limit` of them, and what releasing them touches; `None`
    /// if none is due, which most commands find, so that nothing else is read for it.
    pub(crate) fn load_due<R: Rows>(
        rows: &R,
        now: UnixMillis,
        limit: usize,
    ) -> Result<Option<Self>, R::Error> {
        let at = Newest::no_earlier(rows.newest()?, now);
        let due = rows.due_holds(at, limit)?;
        if due.is_empty() {
            return Ok(None);
        }
        let mut loader = Loader::new(rows, now)?;
        for hold in due {
            loader.hold_and_its_rows(hold)?;
        }
        Ok(Some(loader.view))
    }
}

struct Loader<'r, R> {
    rows: &'r R,
    at: UnixMillis,
    view: View,
}

impl<'r, R: Rows> Loader<'r, R> {
    fn new(rows: &'r R, now: UnixMillis) -> Result<Self, R::Error> {
        let newest = rows.newest()?;
        let view = View {
            campaign: rows.campaign()?,
            newest,
            command: None,
            answer: None,
            batch: None,
            assignment: None,
            pool_last: None,
            fresh_least: None,
            revoked: Vec::new(),
            order_use: None,
            closed: None,
            ended: None,
            codes: BTreeMap::new(),
            holds: Vec::new(),
            redemptions: BTreeMap::new(),
            accounts: BTreeMap::new(),
        };
        let at = Newest::no_earlier(newest, now);
        Ok(Self { rows, at, view })
    }

    fn command(&mut self, id: Option<&CommandId>, clock: Clock) -> Result<(), R::Error> {
        let Some(id) = id else {
            return Ok(());
        };
        let row = self.rows.command(id)?;
        self.view.command = row.filter(|row| clock.retention.remembers(row.at, self.at));
        if let Some(row) = &self.view.command {
            self.view.answer = self.rows.journal(row.seq)?;
        }
        Ok(())
    }

    fn batch(&mut self, serial: Serial) -> Result<(), R::Error> {
        self.view.batch = self.rows.batch_at_or_before(serial)?;
        Ok(())
    }

    /// Between which serials the free ones lie.
    fn free(&mut self) -> Result<(), R::Error> {
        self.batch(Serial::MAX)?;
        let end = self
            .view
            .batch
            .as_ref()
            .map_or(0, |last| last.serials.end());
        if let Ok(end) = Serial::new(end) {
            self.view.fresh_least = self.rows.assigned_at_or_after(end)?;
        }
        Ok(())
    }

    fn assign(&mut self, asked: &Assign) -> Result<(), R::Error> {
        self.view.assignment = self.rows.assignment_for(&asked.source)?;
        match &asked.from {
            AssignFrom::Fresh { .. } => self.free(),
            AssignFrom::Pool(first) => self.pool(*first),
        }
    }

    /// How far a batch is assigned, and what of it was withdrawn from there on.
    fn pool(&mut self, first: Serial) -> Result<(), R::Error> {
        self.batch(first)?;
        let Some(batch) = &self.view.batch else {
            return Ok(());
        };
        let last = batch.serials.last();
        let assigned = self.rows.assigned_at_or_before(last)?;
        let assigned = assigned.filter(|serial| batch.serials.contains(*serial));
        let next = next_of_pool(batch, assigned);
        self.view.pool_last = assigned;
        next.map_or(Ok(()), |next| self.revoked(SerialRange::one(next)))
    }

    /// The code's row and all that its serial lies in.
    fn serial(&mut self, serial: Serial) -> Result<(), R::Error> {
        self.batch(serial)?;
        // What is exported is never assigned: nothing is read for it.
        let batch = self.view.batch_of(serial);
        if batch.is_none_or(|batch| batch.purpose == Purpose::Assigning) {
            self.view.assignment = self.rows.assignment(serial)?;
        }
        self.revoked(SerialRange::one(serial))?;
        self.code_row(serial)
    }

    fn revoked(&mut self, serials: SerialRange) -> Result<(), R::Error> {
        self.view.revoked = self.rows.revoked_ranges(serials)?;
        Ok(())
    }

    /// What validating, holding and redeeming ask about.
    fn code(&mut self, ask: &Ask<'_>) -> Result<(), R::Error> {
        let serial = ask.code.serial;
        self.serial(serial)?;
        if let Some(order) = ask.order {
            self.closed(order)?;
            self.order_has(serial, order)?;
        }
        let keys = match self.view.own_hold(self.at) {
            Some(hold) => held_keys(&self.view, hold, ask.bought.customer),
            None => account_keys(&Asked {
                campaign: &self.view.campaign,
                asker: ask.asker,
                context: ask.bought.context,
                customer: ask.bought.customer,
                at: self.at,
            }),
        };
        self.accounts(keys)
    }

    /// The order's own hold on the code and its own redemption of it.
    fn order_has(&mut self, serial: Serial, order: &OrderId) -> Result<(), R::Error> {
        let Some(code) = self.view.code(serial) else {
            return Ok(());
        };
        let (redemption, hold) = if !self.view.has_several_uses(serial) {
            (code.redemption, code.hold)
        } else {
            self.view.order_use = self.rows.order_use(serial, order)?;
            let has = self.view.order_use.as_ref();
            (
                has.and_then(|has| has.redemption),
                has.and_then(|has| has.hold),
            )
        };
        if let Some(seq) = redemption {
            let row = self.rows.journal(seq)?;
            let redemption = row.and_then(Redemption::from_row);
            let own = redemption.filter(|found| found.redeemed.order == *order);
            self.view.redemptions.extend(own.map(|own| (own.seq, own)));
        }
        if let Some(id) = hold {
            let hold = self.rows.hold(id)?;
            self.view
                .holds
                .extend(hold.filter(|hold| hold.order == *order));
        }
        Ok(())
    }

    /// A hold by its id, with everything that redeeming or releasing it touches.
    fn held(&mut self, id: Seq, customer: &Customer) -> Result<(), R::Error> {
        let Some(hold) = self.rows.hold(id)? else {
            return Ok(());
        };
        self.serial(hold.serial)?;
        self.order_has(hold.serial, &hold.order)?;
        if self.view.hold(id).is_none() {
            self.view.holds.push(hold.clone());
        }
        if let HoldState::Released { seq, .. } = hold.state {
            self.view.ended = self.rows.journal(seq)?;
        }
        let keys = held_keys(&self.view, &hold, customer);
        self.accounts(keys)
    }

    fn redemption(&mut self, seq: Seq) -> Result<(), R::Error> {
        let found = self.rows.journal(seq)?.and_then(Redemption::from_row);
        found.map_or(Ok(()), |found| self.redemption_and_its_rows(found))
    }

    fn revoke(&mut self, revoke: &Revoke) -> Result<(), R::Error> {
        match revoke {
            Revoke::Code(code) => self.serial(code.serial),
            Revoke::Batch(first) => {
                self.batch(*first)?;
                let serials = self.view.batch.as_ref().map(|batch| batch.serials);
                serials.map_or(Ok(()), |serials| self.revoked(serials))
            }
            Revoke::Range(serials) => {
                self.free()?;
                self.revoked(*serials)
            }
        }
    }

    /// Everything that cancelling an order gives back.
    fn order(&mut self, order: &OrderId) -> Result<(), R::Error> {
        self.closed(order)?;
        if self.view.closed.is_some() {
            return Ok(());
        }
        for hold in self.rows.open_holds_of(order)? {
            self.hold_and_its_rows(hold)?;
        }
        for row in self.rows.redemptions_of(order)? {
            let live = Redemption::from_row(row).filter(|found| found.redeemed.is_live());
            live.map_or(Ok(()), |found| self.redemption_and_its_rows(found))?;
        }
        Ok(())
    }

    fn closed(&mut self, order: &OrderId) -> Result<(), R::Error> {
        if let Some(seq) = self.rows.closed_order(order)? {
            self.view.closed = self.rows.journal(seq)?;
        }
        Ok(())
    }

    fn hold_and_its_rows(&mut self, hold: HoldRow) -> Result<(), R::Error> {
        self.code_row(hold.serial)?;
        self.accounts(hold.accounts.clone())?;
        self.view.holds.push(hold);
        Ok(())
    }

    fn redemption_and_its_rows(&mut self, redemption: Redemption) -> Result<(), R::Error> {
        self.code_row(redemption.redeemed.serial)?;
        self.accounts(redemption.redeemed.accounts.clone())?;
        self.view.redemptions.insert(redemption.seq, redemption);
        Ok(())
    }

    fn code_row(&mut self, serial: Serial) -> Result<(), R::Error> {
        if self.view.code(serial).is_none() {
            let row = self.rows.code(serial)?;
            self.view.codes.extend(row.map(|code| (serial, code)));
        }
        Ok(())
    }

    /// Reads accounts that were not read yet.
    fn accounts(&mut self, keys: Vec<AccountKey>) -> Result<(), R::Error> {
        for key in keys {
            if self.view.account(&key).is_none() {
                let row = self.rows.account(&key)?;
                let account = row.unwrap_or_else(|| Account::empty(key.clone()));
                self.view.accounts.insert(key, account);
            }
        }
        Ok(())
    }
}
