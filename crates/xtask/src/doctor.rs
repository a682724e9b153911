//! `cargo xtask doctor`: what is there, what is missing, and what would be done about it.

use std::process::Command;

use anyhow::Result;

use crate::command::ask;
use crate::pins::{CARGO_DENY, SCHEMATHESIS, WASM_BINDGEN, WORKER_BUILD};
use crate::project::Project;
use crate::setup::{self, Found, cargo_tool, chromium, node, python_tool, toolchain};
use crate::test::contract;

/// Prints the findings. True if nothing is left for a person to do.
pub(crate) fn run(project: &Project) -> Result<bool> {
    let rust = ask(Command::new("cargo").arg("--version")).unwrap_or_default();
    let findings = [
        ("rust", "compiles everything", Found::There(rust)),
        ("lints", "only for `test`", look_for_lints()),
        (
            setup::TARGET,
            "compiles the Worker and the npm package",
            toolchain::TARGET.look(),
        ),
        (
            setup::SOURCES,
            "make the Worker's panics harmless",
            toolchain::SOURCES.look(),
        ),
        ("npm", "brings Node and wrangler", node::look_for_npm()),
        (
            setup::NODE,
            "runs the edge, builds the pages",
            node::look(project)?,
        ),
        (
            setup::BINDGEN,
            "joins Wasm and JavaScript",
            cargo_tool::look(project, WASM_BINDGEN),
        ),
        (
            setup::WORKER,
            "builds the Worker",
            cargo_tool::look(project, WORKER_BUILD),
        ),
        ("browser", "only for `test`", chromium::look()),
        (
            contract::TOOL,
            "only for `test`",
            python_tool::look(project, SCHEMATHESIS),
        ),
        (
            "cargo-deny",
            "only for `test --deep`",
            cargo_tool::look(project, CARGO_DENY),
        ),
    ];
    for (name, purpose, found) in &findings {
        println!("{}", line(name, purpose, found));
    }
    let missing = findings
        .iter()
        .filter(|(_, _, found)| matches!(found, Found::Missing(_)))
        .count();
    let bringable = findings
        .iter()
        .filter(|(_, _, found)| matches!(found, Found::Bringable(_)))
        .count();
    println!("\n{}", verdict(missing, bringable));
    Ok(missing == 0)
}

/// rustfmt and clippy are parts of a usual toolchain, but not of the smallest one.
fn look_for_lints() -> Found {
    let lacks = |tool: &str| ask(Command::new("cargo").args([tool, "--version"])).is_none();
    if lacks("fmt") || lacks("clippy") {
        Found::Missing("rustup component add rustfmt clippy".to_owned())
    } else {
        Found::There("rustfmt and clippy".to_owned())
    }
}

fn line(name: &str, purpose: &str, found: &Found) -> String {
    let (mark, text) = match found {
        Found::There(which) => ('✓', which.clone()),
        Found::Bringable(how) => ('+', format!("not yet there; would do: {how}")),
        Found::Missing(remedy) => ('✗', format!("missing; please do: {remedy}")),
    };
    format!("{mark} {name:15} {purpose:40} {text}")
}

fn verdict(missing: usize, bringable: usize) -> String {
    match (missing, bringable) {
        (0, 0) => "Everything is there. `cargo xtask up` runs it.".to_owned(),
        (0, _) => format!(
            "{bringable} to bring, which `up`, `build` and `test` do by themselves when needed; \
             `cargo xtask tools` does it now."
        ),
        (_, _) => format!("{missing} missing that a person has to bring; see the lines with ✗."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_what_is_done_about_it() {
        let missing = line(
            "npm",
            "brings Node",
            &Found::Missing("install it".to_owned()),
        );
        assert!(missing.starts_with("✗ npm"), "{missing}");
        assert!(
            missing.ends_with("missing; please do: install it"),
            "{missing}"
        );
        let there = line("npm", "brings Node", &Found::There("11".to_owned()));
        assert!(
            there.starts_with("✓ npm") && there.ends_with(" 11"),
            "{there}"
        );
    }

    #[test]
    fn only_what_a_person_must_do_is_alarming() {
        assert!(verdict(0, 0).starts_with("Everything is there"));
        assert!(verdict(0, 3).starts_with("3 to bring"));
        assert!(verdict(1, 3).starts_with("1 missing"));
    }
}
