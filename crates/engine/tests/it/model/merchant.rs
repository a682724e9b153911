//! What merchants do: issue, withdraw, pause, end, change.

use super::{Answer, Assign, Batch, Codes, Given, Hold, Issue, Model, Standing, Terms};

impl Model {
    pub(crate) fn issue(&mut self, asked: &Issue, at: u64) -> Answer {
        if self.has_ended(at) {
            return Err("campaign_ended".into());
        }
        if asked.expires.is_some_and(|expires| expires <= at) {
            return Err("expiry_passed".into());
        }
        let first = self.issued();
        let made = |given: &&Given| given.asked.pool.is_none();
        let made = self.given.iter().filter(made).count() as u64;
        let left = self.fixed.serials - first - made;
        if asked.count > left {
            return Err(format!("campaign_full left={left}"));
        }
        let Issue {
            count,
            expires,
            uses,
            pool,
            ..
        } = *asked;
        self.batches.push(Batch {
            first,
            count,
            expires,
            uses,
            pool,
        });
        let told = format!("{count} from {first} until {expires:?} uses {uses}");
        let seq = self.row("issued", None, told, at);
        Ok(self.done(seq))
    }

    pub(crate) fn assign(&mut self, asked: &Assign, at: u64) -> Answer {
        let before = |given: &&Given| given.asked.source == asked.source;
        if let Some(before) = self.given.iter().find(before) {
            let known = &before.asked;
            return if known.holder != asked.holder {
                Err("idempotency_conflict customer".into())
            } else if known.pool != asked.pool {
                Err("idempotency_conflict batch".into())
            } else if known.expires != asked.expires {
                Err("idempotency_conflict expires_at".into())
            } else {
                Ok(self.existing(before.id))
            };
        }
        if self.has_ended(at) {
            return Err("campaign_ended".into());
        }
        let serial = match asked.pool {
            Some(first) => self.next_of_pool(first, at)?,
            None => self.last_free(asked.expires, at)?,
        };
        // What ends with its pool is told to end so.
        let batch = self
            .batches
            .iter()
            .find(|batch| Some(batch.first) == asked.pool);
        let expires = batch.map_or(asked.expires, |batch| batch.expires);
        let holder = &asked.holder;
        let told = format!(
            "{serial} until {expires:?} from {:?} for {holder}",
            asked.pool
        );
        let id = self.row("assigned", None, told, at);
        let asked = asked.clone();
        self.given.push(Given { serial, asked, id });
        Ok(self.done(id))
    }

    /// The pool's first code after those that were given, but for withdrawn ones.
    fn next_of_pool(&self, first: u64, at: u64) -> Result<u64, String> {
        let batch = self.batches.iter().find(|batch| batch.first == first);
        let batch = batch.ok_or("not_issued")?;
        if !batch.pool || batch.expires.is_some_and(|expires| expires <= at) {
            return Err("pool_exhausted".into());
        }
        let mut next = first;
        for given in &self.given {
            if given.asked.pool == Some(first) {
                next = next.max(given.serial + 1);
            }
        }
        while self.revoked.contains(&next) {
            next += 1;
        }
        let is_there = next < first + batch.count;
        is_there.then_some(next).ok_or("pool_exhausted".into())
    }

    /// The last serial that neither a batch nor a customer has.
    fn last_free(&self, expires: Option<u64>, at: u64) -> Result<u64, String> {
        if expires.is_some_and(|expires| expires <= at) {
            return Err("expiry_passed".into());
        }
        let is_free = |serial: &u64| !self.given.iter().any(|given| given.serial == *serial);
        let mut free = (self.issued()..self.fixed.serials).rev().filter(is_free);
        free.next().ok_or("campaign_full left=0".into())
    }

    pub(crate) fn revoke(&mut self, codes: &Codes, at: u64) -> Answer {
        let (first, count) = match codes {
            Codes::One(code) => {
                let Some(batch) = self.batch(code.serial) else {
                    return Err("not_issued".into());
                };
                if batch.expires != code.expires {
                    return Err("invalid_code".into());
                }
                (code.serial, 1)
            }
            Codes::Range { first, count } => (*first, *count),
            Codes::Batch(first) => {
                let Some(batch) = self.batches.iter().find(|batch| batch.first == *first) else {
                    return Err("not_issued".into());
                };
                (batch.first, batch.count)
            }
        };
        for serial in first..first + count {
            let is_given = self.given.iter().any(|given| given.serial == serial);
            if serial >= self.issued() && !is_given {
                return Err("not_issued".into());
            }
        }
        for serial in first..first + count {
            self.revoked.insert(serial);
        }
        for hold in &mut self.holds {
            if hold.serial >= first && hold.serial < first + count {
                hold.end_early("revoked", at);
            }
        }
        let (word, one) = match codes {
            Codes::One(_) => ("code", Some(first)),
            Codes::Batch(_) => ("batch", None),
            Codes::Range { .. } => ("range", None),
        };
        let seq = self.row("revoked", one, format!("{word} {count} from {first}"), at);
        Ok(self.done(seq))
    }

    pub(crate) fn pause(&mut self, paused: bool, at: u64) -> Answer {
        if self.has_ended(at) {
            return Err("campaign_ended".into());
        }
        self.paused = paused;
        self.version += 1;
        let word = if paused { "paused" } else { "resumed" };
        let seq = self.row(word, None, String::new(), at);
        Ok(self.done(seq))
    }

    pub(crate) fn end(&mut self, void_holds: bool, at: u64) -> Answer {
        self.version += 1;
        let end = self.terms.end.map_or(at, |end| end.min(at));
        self.terms.end = Some(end);
        // Nothing starts at its end or after it.
        self.terms.start = self.terms.start.filter(|start| *start < end);
        if void_holds {
            for hold in &mut self.holds {
                hold.end_early("campaign_ended", at);
            }
        }
        let seq = self.row("ended", None, format!("void holds {void_holds}"), at);
        Ok(self.done(seq))
    }

    pub(crate) fn change(&mut self, terms: &Terms, version: u64, at: u64) -> Answer {
        if version != self.version {
            return Err(format!("version_mismatch {}", self.version));
        }
        self.version = version + 1;
        self.terms = terms.clone();
        let seq = self.row("changed", None, format!("version {}", self.version), at);
        Ok(self.done(seq))
    }

    /// Releases what is due, the oldest first, as many as one step does.
    pub(crate) fn sweep(&mut self, at: u64) {
        let mut due = Vec::new();
        for (index, hold) in self.holds.iter().enumerate() {
            if hold.standing == Standing::Open && hold.until <= at {
                due.push((hold.until, hold.id, index));
            }
        }
        due.sort_unstable();
        for (_, _, index) in due.into_iter().take(self.fixed.sweep) {
            let why = self.holds[index].why_due;
            self.let_go(index, why, at);
        }
    }

    pub(crate) fn is_anything_due(&self, at: u64) -> bool {
        let due = |hold: &Hold| hold.standing == Standing::Open && hold.until <= at;
        self.holds.iter().any(due)
    }

    pub(crate) fn has_ended(&self, at: u64) -> bool {
        self.terms.end.is_some_and(|end| end <= at)
    }

    fn issued(&self) -> u64 {
        let mut issued = 0;
        for batch in &self.batches {
            issued += batch.count;
        }
        issued
    }
}

impl Hold {
    /// Ends its time early, if it has not come yet; the next command's sweep releases it.
    fn end_early(&mut self, why: &'static str, at: u64) {
        if self.is_open(at) {
            self.until = at;
            self.why_due = why;
        }
    }
}
