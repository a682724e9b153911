//! Steps that depend on each other, run side by side, each bounded in time, each with a log.

mod plan;

use std::fs::File;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::command;
use crate::display::{Display, Line};
use crate::interrupt;
use crate::project::Project;
pub(crate) use plan::Plan;

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

/// Runs one step to its end, whatever that is.
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
