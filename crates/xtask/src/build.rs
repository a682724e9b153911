//! Building what is deployed or published. Each build is skipped if nothing that it is made from
//! has changed.

use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;

use crate::display::Display;
use crate::npm;
use crate::openapi;
use crate::pins::{WASM_BINDGEN, WORKER_BUILD};
use crate::project::Project;
use crate::setup;
use crate::setup::environment::{node_command, unwinding_command};
use crate::size;
use crate::stamp::Stamp;
use crate::steps::{Context, Done, Outcome, Plan, Step, Verdict};
use crate::turn;

/// Something that can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Artefact {
    /// The Worker as it is deployed, in worker/build.
    Worker,
    /// The Worker with the seam for tests, in target/worker-testing.
    WorkerTesting,
    /// The npm package tessera-codes, in target/npm/tessera-codes.
    Npm,
    /// The pages, in www/dist.
    Www,
    /// The command `tessera`, in target/release.
    Cli,
    /// All of them.
    All,
}

/// The steps, as others wait for them.
pub(crate) const WORKER: &str = "worker";
pub(crate) const WORKER_TESTING: &str = "worker-testing";
pub(crate) const NPM: &str = "npm-package";
pub(crate) const WWW: &str = "pages";
pub(crate) const CLI: &str = "command";

/// Where the Worker for tests is built, relative to the project.
pub(crate) const WORKER_TESTING_DIR: &str = "target/worker-testing";

impl Artefact {
    fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Worker => &[WORKER],
            Self::WorkerTesting => &[WORKER_TESTING],
            Self::Npm => &[NPM],
            Self::Www => &[WWW],
            Self::Cli => &[CLI],
            Self::All => &[WORKER, WORKER_TESTING, NPM, WWW, CLI],
        }
    }
}

/// `cargo xtask build`.
pub(crate) fn run(project: &Project, what: Artefact) -> Result<bool> {
    let mut steps = Plan::default();
    plan(&mut steps, project);
    steps.keep(what.steps());
    finish(project, steps)
}

/// Runs a plan, shows what failed whole, and says whether all went well.
pub(crate) fn finish(project: &Project, plan: Plan<'_>) -> Result<bool> {
    let outcomes = plan.run(project, &Display::new(), at_once());
    show_failures(&outcomes)?;
    Ok(outcomes
        .iter()
        .all(|outcome| matches!(outcome.verdict, Verdict::Passed(_))))
}

/// How many steps run side by side. Some only wait, for the network or for each other's locks.
pub(crate) fn at_once() -> usize {
    thread::available_parallelism().map_or(2, usize::from) + 1
}

/// Prints the whole log of each step that failed.
pub(crate) fn show_failures(outcomes: &[Outcome]) -> Result<()> {
    for outcome in outcomes {
        if let Verdict::Failed { error, log } = &outcome.verdict {
            println!("\n──── {}: {error:#}", outcome.name);
            let bytes =
                std::fs::read(log).with_context(|| format!("cannot read {}", log.display()))?;
            println!("{}", String::from_utf8_lossy(&bytes).trim_end());
            println!("──── (kept in {})", log.display());
        }
    }
    Ok(())
}

/// Plans every build, and the tools that it needs.
pub(crate) fn plan<'p>(plan: &mut Plan<'p>, project: &'p Project) {
    setup::plan(plan, project);
    plan.add(
        Step::new(NPM, "build the npm package tessera-codes", |cx| {
            npm::build(project, cx)
        })
        .after(&[setup::TARGET, setup::BINDGEN, setup::NODE])
        .within_minutes(15),
    );
    plan.add(Step::new(WWW, "build the pages", |cx| pages(project, cx)).after(&[NPM, setup::NODE]));
    // The first of them compiles the standard library, too.
    let worker_tools = [setup::SOURCES, setup::BINDGEN, setup::WORKER, setup::NODE];
    plan.add(
        Step::new(WORKER, "build the Worker", |cx| {
            worker(project, cx, Seam::Out)
        })
        .after(&worker_tools)
        .within_minutes(30),
    );
    plan.add(
        Step::new(WORKER_TESTING, "build the Worker for tests", |cx| {
            worker(project, cx, Seam::In)
        })
        .after(&worker_tools)
        .within_minutes(30),
    );
    plan.add(Step::new(CLI, "build the command", |cx| command(project, cx)).within_minutes(15));
}

