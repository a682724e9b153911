//! Random histories of one campaign, run against the engine and against the reference model. Every
//! answer must be the same word for word, and after each history the rows must tell the same story.
//!
//! `TESSERA_HISTORIES` says how many (10,000 if it is not set), `TESSERA_SEED` where to begin. A
//! failure prints the seed of its history: with that and one history it is seen again.

mod asked;
pub(crate) mod clock;
mod compare;
mod crowd;
pub(crate) mod drive;
pub(crate) mod generate;
mod history;
mod naive;
pub(crate) mod random;
mod seen;
mod shopper;
mod told;
pub(crate) mod world;

use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use history::History;
use seen::Seen;

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
            if histories == 1 {
                // It was asked for: not even a panic in its midst hides how it came to it.
                History::new(seed, true).run(&mut Seen::default()).unwrap();
            }
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
    if let Err(fault) = History::new(seed, false).run(seen) {
        // Once more, step by step, to tell which one it was.
        let first = History::new(seed, true).run(&mut Seen::default());
        panic!("{}", first.err().unwrap_or(fault));
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

pub(crate) fn setting(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, and is {text}")),
    )
}
