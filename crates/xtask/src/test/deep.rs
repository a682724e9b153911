//! What takes too long for every day: `cargo xtask test --deep`.

use std::process::Command;

use anyhow::Result;

use crate::pins::{CARGO_BOLERO, CARGO_DENY};
use crate::project::Project;
use crate::setup::{self, cargo_tool, reach};
use crate::steps::{Context, Done, Plan, Step};

/// What makes tests count for longer, each as its test reads it.
pub(crate) const COUNTS: [(&str, &str); 3] = [
    ("TESSERA_HISTORIES", "1000000"),
    ("PROPTEST_CASES", "20000"),
    ("BOLERO_RANDOM_TEST_TIME_MS", "60000"),
];

/// How long each fuzz target is run.
const FUZZ_TIME: &str = "5min";

/// The fuzz targets: package, and name of the test.
const FUZZ_TARGETS: [(&str, &str); 1] = [("tessera-code", "texts")];

/// Plans what only the deep run does.
pub(crate) fn plan<'p>(plan: &mut Plan<'p>, project: &'p Project) {
    for (name, what, pin, before) in [
        (
            "cargo-deny",
            "look for cargo-deny",
            CARGO_DENY,
            setup::WORKER,
        ),
        (
            "cargo-bolero",
            "look for cargo-bolero",
            CARGO_BOLERO,
            "cargo-deny",
        ),
    ] {
        let step = Step::new(name, what, cargo_tool::bring(project, pin));
        plan.add(step.after(&[before]).within_minutes(20));
    }
    plan.add(
        Step::new("dependencies", "look at licences and advisories", |cx| {
            dependencies(project, cx)
        })
        .after(&["cargo-deny"]),
    );
    plan.add(
        Step::new("fuzz", "look for inputs that break it", |cx| {
            fuzz(project, cx)
        })
        .after(&["cargo-bolero"])
        .within_minutes(60),
    );
}

fn dependencies(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let check = |what: &[&str]| {
        let mut command = Command::new(project.tool(CARGO_DENY));
        command.arg("check").args(what).current_dir(project.root());
        cx.run(&mut command)
    };
    check(&["licenses", "bans", "sources"])?;
    if !reach::is_reachable("github.com:443") {
        cx.announce("known advisories are fetched from github.com, which cannot be reached");
        return Ok(Done::Made("without advisories".to_owned()));
    }
    check(&["advisories"])?;
    Ok(Done::made())
}

/// Runs the fuzz targets with an engine that follows the code's branches.
fn fuzz(project: &Project, cx: &Context<'_>) -> Result<Done> {
    for (package, target) in FUZZ_TARGETS {
        cx.doing(&format!("{target} of {package}"));
        let mut command = Command::new(project.tool(CARGO_BOLERO));
        command
            .args([
                "bolero",
                "test",
                target,
                "--package",
                package,
                "--time",
                FUZZ_TIME,
            ])
            // Sanitizers and coverage are unstable features, which the variable grants.
            .args([
                "--engine",
                "libfuzzer",
                "--sanitizer",
                "NONE",
                "--rustc-bootstrap",
            ])
            .arg("--target-dir")
            .arg(project.target("fuzz"))
            .current_dir(project.root());
        cx.run(&mut command)?;
    }
    Ok(Done::Made(format!(
        "{} target, {FUZZ_TIME} each",
        FUZZ_TARGETS.len()
    )))
}
