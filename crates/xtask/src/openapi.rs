//! The API's description: made from the wire types, committed, and held against them.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::project::Project;
use crate::steps::Done;

/// Where it is committed.
pub(crate) const FILE: &str = "crates/api/openapi.json";

/// `cargo xtask openapi`: writes it.
pub(crate) fn write(project: &Project) -> Result<bool> {
    let path = project.path(FILE);
    let text = tessera_api::openapi::text()?;
    let is_new = fs::read_to_string(&path).is_ok_and(|there| there == text);
    fs::write(&path, text).with_context(|| format!("cannot write {FILE}"))?;
    println!(
        "{FILE} {}",
        if is_new { "is as it was" } else { "is written" }
    );
    Ok(true)
}

/// Fails if what is committed is not what the types say.
pub(crate) fn check(project: &Project) -> Result<Done> {
    let there = fs::read_to_string(project.path(FILE)).unwrap_or_default();
    let made = tessera_api::openapi::text()?;
    match first_difference(&there, &made) {
        None => Ok(Done::made()),
        Some(difference) => bail!(
            "{FILE} is not what crates/api says; run `cargo xtask openapi` and commit it\n{difference}"
        ),
    }
}

/// The first line in which two texts differ.
fn first_difference(there: &str, made: &str) -> Option<String> {
    if there == made {
        return None;
    }
    let same = there
        .lines()
        .zip(made.lines())
        .take_while(|(one, other)| one == other)
        .count();
    let line = |text: &str| {
        text.lines()
            .nth(same)
            .unwrap_or("(the end)")
            .trim()
            .to_owned()
    };
    Some(format!(
        "line {}: {}\n  should be: {}",
        same + 1,
        line(there),
        line(made)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_drifted_is_shown() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(
            first_difference("a\nb\n", "a\nc\n").as_deref(),
            Some("line 2: b\n  should be: c")
        );
        assert_eq!(
            first_difference("", "a\n").as_deref(),
            Some("line 1: (the end)\n  should be: a")
        );
    }
}
