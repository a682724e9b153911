//! Random histories of one campaign, run against the engine and against the reference model. Every
//! answer must be the same word for word, and the rows must tell the same story after each step.
//!
//! `TESSERA_HISTORIES` says how many (10,000 if it is not set), `TESSERA_SEED` where to begin. A
//! failure prints the seed of its history: with that and one history it is seen again.

pub(crate) mod drive;
mod generate;

use std::env;

use drive::Pair;
use generate::Random;

const STEPS: u64 = 40;

#[test]
fn engine_and_model_agree_on_random_histories() {
    let seed = setting("TESSERA_SEED").unwrap_or(0x7e55_e7a0);
    let histories = setting("TESSERA_HISTORIES").unwrap_or(10_000);
    let mut answers = Answers::default();
    for history in 0..histories {
        run(seed.wrapping_add(history), &mut answers);
    }
    println!("{histories} histories from seed {seed}: {answers:?}");
    // A history that never comes to the interesting answers would prove nothing.
    for word in generate::ANSWERS {
        assert!(
            answers.0.contains_key(*word) || histories < 1000,
            "no history answers {word}"
        );
    }
}

/// How often each kind of answer was given.
#[derive(Debug, Default)]
struct Answers(std::collections::BTreeMap<String, u64>);

fn run(seed: u64, answers: &mut Answers) {
    let mut random = Random::new(seed);
    let mut pair = Pair::new(generate::settings(&mut random));
    let mut log = vec![format!("{:?}", pair.model.settings)];
    let mut sent = Vec::new();
    let mut now = generate::START;
    for _ in 0..STEPS {
        now = generate::clock(&mut random, now);
        if let Some(change) = pair.disturb(&mut random) {
            log.push(change);
        }
        let ask = generate::ask(&mut random, &pair.model, &sent);
        log.push(format!("{now}: {ask:?}"));
        let (engine, model) = pair.step(&ask, now);
        let differs = (engine != model).then(|| format!("engine: {engine}\nmodel:  {model}"));
        if let Some(difference) = differs.or_else(|| pair.difference()) {
            panic!(
                "TESSERA_SEED={seed} TESSERA_HISTORIES=1\n{}\n{difference}",
                log.join("\n")
            );
        }
        *answers.0.entry(kind(&engine)).or_default() += 1;
        sent.push(ask);
    }
}

/// The words of an answer before its numbers.
fn kind(answer: &str) -> String {
    let words = answer.split_whitespace();
    words
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .take(2)
        .fold(String::new(), |kind, word| {
            if kind.is_empty() {
                word.into()
            } else {
                format!("{kind} {word}")
            }
        })
}

fn setting(name: &str) -> Option<u64> {
    let text = env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, and is {text}")),
    )
}
