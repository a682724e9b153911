//! Any bytes as commands: the engine always decides, and its rows always agree.
//!
//! As a test it runs for a few seconds on stable; `cargo xtask test --deep` gives it an engine and
//! time.

mod bytes;
mod commands;
mod rule;

use bytes::Bytes;
use tessera_engine::{Clock, Command, Outcome, Retention, UnixMillis};

use crate::store::Store;

#[test]
fn commands() {
    bolero::check!().for_each(play);
}

/// Reads the bytes as a campaign and commands to it, and runs them.
fn play(input: &[u8]) {
    let mut bytes = Bytes::of(input);
    let mut store = Store::new(commands::campaign(&mut bytes));
    let mut now = 0_u64;
    while !bytes.is_empty() {
        now = later(&mut bytes, now);
        let clock = Clock {
            now: UnixMillis::new(now).unwrap(),
            retention: Retention {
                millis: bytes.number(),
            },
        };
        let version = store.campaign.version;
        let command = commands::command(&mut bytes, version);
        decide(&mut store, &command, clock);
    }
    assert_eq!(store.audit(), Vec::<String>::new());
}

/// Runs it: no error, and a refusal changes nothing but for holds that were due.
fn decide(store: &mut Store, command: &Command, clock: Clock) {
    let swept = loop {
        let swept = store.sweep(clock.now).unwrap();
        if swept < tessera_engine::SWEEP_MAX {
            break store.journal.len();
        }
    };
    let decision = store.run_by(command, clock).unwrap();
    let is_refused = matches!(decision.outcome, Outcome::Refused(_));
    if is_refused || decision.replayed {
        assert_eq!(store.journal.len(), swept, "{command:?}: {decision:?}");
    }
}

/// Usually a little later; sometimes any time, also an earlier one.
fn later(bytes: &mut Bytes<'_>, now: u64) -> u64 {
    const LAST: u64 = (1 << 53) - 1;
    match bytes.byte() {
        255 => bytes.number() & LAST,
        steps => (now + u64::from(steps) * 250).min(LAST),
    }
}

/// Inputs that the fuzzer found once.
#[test]
fn found_inputs() {
    // A hold at the end of time, whose own end would lie beyond it.
    let mut at_the_end = vec![0x0, 0x99, 0x11, 0x0, 0x0, 0x0, 0x0, 0xd8];
    at_the_end.extend([0xff; 3]);
    // Neither rules nor suppression.
    at_the_end.extend([0; 2]);
    at_the_end.extend([0xff; 30]);
    at_the_end.extend([
        0xef, 0xf7, 0x7a, 0x0, 0x82, 0x6f, 0x6f, 0x6f, 0x6f, 0x6f, 0x53, 0x88, 0x53, 0x6f, 0x6f,
        0xec, 0xec, 0x6f, 0x53, 0x53,
    ]);
    play(&at_the_end);
}
