//! The checks, one by one.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::{contract, deep, tally::Tally};
use crate::project::Project;
use crate::setup::environment::{node_command, wasm_command};
use crate::setup::toolchain::{TARGET, TRIPLE, Toolchain};
use crate::setup::{self, chromium, debian};
use crate::steps::{Context, Done, Plan, Step};
use crate::{architecture, build, openapi, readme};

/// What Cloudflare may be sent, gzipped.
const UPLOAD_KIB_MAX: f64 = 1400.0;

/// Where the journeys write down what they asked about each code and were answered.
const HISTORIES: &str = "histories";

/// Plans every check. The builds are planned already.
pub(crate) fn plan<'p>(plan: &mut Plan<'p>, project: &'p Project, is_deep: bool) {
    let native: [Step<'p>; 6] = [
        Step::new("format", "look at the formatting", |cx| format(project, cx)),
        Step::new("architecture", "look at who imports whom", |_| {
            architecture::check(project)
        }),
        Step::new(
            "documents",
            "look at the links and commands in the documents",
            |_| readme::check(project),
        ),
        Step::new(
            "openapi",
            "hold the API's description against the wire types",
            |_| openapi::check(project),
        ),
        Step::new("lints", "lint every crate", |cx| lints(project, cx)).within_minutes(15),
        Step::new("tests", "test every crate", move |cx| {
            tests(project, cx, is_deep)
        })
        .within_minutes(if is_deep { 120 } else { 20 }),
    ];
    native.into_iter().for_each(|step| plan.add(step));
    plan.add(
        Step::new("lints-wasm", "lint what is compiled to Wasm", |cx| {
            lints_wasm(project, cx)
        })
        .after(&[setup::TARGET])
        .within_minutes(15),
    );
    plan.add(
        Step::new("page-types", "check the types of the pages", |cx| {
            page_types(project, cx)
        })
        .after(&[setup::NODE, build::NPM]),
    );
    plan.add(
        Step::new("page-tests", "test the logic of the pages", |cx| {
            node_tests(project, cx, "www/src/**/*.test.ts")
        })
        .after(&[setup::NODE, build::NPM]),
    );
    plan.add(Step::new("browser", "look for a browser", chromium::bring).within_minutes(10));
    plan.add(
        Step::new("packaging", "install the npm package and use it", |cx| {
            node_tests(project, cx, "tests/packaging/**/*.test.mjs")
        })
        .after(&[setup::NODE, build::NPM, "browser"]),
    );
    plan.add(
        Step::new("deployment", "pack what would be deployed", |cx| {
            deployment(project, cx)
        })
        .after(&[build::WORKER, build::WWW]),
    );
    plan.add(
        Step::new(
            "journeys",
            "go through whole journeys on the edge and in a browser",
            move |cx| journeys(project, cx, is_deep),
        )
        .after(&[
            build::WORKER,
            build::WORKER_TESTING,
            build::WWW,
            build::CLI,
            "browser",
        ])
        .within_minutes(if is_deep { 60 } else { 30 }),
    );
    plan.add(
        Step::new(
            "histories",
            "look for an order that explains what the races and kills saw",
            |cx| histories(project, cx),
        )
        .after(&["journeys"])
        .within_minutes(if is_deep { 30 } else { 5 }),
    );
    contract::plan(plan, project, is_deep);
}

fn cargo(project: &Project, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(project.root());
    command
}

fn format(project: &Project, cx: &Context<'_>) -> Result<Done> {
    cx.run(&mut cargo(project, &["fmt", "--all", "--check"]))?;
    Ok(Done::made())
}

fn lints(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let arguments = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    cx.run(&mut cargo(project, &arguments))?;
    Ok(Done::made())
}

fn lints_wasm(project: &Project, cx: &Context<'_>) -> Result<Done> {
    if TARGET.find() == Some(Toolchain::Debian) {
        debian::install(cx, &["rust-web-clippy"])?;
    }
    // One after the other: together, the Worker's crates would bring `std` to the npm package.
    for extra in [
        ["--package=tessera-worker", "--features=testing"],
        ["--package=tessera-wasm", "--lib"],
    ] {
        let mut command = wasm_command(project, "cargo")?;
        command.args(["clippy", "--target", TRIPLE]).args(extra);
        cx.run(command.args(["--", "--deny", "warnings"]))?;
    }
    Ok(Done::made())
}

