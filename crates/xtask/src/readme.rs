//! The documents in the root: their links lead somewhere, and the chores that they name exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use clap::CommandFactory as _;

use crate::Cli;
use crate::project::Project;
use crate::steps::Done;

/// What CI runs must be what the README tells people to run.
const CI: &str = ".ci/run";

pub(crate) fn check(project: &Project) -> Result<Done> {
    let chores: BTreeSet<String> = Cli::command()
        .get_subcommands()
        .map(|chore| chore.get_name().to_owned())
        .collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(project.root())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let problems = problems(&text, &chores, |target| {
                project.root().join(target).exists()
            });
            wrong.extend(
                problems
                    .into_iter()
                    .map(|problem| format!("{name}: {problem}")),
            );
            count += 1;
        }
    }
    let readme = fs::read_to_string(project.path("README.md")).context("there is no README.md")?;
    let ci = fs::read_to_string(project.path(CI)).with_context(|| format!("there is no {CI}"))?;
    wrong.extend(
        untold(&ci, &readme)
            .map(|line| format!("README.md does not say `{line}`, which {CI} runs")),
    );
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(Done::Made(format!("{count} documents")))
}

/// What is wrong in one document.
fn problems(text: &str, chores: &BTreeSet<String>, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let dead = links(text)
        .filter(|link| !link.contains("://") && !link.starts_with(['#', '<']))
        .filter(|link| !link.starts_with("mailto:"))
        .map(|link| link.split('#').next().unwrap_or(link))
        .filter(|link| !exists(Path::new(link)))
        .map(|link| format!("the link to {link} leads nowhere"));
    let unknown = text
        .split("cargo xtask ")
        .skip(1)
        .map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .next()
                .unwrap_or("")
        })
        .filter(|word| !word.is_empty() && !word.starts_with('-') && *word != "help")
        .filter(|word| !chores.contains(*word))
        .map(|word| format!("there is no `cargo xtask {word}`"));
    dead.chain(unknown).collect()
}

/// The targets of Markdown's links and pictures, `[…](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ', '\n']).next())
}

/// The commands of a script that a document does not contain.
fn untold<'t>(script: &'t str, document: &'t str) -> impl Iterator<Item = &'t str> {
    script
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("cargo "))
        .filter(|line| !document.contains(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_links_and_unknown_chores_are_named() {
        let chores = BTreeSet::from(["up".to_owned()]);
        let text = "[a](there.md#part) [b](gone.md) ![c](https://example.org/x) [d](#here)\n\
            `cargo xtask up`, `cargo xtask fly --high`";
        assert_eq!(
            problems(text, &chores, |path| path == Path::new("there.md")),
            [
                "the link to gone.md leads nowhere",
                "there is no `cargo xtask fly`"
            ]
        );
    }

    #[test]
    fn what_ci_runs_is_told() {
        let script = "#!/usr/bin/env bash\nset -e\ncargo xtask test\ncargo hidden\n";
        let untold: Vec<_> = untold(script, "Run `cargo xtask test`.").collect();
        assert_eq!(untold, ["cargo hidden"]);
    }
}
