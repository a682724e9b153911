//! Running steps: side by side where nothing stands between them.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Outcome, Step, Verdict, perform};
use crate::display::Display;
use crate::interrupt;
use crate::project::Project;

/// Steps in an order in which they could run one by one.
#[derive(Default)]
pub(crate) struct Plan<'p> {
    steps: Vec<Step<'p>>,
}

impl<'p> Plan<'p> {
    /// Adds a step. Those that it waits for must be there already, so that there are no circles.
    pub(crate) fn add(&mut self, step: Step<'p>) {
        for name in &step.after {
            assert!(
                self.has(name),
                "`{}` waits for `{name}`, which is not planned",
                step.name
            );
        }
        assert!(!self.has(step.name), "`{}` is planned twice", step.name);
        self.steps.push(step);
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.steps.iter().any(|step| step.name == name)
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.steps.iter().map(|step| step.name).collect()
    }

    /// Keeps the named steps and whatever they need.
    pub(crate) fn keep(&mut self, names: &[&str]) {
        let mut needed: Vec<&str> = names.to_vec();
        for step in self.steps.iter().rev() {
            if needed.contains(&step.name) {
                needed.extend(&step.after);
            }
        }
        let needed: Vec<String> = needed.into_iter().map(str::to_owned).collect();
        self.steps
            .retain(|step| needed.iter().any(|name| name == step.name));
    }

    /// Runs everything, at most `at_once` steps side by side. Outcomes come in the plan's order.
    pub(crate) fn run(self, project: &Project, display: &Display, at_once: usize) -> Vec<Outcome> {
        let mut states: Vec<State<'p>> = self.steps.into_iter().map(State::Waiting).collect();
        let names: Vec<&'static str> = states.iter().map(State::name).collect();
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            let mut running = 0;
            loop {
                skip_hopeless(&mut states);
                while running < at_once && !interrupt::asked() {
                    let Some(index) = next_ready(&states) else {
                        break;
                    };
                    let name = names[index];
                    let waiting = std::mem::replace(&mut states[index], State::Running(name));
                    let State::Waiting(step) = waiting else { break };
                    let sender = sender.clone();
                    running += 1;
                    scope.spawn(move || {
                        // The receiver outlives every step.
                        let _ = sender.send((index, perform(step, project, display)));
                    });
                }
                if running == 0 {
                    break;
                }
                let Ok((index, outcome)) = receiver.recv() else {
                    break;
                };
                running -= 1;
                states[index] = State::Ended(outcome);
            }
        });
        states.into_iter().map(State::outcome).collect()
    }
}

enum State<'p> {
    Waiting(Step<'p>),
    Running(&'static str),
    Ended(Outcome),
}

impl State<'_> {
    fn name(&self) -> &'static str {
        match self {
            Self::Waiting(step) => step.name,
            Self::Running(name) => name,
            Self::Ended(outcome) => outcome.name,
        }
    }

    fn outcome(self) -> Outcome {
        match self {
            Self::Ended(outcome) => outcome,
            Self::Waiting(_) | Self::Running(_) => not_run(self.name()),
        }
    }
}

fn not_run(name: &'static str) -> Outcome {
    Outcome {
        name,
        verdict: Verdict::NotRun,
        took: Duration::ZERO,
    }
}

/// Gives up what waits for a step that did not end well.
fn skip_hopeless(states: &mut [State<'_>]) {
    for index in 0..states.len() {
        let State::Waiting(step) = &states[index] else {
            continue;
        };
        let hopeless = step.after.iter().any(|name| {
            states.iter().any(|state| {
                matches!(state, State::Ended(outcome)
                    if outcome.name == *name && !matches!(outcome.verdict, Verdict::Passed(_)))
            })
        });
        if hopeless {
            states[index] = State::Ended(not_run(step.name));
        }
    }
}

/// The first step whose forerunners have all ended.
fn next_ready(states: &[State<'_>]) -> Option<usize> {
    let ended = |name: &str| {
        states
            .iter()
            .any(|state| matches!(state, State::Ended(outcome) if outcome.name == name))
    };
    states.iter().position(|state| match state {
        State::Waiting(step) => step.after.iter().all(|name| ended(name)),
        State::Running(_) | State::Ended(_) => false,
    })
}

#[cfg(test)]
mod tests;
