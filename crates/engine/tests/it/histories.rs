//! Random histories of one campaign, run against the engine and against the reference model. Every
//! answer must be the same word for word, and after each history the rows must tell the same story.
//!
//! `TESSERA_HISTORIES` says how many (10,000 if it is not set), `TESSERA_SEED` where to begin. A
//! failure prints the seed of its history: with that and one history it is seen again.

mod asked;
mod clock;
mod compare;
mod crowd;
pub(crate) mod drive;
mod generate;
mod naive;
mod random;
mod seen;
mod shopper;
mod told;
mod world;

use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use drive::{Answers, Pair};
use random::Random;
use seen::{Ids, Seen};

const STEPS: u64 = 30;

#[test]
fn engine_and_model_agree_on_random_histories() {
    let seed = setting("TESSERA_SEED").unwrap_or(0x7e55_e7a0);
    let histories = setting("TESSERA_HISTORIES").unwrap_or(10_000);
    let seen = run_all(seed, histories);
    println!("{histories} histories from seed {seed}:");
    for (what, count) in &seen.0 {
        println!("{count:>9} {what}");
    }
    for what in seen::INTERESTING {
        assert!(
            seen.0.contains_key(*what) || histories < 10_000,
            "never seen: {what}"
        );
    }
}

/// Runs the histories on all cores.
fn run_all(seed: u64, histories: u64) -> Seen {
    let next = AtomicU64::new(0);
    let work = || {
        let mut seen = Seen::default();
        loop {
            let history = next.fetch_add(1, Ordering::Relaxed);
            if history >= histories {
                return seen;
            }
            let _told = Told {
                seed: seed.wrapping_add(history),
                stop: || next.store(histories, Ordering::Relaxed),
            };
            run(seed.wrapping_add(history), &mut seen);
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut all = Seen::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            match worker.join() {
                Ok(seen) => all.add(seen),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    all
}

fn run(seed: u64, seen: &mut Seen) {
    if let Err(fault) = History::new(seed).run(seen, false) {
        // Once more, looking at the rows after each step, to tell which one it was.
        let mut history = History::new(seed);
        let first = history.run(&mut Seen::default(), true).err();
        let log = history.log.join("\n");
        let fault = first.unwrap_or(fault);
        panic!("{log}\n{fault}");
    }
}

/// Tells the seed of a history that fails, also if it is the engine that panics, and stops the
/// others.
struct Told<F: Fn()> {
    seed: u64,
    stop: F,
}

impl<F: Fn()> Drop for Told<F> {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!(
                "see it again: TESSERA_SEED={} TESSERA_HISTORIES=1",
                self.seed
            );
            (self.stop)();
        }
    }
}

struct History {
    random: Random,
    pair: Pair,
    now: u64,
    rush: Vec<crate::model::Ask>,
    log: Vec<String>,
}

impl History {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let world = world::world(&mut random);
        let mut rush = if world.is_crowded {
            crowd::rush(&mut random)
        } else {
            Vec::new()
        };
        rush.reverse();
        Self {
            log: Vec::new(),
            now: world.start,
            pair: Pair::new(world.fixed, world.terms),
            rush,
            random,
        }
    }

    /// Runs it to its end; `Err` is where engine and model part.
    fn run(&mut self, seen: &mut Seen, is_watched: bool) -> Result<(), String> {
        let mut sent = Vec::new();
        let mut ids = Ids::default();
        let mut before = naive::Balances::new();
        if is_watched {
            self.log.push(format!(
                "{:?} {:?}",
                self.pair.model.fixed, self.pair.model.terms
            ));
        }
        for _ in 0..STEPS + self.rush.len() as u64 {
            if self.random.once_in(30) {
                self.alarm(seen, is_watched)?;
            }
            let rushing = self.rush.pop();
            if rushing.is_none() {
                self.now = clock::tick(&mut self.random, &self.pair.model, self.now);
            }
            let (random, model) = (&mut self.random, &self.pair.model);
            let ask = rushing.unwrap_or_else(|| generate::ask(random, model, &sent, self.now));
            let rows_before = model.journal.len();
            let answers = self.pair.step(&ask, self.now);
            if is_watched {
                self.log
                    .push(format!("{}: {ask:?}\n    {}", self.now, answers.model));
            }
            same(&answers)?;
            if !answers.model.starts_with("refused") {
                let after = naive::balances(&self.pair.model);
                naive::fault(&before, &after, &self.pair.model).map_or(Ok(()), Err)?;
                before = after;
            }
            seen.step(&answers.model, &self.pair.model, rows_before);
            if ids.is_forgotten(&ask, &answers.model) {
                seen.count("an id is forgotten");
            }
            if is_watched {
                self.audit()?;
            }
            sent.push(ask);
        }
        while self.alarm(seen, is_watched)? > 0 {}
        self.audit()?;
        let at = self.pair.model.newest().max(self.now);
        self.pair.difference(at).map_or(Ok(()), Err)?;
        seen.history(&self.pair.model);
        Ok(())
    }

    fn alarm(&mut self, seen: &mut Seen, is_watched: bool) -> Result<u64, String> {
        let answers = self.pair.alarm(self.now);
        if is_watched {
            self.log
                .push(format!("{}: alarm releases {}", self.now, answers.model));
        }
        same(&answers)?;
        let released = answers.model.parse().unwrap_or(0);
        if released > 0 {
            seen.count("the alarm released");
        }
        Ok(released)
    }

    fn audit(&self) -> Result<(), String> {
        let faults = self.pair.store.audit();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults.join("\n"))
        }
    }
}

fn same(answers: &Answers) -> Result<(), String> {
    let Answers { engine, model } = answers;
    if engine == model {
        Ok(())
    } else {
        Err(format!("engine: {engine}\nmodel:  {model}"))
    }
}

fn setting(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, and is {text}")),
    )
}