/// What the Worker's Wasm uses: as `worker-build` lists it.
const WORKER_FEATURES: [&str; 7] = [
    "bulk-memory",
    "nontrapping-float-to-int",
    "sign-ext",
    "mutable-globals",
    "reference-types",
    "multivalue",
    "exception-handling",
];

/// Whether the Worker contains the seam for tests: a settable clock, failpoints and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seam {
    In,
    Out,
}

fn worker(project: &Project, cx: &Context<'_>, seam: Seam) -> Result<Done> {
    let (stamp_name, out) = match seam {
        Seam::Out => ("worker", "worker/build"),
        Seam::In => ("worker-testing", WORKER_TESTING_DIR),
    };
    let inputs = [
        "Cargo.toml",
        "Cargo.lock",
        "crates/code",
        "crates/engine",
        "crates/api",
        "worker",
    ];
    let stamp = Stamp::of(
        project,
        stamp_name,
        &inputs,
        &[WORKER_BUILD.version, WASM_BINDGEN.version, "unwinding"],
    )?;
    let entry = project.path(out).join("index.js");
    if stamp.is_fresh(&entry) {
        return Ok(Done::Fresh);
    }
    // With and without the seam, the compiler writes to the same file.
    let turn = turn::take(project, cx, "Wasm")?;
    if stamp.is_fresh(&entry) {
        return Ok(Done::Fresh);
    }
    cx.doing("compile to Wasm");
    let mut command = unwinding_command(project, project.tool(WORKER_BUILD))?;
    // The folder is relative to the crate.
    command
        .args(["worker", "--profile", "wasm", "--panic-unwind", "--out-dir"])
        .arg(Path::new("..").join(out));
    if seam == Seam::In {
        command.args(["--features", "testing"]);
    }
    cx.run(&mut command)?;
    drop(turn);
    if !entry.is_file() {
        bail!("worker-build left no {}", entry.display());
    }
    let wasm = project.path(out).join("index_bg.wasm");
    if seam == Seam::Out {
        strip_names(project, cx, &wasm)?;
    }
    let weight = size::gzipped(&[&wasm, &entry])?;
    stamp.write()?;
    Ok(Done::Made(format!("{} gzipped", size::shown(weight))))
}

/// Leaves out the names of functions, a tenth of the upload: `worker-build` always keeps them. A panic
/// still says where it was, and the build with the seam still names what led there.
fn strip_names(project: &Project, cx: &Context<'_>, wasm: &Path) -> Result<()> {
    let mut strip = node_command(project, project.node_bin("wasm-opt"));
    strip
        .args(["--strip-debug", "--strip-producers"])
        .args(WORKER_FEATURES.map(|feature| format!("--enable-{feature}")));
    cx.run(strip.arg(wasm).arg("-o").arg(wasm))?;
    Ok(())
}

fn pages(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let inputs = [
        "www",
        "package-lock.json",
        "target/npm/tessera-codes",
        openapi::FILE,
    ];
    let stamp = Stamp::of(project, "www", &inputs, &[])?;
    if stamp.is_fresh(&project.path("www/dist/index.html")) {
        return Ok(Done::Fresh);
    }
    let mut command = node_command(project, project.node_bin("vite"));
    cx.run(command.args(["build", "www"]))?;
    stamp.write()?;
    Ok(Done::made())
}

fn command(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let mut command = Command::new("cargo");
    command
        .args(["build", "--release", "--package", "tessera-cli"])
        .current_dir(project.root());
    cx.run(&mut command)?;
    Ok(Done::made())
}
