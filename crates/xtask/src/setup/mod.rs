//! Bringing the tools: what each build needs is looked for, and brought if it is not there.

pub(crate) mod cargo_tool;
pub(crate) mod chromium;
pub(crate) mod debian;
pub(crate) mod environment;
pub(crate) mod node;
pub(crate) mod python_tool;
pub(crate) mod reach;
mod rustup;
pub(crate) mod toolchain;
pub(crate) mod unwinding;
mod wasm_std;

use anyhow::Result;

use crate::build;
use crate::pins::{WASM_BINDGEN, WORKER_BUILD};
use crate::project::Project;
use crate::steps::{Plan, Step};

/// The steps, as others wait for them.
pub(crate) const TARGET: &str = "wasm-target";
pub(crate) const SOURCES: &str = "library-sources";
pub(crate) const BINDGEN: &str = "wasm-bindgen";
pub(crate) const WORKER: &str = "worker-build";
pub(crate) const NODE: &str = "node-tools";

/// What a look at a tool found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// It is there; a word on where or which.
    There(String),
    /// It is not there, and this would be done about it.
    Bringable(String),
    /// It is not there, and a person has to do this about it.
    Missing(String),
}

/// Plans to bring what building needs.
pub(crate) fn plan<'p>(plan: &mut Plan<'p>, project: &'p Project) {
    plan.add(
        Step::new(
            TARGET,
            "look for Rust's Wasm target",
            toolchain::TARGET.bring(project),
        )
        .within_minutes(10),
    );
    // Not beside the other: where rustup cannot help, both build the same library.
    plan.add(
        Step::new(
            SOURCES,
            "look for the sources of Rust's library",
            toolchain::SOURCES.bring(project),
        )
        .after(&[TARGET])
        .within_minutes(10),
    );
    plan.add(
        Step::new(
            NODE,
            "look for Node and what npm brings",
            node::bring(project),
        )
        .within_minutes(5),
    );
    plan.add(
        Step::new(
            BINDGEN,
            "look for wasm-bindgen",
            cargo_tool::bring(project, WASM_BINDGEN),
        )
        .within_minutes(15),
    );
    // Not beside the other: they share what they compile, and each uses every core.
    plan.add(
        Step::new(
            WORKER,
            "look for worker-build",
            cargo_tool::bring(project, WORKER_BUILD),
        )
        .after(&[BINDGEN])
        .within_minutes(15),
    );
}

/// `cargo xtask tools`.
pub(crate) fn run(project: &Project) -> Result<bool> {
    let mut steps = Plan::default();
    plan(&mut steps, project);
    build::finish(project, steps)
}
