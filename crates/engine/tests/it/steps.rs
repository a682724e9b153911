//! How many due holds one step releases is nobody's business: whoever asks the same of a campaign
//! that releases one at a time and of one that releases all at once is told the same.
//!
//! `TESSERA_SEED` is where to begin, and a tenth of `TESSERA_HISTORIES` how many.

use std::collections::BTreeMap;

use tessera_engine::{Account, AccountKey};

use crate::histories::drive::Pair;
use crate::histories::random::Random;
use crate::histories::{clock, generate, setting, world};
use crate::model::{Ask, Model, Wish};

const STEPS: u64 = 40;

#[test]
fn answers_do_not_depend_on_the_size_of_steps() {
    let seed = setting("TESSERA_SEED").unwrap_or(0x057e_9000);
    let histories = setting("TESSERA_HISTORIES").unwrap_or(10_000) / 10;
    let mut differently_swept = 0;
    for history in 0..histories.max(1) {
        let seed = seed.wrapping_add(history);
        match run(seed) {
            Ok(is_differently_swept) => differently_swept += u64::from(is_differently_swept),
            Err(fault) => panic!("TESSERA_SEED={seed} TESSERA_HISTORIES=1\n{fault}"),
        }
    }
    println!("{differently_swept} of {histories} histories released holds in other steps");
    assert!(differently_swept > histories / 100 || histories < 1000);
}

/// Runs a history on both; `Ok` says whether the one that goes step by step was ever behind.
fn run(seed: u64) -> Result<bool, String> {
    let mut random = Random::new(seed);
    let world = world::world(&mut random);
    let mut pairs = [1 + random.below(2) as usize, usize::MAX].map(|sweep| {
        let mut fixed = world.fixed.clone();
        fixed.sweep = sweep;
        Pair::new(fixed, world.terms.clone())
    });
    let mut sent: Vec<Ask> = Vec::new();
    let mut now = world.start;
    let mut was_behind = false;
    for _ in 0..STEPS {
        // A clock that goes back is held at the newest row, and which that is may differ.
        now = clock::tick(&mut random, &pairs[1].model, now).max(now);
        let ask = generate::ask(&mut random, &pairs[1].model, &sent, now);
        let mut answers = Vec::new();
        for index in [0, 1] {
            let asked = translated(&ask, &pairs[1].model, &pairs[index].model);
            let answer = pairs[index].step(&asked, now).agreed();
            let answer = answer.map_err(|fault| format!("{asked:?}\n{fault}"))?;
            answers.push(numberless(&answer));
        }
        if answers[0] != answers[1] {
            return Err(format!(
                "{ask:?}\nstep by step: {}\nat once:      {}",
                answers[0], answers[1]
            ));
        }
        was_behind |= pairs[0].model.is_anything_due(now);
        sent.push(ask);
    }
    ends(&mut pairs, now)?;
    Ok(was_behind)
}

/// When nothing is due any more, both have the same left.
fn ends(pairs: &mut [Pair; 2], now: u64) -> Result<(), String> {
    for pair in &mut *pairs {
        while pair.alarm(now).agreed()? != "0" {}
        let faults = pair.store.audit();
        if !faults.is_empty() {
            return Err(faults.join("\n"));
        }
    }
    let [steps, once] = pairs.each_ref().map(|pair| &pair.store.accounts);
    // An account that nothing is left in may have been charged by a hold of one of them only.
    let left = |accounts: &BTreeMap<AccountKey, Account>| -> Vec<Account> {
        let charged = |account: &&Account| **account != Account::empty(account.key.clone());
        accounts.values().filter(charged).cloned().collect()
    };
    let (steps, once) = (left(steps), left(once));
    if steps == once {
        Ok(())
    } else {
        Err(format!("step by step: {steps:?}\nat once:      {once:?}"))
    }
}

/// The same ask in a campaign whose rows have other numbers: holds and redemptions are counted.
fn translated(ask: &Ask, from: &Model, to: &Model) -> Ask {
    let hold = |id: u64| {
        let place = from.holds.iter().position(|hold| hold.id == id);
        place.map_or(UNKNOWN, |place| to.holds[place].id)
    };
    let sale = |id: u64| {
        let place = from.sales.iter().position(|sale| sale.id == id);
        place.map_or(UNKNOWN, |place| to.sales[place].id)
    };
    let mut ask = ask.clone();
    match &mut ask.wish {
        Wish::Release { hold: id } | Wish::RedeemHold { hold: id, .. } => *id = hold(*id),
        Wish::Rollback { redemption: id, .. } => *id = sale(*id),
        _ => {}
    }
    ask
}

/// No row's number.
const UNKNOWN: u64 = 1 << 50;

/// An answer without the numbers of rows, and without the time at which a hold was released.
fn numberless(answer: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let (before, numbered) = answer.split_once('#').unwrap_or((answer, ""));
    let rest = numbered
        .split('#')
        .map(|part| part.trim_start_matches(is_digit));
    let text = [before]
        .into_iter()
        .chain(rest)
        .collect::<Vec<_>>()
        .join("#");
    match text.split_once("hold_released at ") {
        Some((before, after)) => format!("{before}{}", after.trim_start_matches(is_digit)),
        None => text,
    }
}
