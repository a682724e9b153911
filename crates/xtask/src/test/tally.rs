//! Counting tests: each step counts as one, except those that ran tests and said how many.

use std::fmt;
use std::ops::Add;

use crate::steps::{Done, Outcome, Verdict};

/// How many checks passed, failed, and were not run because something before them failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) not_run: usize,
}

impl Tally {
    /// What one step adds.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match &outcome.verdict {
            Verdict::Passed(Done::Counted(passed)) => Self {
                passed: *passed,
                ..Self::default()
            },
            Verdict::Passed(Done::Made(_) | Done::Fresh) => Self {
                passed: 1,
                ..Self::default()
            },
            Verdict::NotRun => Self {
                not_run: 1,
                ..Self::default()
            },
            Verdict::Failed { log, .. } => {
                let printed = std::fs::read(log).unwrap_or_default();
                let counted = Self::printed(&String::from_utf8_lossy(&printed));
                Self {
                    failed: counted.failed.max(1),
                    ..counted
                }
            }
        }
    }

    /// What `cargo test` and `node --test` say they counted.
    pub(crate) fn printed(text: &str) -> Self {
        text.lines()
            .map(Self::of_line)
            .fold(Self::default(), Self::add)
    }

    /// Such as `test result: ok. 14 passed; 0 failed; …`, or `ℹ pass 14`.
    fn of_line(line: &str) -> Self {
        let mut tally = Self::default();
        if let Some((_, counts)) = line.split_once("test result: ") {
            let words: Vec<&str> = counts.split([' ', ';', '.']).collect();
            for pair in words.windows(2) {
                match *pair {
                    [count, "passed"] => tally.passed = count.parse().unwrap_or(0),
                    [count, "failed"] => tally.failed = count.parse().unwrap_or(0),
                    _ => {}
                }
            }
        } else if let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            match rest.split_once(' ') {
                Some(("pass", count)) => tally.passed = count.parse().unwrap_or(0),
                Some(("fail", count)) => tally.failed = count.parse().unwrap_or(0),
                _ => {}
            }
        }
        tally
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            not_run: self.not_run + other.not_run,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.not_run > 0 {
            write!(f, ", {} not run", self.not_run)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_and_node_print_is_counted() {
        let text = "running 3 tests\n\
            test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: ok. 2 passed; 0 failed; 0 ignored\n\
            ℹ tests 6\nℹ pass 5\nℹ fail 1\n# pass 1\n";
        assert_eq!(
            Tally::printed(text),
            Tally {
                passed: 20,
                failed: 2,
                not_run: 0
            }
        );
    }

    #[test]
    fn what_was_not_run_is_told_only_then() {
        let tally = Tally {
            passed: 2,
            failed: 0,
            not_run: 0,
        };
        assert_eq!(tally.to_string(), "2 passed, 0 failed");
        assert_eq!(
            Tally {
                not_run: 1,
                ..tally
            }
            .to_string(),
            "2 passed, 0 failed, 1 not run"
        );
    }
}
