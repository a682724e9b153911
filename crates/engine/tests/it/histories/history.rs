//! One history, from its seed to its end.

use super::drive::Pair;
use super::random::Random;
use super::seen::{Ids, Seen};
use super::{clock, crowd, generate, naive, world};
use crate::model::Ask;

const STEPS: usize = 30;

pub(crate) struct History {
    random: Random,
    pair: Pair,
    now: u64,
    /// What is asked first, without a look at anything.
    rush: Vec<Ask>,
    /// Whether each step is printed, and the rows are looked at after each.
    is_watched: bool,
}

impl History {
    pub(crate) fn new(seed: u64, is_watched: bool) -> Self {
        let mut random = Random::new(seed);
        let world = world::world(&mut random);
        let rush = if world.is_crowded {
            crowd::rush(&mut random)
        } else if random.once_in(8) {
            crowd::queue(&mut random, world.terms.clone())
        } else {
            Vec::new()
        };
        let history = Self {
            random,
            now: world.start,
            pair: Pair::new(world.fixed, world.terms),
            rush,
            is_watched,
        };
        let model = &history.pair.model;
        history.tell(|| format!("{:?}\n{:?}", model.fixed, model.terms));
        history
    }

    /// Runs it to its end; `Err` is where engine and model part.
    pub(crate) fn run(&mut self, seen: &mut Seen) -> Result<(), String> {
        let mut sent = Vec::new();
        let mut ids = Ids::default();
        for ask in std::mem::take(&mut self.rush) {
            self.step(&ask, seen)?;
            sent.push(ask);
        }
        let mut before = naive::balances(&self.pair.model);
        for _ in 0..STEPS {
            self.now = clock::tick(&mut self.random, &self.pair.model, self.now);
            if self.random.once_in(30) {
                self.alarm(seen)?;
            }
            let ask = generate::ask(&mut self.random, &self.pair.model, &sent, self.now);
            let answer = self.step(&ask, seen)?;
            if !answer.starts_with("refused") {
                let after = naive::balances(&self.pair.model);
                naive::fault(&before, &after, &self.pair.model).map_or(Ok(()), Err)?;
                before = after;
            }
            if ids.is_forgotten(&ask, &answer) {
                seen.count("an id is forgotten");
            }
            sent.push(ask);
        }
        while self.alarm(seen)? > 0 {}
        self.look_at_rows()?;
        seen.history(&self.pair.model);
        Ok(())
    }

    fn step(&mut self, ask: &Ask, seen: &mut Seen) -> Result<String, String> {
        self.tell(|| format!("{}: {ask:?}", self.now));
        let rows_before = self.pair.model.journal.len();
        let answers = self.pair.step(ask, self.now);
        self.tell(|| format!("    {}", answers.model));
        let answer = answers.agreed()?;
        seen.step(&answer, &self.pair.model, rows_before);
        if self.is_watched {
            self.audit()?;
        }
        Ok(answer)
    }

    fn alarm(&mut self, seen: &mut Seen) -> Result<u64, String> {
        let released = self.pair.alarm(self.now).agreed()?;
        self.tell(|| format!("{}: the alarm releases {released}", self.now));
        let released = released.parse().map_err(|_| released)?;
        if released > 0 {
            seen.count("the alarm released");
        }
        Ok(released)
    }

    /// All rows, when nothing is due any more.
    fn look_at_rows(&self) -> Result<(), String> {
        self.audit()?;
        let at = self.pair.model.newest().max(self.now);
        self.pair.difference(at).map_or(Ok(()), Err)
    }

    fn audit(&self) -> Result<(), String> {
        let faults = self.pair.store.audit();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.join("\n"))
        }
    }

    fn tell(&self, line: impl FnOnce() -> String) {
        if self.is_watched {
            println!("{}", line());
        }
    }
}
