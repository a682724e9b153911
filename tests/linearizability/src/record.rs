//! What the end-to-end tests write down: one line of JSON for each request that was sent.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::operation::{Answer, Operation};

/// A request for a code, and what became of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Which code, in the test's own words.
    pub code: String,
    /// The id that repetitions of one command share; `None` for what is no command.
    pub command: Option<String>,
    /// What was asked.
    pub operation: Operation,
    /// When it was sent, in milliseconds since 1970.
    pub called: f64,
    /// When it was answered, likewise; `None` if it never was.
    pub returned: Option<f64>,
    /// The answer; `None` if there never was one.
    pub answer: Option<Answer>,
}

/// Reads records, one a line.
///
/// # Errors
///
/// If a line is no record.
pub fn read(text: &str) -> Result<Vec<Record>> {
    text.lines()
        .enumerate()
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("line {}: {line}", number + 1))
        })
        .collect()
}
