//! The API against its description: schemathesis on a local edge.

use anyhow::Result;

use super::{checks, deep};
use crate::build;
use crate::pins::SCHEMATHESIS;
use crate::project::Project;
use crate::setup::{self, python_tool};
use crate::steps::{Context, Done, Plan, Step};

/// The step that brings it, as doctor names it, too.
pub(crate) const TOOL: &str = "schemathesis";

const REQUIREMENTS: &str = "tests/contract/requirements.txt";

/// Plans to bring schemathesis and to run it.
pub(super) fn plan<'p>(plan: &mut Plan<'p>, project: &'p Project, is_deep: bool) {
    plan.add(
        Step::new(
            TOOL,
            "look for schemathesis",
            python_tool::bring(project, SCHEMATHESIS, REQUIREMENTS),
        )
        .within_minutes(10),
    );
    plan.add(
        Step::new(
            "contract",
            "hold the edge against the API's description",
            move |cx| contract(project, cx, is_deep),
        )
        .after(&[build::WORKER, setup::NODE, TOOL])
        .within_minutes(if is_deep { 40 } else { 10 }),
    );
}

fn contract(project: &Project, cx: &Context<'_>, is_deep: bool) -> Result<Done> {
    let mut command = checks::node_tests_command(project, "tests/contract/**/*.test.mjs");
    command.env("TESSERA_SCHEMATHESIS", project.tool(SCHEMATHESIS));
    if is_deep {
        command.envs(deep::COUNTS);
    }
    checks::counted(&cx.run(&mut command)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_required_is_what_is_pinned() {
        let requirements = include_str!("../../../../tests/contract/requirements.txt");
        let pin = format!("{}=={}", SCHEMATHESIS.package, SCHEMATHESIS.version);
        assert!(requirements.lines().any(|line| line == pin), "{pin}");
    }
}