/// Unit, property and transcript tests, and the examples in the documentation.
fn tests(project: &Project, cx: &Context<'_>, is_deep: bool) -> Result<Done> {
    let mut command = cargo(project, &["test", "--workspace", "--no-fail-fast"]);
    if is_deep {
        command.envs(deep::COUNTS);
    }
    counted(&cx.run(&mut command)?)
}

fn page_types(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let mut command = node_command(project, project.node_bin("svelte-check"));
    cx.run(command.args(["--tsconfig", "www/tsconfig.json", "--fail-on-warnings"]))?;
    Ok(Done::made())
}

/// Runs the tests in the files of a pattern, one file after the other: each may start an edge.
fn node_tests(project: &Project, cx: &Context<'_>, pattern: &str) -> Result<Done> {
    counted(&cx.run(&mut node_tests_command(project, pattern))?)
}

pub(super) fn node_tests_command(project: &Project, pattern: &str) -> Command {
    let mut command = node_command(project, project.node_bin("node"));
    command.args([
        "--test",
        "--test-concurrency=1",
        "--test-reporter=spec",
        pattern,
    ]);
    if let Some(browser) = chromium::find() {
        command.env("TESSERA_CHROMIUM", browser);
    }
    command
}

fn journeys(project: &Project, cx: &Context<'_>, is_deep: bool) -> Result<Done> {
    // What an earlier run wrote down says nothing of this one.
    let folder = project.target(HISTORIES);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let mut command = node_tests_command(project, "tests/e2e/**/*.test.mjs");
    if is_deep {
        command.envs(deep::COUNTS);
    }
    counted(&cx.run(&mut command)?)
}

/// Checks what the journeys wrote down.
fn histories(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let mut command = cargo(project, &["run", "--quiet", "--package"]);
    command
        .args(["tessera-linearizability", "--"])
        .arg(project.target(HISTORIES));
    let printed = cx.run(&mut command)?;
    Ok(Done::Made(
        printed.lines().next_back().unwrap_or_default().to_owned(),
    ))
}

/// A run that found no tests is no success.
pub(super) fn counted(printed: &str) -> Result<Done> {
    let tally = Tally::printed(printed);
    ensure!(tally.passed > 0, "no tests were found");
    Ok(Done::Counted(tally.passed))
}

fn deployment(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let mut command = node_command(project, project.node_bin("wrangler"));
    command
        .args(["deploy", "--dry-run", "--outdir"])
        .arg(project.target("deployment"));
    let printed = cx.run(&mut command)?;
    let kib = upload_kib(&printed).context("wrangler did not say how much it would upload")?;
    ensure!(
        kib <= UPLOAD_KIB_MAX,
        "the upload has {kib} KiB gzipped, more than {UPLOAD_KIB_MAX}"
    );
    Ok(Done::Made(format!("{kib} KiB gzipped")))
}

/// From `Total Upload: 512.10 KiB / gzip: 180.52 KiB`.
fn upload_kib(printed: &str) -> Option<f64> {
    let line = printed.lines().find(|line| line.contains("Total Upload"))?;
    line.split_once("gzip:")?
        .1
        .trim()
        .strip_suffix("KiB")?
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upload_is_read_from_what_wrangler_says() {
        let printed = "⛅️\nTotal Upload: 512.10 KiB / gzip: 180.52 KiB\nbindings\n";
        assert_eq!(upload_kib(printed), Some(180.52));
        assert_eq!(upload_kib("nothing"), None);
    }

    #[test]
    fn a_run_without_tests_is_no_success() {
        assert_eq!(counted("ℹ pass 2\n").ok(), Some(Done::Counted(2)));
        assert_eq!(
            counted("ℹ pass 0\n").unwrap_err().to_string(),
            "no tests were found"
        );
    }
}
