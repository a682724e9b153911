//! What merchants do: issue, withdraw, pause, end, change.

use super::{Answer, Batch, Codes, Hold, Issue, Model, Standing, Terms};

impl Model {
    pub(crate) fn issue(&mut self, asked: &Issue, at: u64) -> Answer {
        if self.has_ended(at) {
            return Err("campaign_ended".into());
        }
        if asked.expires.is_some_and(|expires| expires <= at) {
            return Err("expiry_passed".into());
        }
        let first = self.issued();
        let left = self.fixed.serials - first;
        if asked.count > left {
            return Err(format!("campaign_full left={left}"));
        }
        let Issue {
            count,
            expires,
            uses,
            ..
        } = *asked;
        self.batches.push(Batch {
            first,
            count,
            expires,
            uses,
        });
        let told = format!("{count} from {first} until {expires:?} uses {uses}");
        let seq = self.row("issued", None, told, at);
        Ok(self.done(seq))
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
        if first + count > self.issued() {
            return Err("not_issued".into());
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
