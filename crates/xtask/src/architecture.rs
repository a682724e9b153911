//! Who may import whom: the drawing in `ARCHITECTURE.md`, held against `cargo metadata`.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::project::Project;
use crate::steps::Done;

/// Each crate of ours with those of ours that it may use. Nothing else may be imported.
const ALLOWED: [(&str, &[&str]); 8] = [
    ("tessera-code", &[]),
    ("tessera-engine", &[]),
    ("tessera-api", &["tessera-code", "tessera-engine"]),
    ("tessera-wasm", &["tessera-code", "tessera-api"]),
    ("tessera-cli", &["tessera-code", "tessera-api"]),
    (
        "tessera-worker",
        &["tessera-code", "tessera-engine", "tessera-api"],
    ),
    ("xtask", &["tessera-api"]),
    // It judges the product by its answers, so it must not borrow its opinions.
    ("tessera-linearizability", &[]),
];

/// What the pure crates must not use at all, not even in another's company: they would bring the
/// clock, randomness, JavaScript or JSON. `chrono` is not among them: calendars are pure, and a lint
/// bans its clock.
const PURE: [&str; 2] = ["tessera-code", "tessera-engine"];
const IMPURE: [&str; 8] = [
    "getrandom",
    "js-sys",
    "rand",
    "serde_json",
    "time",
    "wasm-bindgen",
    "web-time",
    "worker",
];

/// One crate importing another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: String,
    to: String,
}

/// Fails on an import that is not drawn.
pub(crate) fn check(project: &Project) -> Result<Done> {
    let (crates, edges) = read(project)?;
    let wrong = forbidden(&crates, &edges);
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(Done::Made(format!("{} crates", crates.len())))
}

/// The workspace's crates, and what each imports in its own code. What only tests use is free.
fn read(project: &Project) -> Result<(BTreeSet<String>, BTreeSet<Edge>)> {
    let metadata = MetadataCommand::new()
        .current_dir(project.root())
        .no_deps()
        .exec()
        .context("cargo metadata failed")?;
    let mut crates = BTreeSet::new();
    let mut edges = BTreeSet::new();
    for package in metadata.workspace_packages() {
        crates.insert(package.name.to_string());
        for dependency in &package.dependencies {
            if dependency.kind != DependencyKind::Development {
                edges.insert(Edge {
                    from: package.name.to_string(),
                    to: dependency.name.clone(),
                });
            }
        }
    }
    Ok((crates, edges))
}

/// What is wrong, in sentences.
fn forbidden(crates: &BTreeSet<String>, edges: &BTreeSet<Edge>) -> Vec<String> {
    let allowed = |name: &str| {
        ALLOWED
            .iter()
            .find(|(from, _)| *from == name)
            .map(|(_, to)| *to)
    };
    let strangers = crates
        .iter()
        .filter(|name| allowed(name).is_none())
        .map(|name| format!("`{name}` is not drawn: say in architecture.rs what it may import"));
    let imports = edges.iter().filter_map(|Edge { from, to }| {
        if crates.contains(to) && !allowed(from).is_some_and(|names| names.contains(&to.as_str())) {
            Some(format!("`{from}` must not import `{to}`"))
        } else if PURE.contains(&from.as_str()) && IMPURE.contains(&to.as_str()) {
            Some(format!("`{from}` is pure: it must not import `{to}`"))
        } else {
            None
        }
    });
    strangers.chain(imports).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden_among(edges: &[(&str, &str)]) -> Vec<String> {
        let crates = ALLOWED.iter().map(|(name, _)| (*name).to_owned()).collect();
        let edges = edges
            .iter()
            .map(|(from, to)| Edge {
                from: (*from).to_owned(),
                to: (*to).to_owned(),
            })
            .collect();
        forbidden(&crates, &edges)
    }

    #[test]
    fn the_workspace_is_as_it_is_drawn() -> Result<()> {
        check(&Project::here()).map(drop)
    }

    #[test]
    fn an_edge_that_is_not_drawn_is_named() {
        assert_eq!(
            forbidden_among(&[
                ("tessera-engine", "tessera-code"),
                ("tessera-cli", "tessera-api")
            ]),
            ["`tessera-engine` must not import `tessera-code`"]
        );
        assert_eq!(
            forbidden_among(&[("tessera-wasm", "tessera-worker")]),
            ["`tessera-wasm` must not import `tessera-worker`"]
        );
    }

    #[test]
    fn pure_crates_import_no_clock_and_no_chance() {
        assert_eq!(
            forbidden_among(&[
                ("tessera-code", "getrandom"),
                ("tessera-worker", "getrandom")
            ]),
            ["`tessera-code` is pure: it must not import `getrandom`"]
        );
    }

    #[test]
    fn a_crate_that_is_not_drawn_is_named() {
        let crates = BTreeSet::from(["tessera-new".to_owned()]);
        let wrong = forbidden(&crates, &BTreeSet::new());
        assert_eq!(
            wrong,
            ["`tessera-new` is not drawn: say in architecture.rs what it may import"]
        );
    }
}
