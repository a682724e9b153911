//! `cargo xtask test`: everything is checked, side by side where it can be.

mod checks;
pub(crate) mod contract;
mod deep;
mod tally;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;

use crate::build::{self, at_once, show_failures};
use crate::display::{Display, seconds};
use crate::project::Project;
use crate::steps::{Outcome, Plan, Verdict};
use tally::Tally;

#[derive(Args)]
pub(crate) struct Options {
    /// Count far longer: fuzzing, random histories, kills; licences and advisories, too.
    #[arg(long)]
    deep: bool,
    /// Only this step and what it needs; can be given several times.
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
}

/// Runs the checks. True if all went well.
pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    let mut plan = Plan::default();
    build::plan(&mut plan, project);
    checks::plan(&mut plan, project, options.deep);
    if options.deep {
        deep::plan(&mut plan, project);
    }
    if let Some(unknown) = options.only.iter().find(|name| !plan.has(name)) {
        bail!(
            "there is no step `{unknown}`; there are: {}",
            plan.names().join(", ")
        );
    }
    if !options.only.is_empty() {
        let only: Vec<&str> = options.only.iter().map(String::as_str).collect();
        plan.keep(&only);
    }
    let started = Instant::now();
    let outcomes = plan.run(project, &Display::new(), at_once());
    show_failures(&outcomes)?;
    let (text, tally) = summary(&outcomes, started.elapsed());
    println!("\n{text}");
    Ok(tally.failed == 0 && tally.not_run == 0)
}

/// A table of the steps, and the final line.
fn summary(outcomes: &[Outcome], took: Duration) -> (String, Tally) {
    let mut text = String::new();
    let mut total = Tally::default();
    for outcome in outcomes {
        let tally = Tally::of(outcome);
        let word = match &outcome.verdict {
            Verdict::Passed(_) => "passed",
            Verdict::Failed { .. } => "FAILED",
            Verdict::NotRun => "not run",
        };
        let count = if tally.passed + tally.failed > 1 {
            tally.to_string()
        } else {
            String::new()
        };
        let line = format!(
            "{:18} {:>8}  {word:8} {count}",
            outcome.name,
            seconds(outcome.took)
        );
        text.push_str(line.trim_end());
        text.push('\n');
        total = total + tally;
    }
    text.push_str(&format!(
        "{:18} {:>8}\n\n{total}",
        "together",
        seconds(took)
    ));
    (text, total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steps::Done;

    fn outcome(name: &'static str, verdict: Verdict) -> Outcome {
        Outcome {
            name,
            verdict,
            took: Duration::from_millis(1_234),
        }
    }

    #[test]
    fn the_last_line_says_how_many_passed_and_failed() {
        let log = std::path::PathBuf::from("/nowhere");
        let outcomes = [
            outcome("one", Verdict::Passed(Done::made())),
            outcome(
                "two",
                Verdict::Failed {
                    error: anyhow::anyhow!("broken"),
                    log,
                },
            ),
            outcome("three", Verdict::NotRun),
        ];
        let (text, tally) = summary(&outcomes, Duration::from_secs(3));
        assert!(
            text.contains("two                   1.2 s  FAILED\n"),
            "{text}"
        );
        assert_eq!(text.lines().last(), Some("1 passed, 1 failed, 1 not run"));
        assert_eq!(
            tally,
            Tally {
                passed: 1,
                failed: 1,
                not_run: 1
            }
        );
    }

    #[test]
    fn every_plan_is_complete() {
        let project = Project::here();
        for is_deep in [false, true] {
            let mut plan = Plan::default();
            build::plan(&mut plan, &project);
            checks::plan(&mut plan, &project, is_deep);
            deep::plan(&mut plan, &project);
        }
    }
}
