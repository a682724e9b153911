//! Steps that depend on each other, run side by side, each bounded in time, each with a log.

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::command;
use crate::display::{Display, Line};
use crate::interrupt;
use crate::project::Project;

/// How a step ended well.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// It did its work; a closing word, possibly empty.
    Made(String),
    /// It ran this many tests, and all passed.
    Counted(usize),
    /// There was nothing to do.
    Fresh,
}

impl Done {
    pub(crate) fn made() -> Self {
        Self::Made(String::new())
    }
}

type Work<'p> = Box<dyn FnOnce(&Context<'_>) -> Result<Done> + Send + 'p>;

/// One thing to do.
pub(crate) struct Step<'p> {
    pub(crate) name: &'static str,
    /// What it does, in a few words.
    pub(crate) what: &'static str,
    /// The steps that must have ended well before.
    pub(crate) after: Vec<&'static str>,
    pub(crate) limit: Duration,
    work: Work<'p>,
}

impl<'p> Step<'p> {
    pub(crate) fn new(
        name: &'static str,
        what: &'static str,
        work: impl FnOnce(&Context<'_>) -> Result<Done> + Send + 'p,
    ) -> Self {
        let limit = Duration::from_secs(300);
        Self {
            name,
            what,
            after: Vec::new(),
            limit,
            work: Box::new(work),
        }
    }

    pub(crate) fn after(mut self, names: &[&'static str]) -> Self {
        self.after.extend(names);
        self
    }

    pub(crate) fn within_minutes(mut self, minutes: u64) -> Self {
        self.limit = Duration::from_secs(60 * minutes);
        self
    }
}

/// What a running step is given.
pub(crate) struct Context<'a> {
    line: &'a Line,
    deadline: Instant,
    log: Mutex<File>,
}

impl Context<'_> {
    /// Says what the step does now.
    pub(crate) fn doing(&self, text: &str) {
        self.line.doing(text);
    }

    /// Says something that stays: what is about to change outside of this folder.
    pub(crate) fn announce(&self, text: &str) {
        self.line.announce(text);
    }

    /// Whether there is time left and nobody asked to stop.
    pub(crate) fn may_go_on(&self) -> bool {
        Instant::now() < self.deadline && !interrupt::asked()
    }

    /// Runs a command within the step's time. Returns what it printed.
    pub(crate) fn run(&self, command: &mut Command) -> Result<String> {
        self.run_within(command, Duration::MAX)
    }

    /// Runs a command within a time of its own, if that is shorter than what the step has left.
    pub(crate) fn run_within(&self, command: &mut Command, limit: Duration) -> Result<String> {
        self.line.begin();
        let deadline = Instant::now()
            .checked_add(limit)
            .map_or(self.deadline, |own| own.min(self.deadline));
        let mut log = self
            .log
            .lock()
            .map_err(|_| anyhow::anyhow!("the log is lost"))?
            .try_clone()?;
        let line = self.line.clone();
        command::run(command, deadline, &mut log, move |text| line.passing(text))
    }
}

/// How a step ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed(Done),
    Failed {
        error: anyhow::Error,
        log: PathBuf,
    },
    /// A step before it failed, or somebody pressed Ctrl-C.
    NotRun,
}

/// What became of one step.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) name: &'static str,
    pub(crate) verdict: Verdict,
    pub(crate) took: Duration,
}

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

fn perform(step: Step<'_>, project: &Project, display: &Display) -> Outcome {
    let log_path = project.notes("logs").join(format!("{}.log", step.name));
    let line = display.start(step.name, step.what);
    let result = create_log(&log_path).and_then(|log| {
        let deadline = Instant::now() + step.limit;
        (step.work)(&Context {
            line: &line,
            deadline,
            log: Mutex::new(log),
        })
    });
    let (mark, detail) = match &result {
        Ok(Done::Made(detail)) => ('✓', detail.clone()),
        Ok(Done::Counted(tests)) => ('✓', format!("{tests} tests")),
        Ok(Done::Fresh) => ('✓', "nothing to do".to_owned()),
        Err(_) if interrupt::asked() => ('✗', "stopped".to_owned()),
        Err(_) => ('✗', "failed".to_owned()),
    };
    let took = line.end(mark, &detail);
    let verdict = match result {
        Ok(done) => Verdict::Passed(done),
        Err(_) if interrupt::asked() => Verdict::NotRun,
        Err(error) => Verdict::Failed {
            error,
            log: log_path,
        },
    };
    Outcome {
        name: step.name,
        verdict,
        took,
    }
}

fn create_log(path: &std::path::Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests;
