//! What takes too long for every day: `cargo xtask test --deep`.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::ask;
use crate::pins::CARGO_DENY;
use crate::project::Project;
use crate::setup::{self, cargo_tool, reach};
use crate::steps::{Context, Done, Plan, Step};

/// What makes tests count for longer, each as its test reads it.
pub(crate) const COUNTS: [(&str, &str); 5] = [
    ("TESSERA_HISTORIES", "1000000"),
    ("PROPTEST_CASES", "20000"),
    ("BOLERO_RANDOM_TEST_TIME_MS", "60000"),
    ("TESSERA_KILLS", "50"),
    ("TESSERA_CONTRACT_SECONDS", "900"),
];

/// How long each fuzz target is run: an hour together.
const FUZZ_SECONDS: u32 = 1200;

/// A test that takes any bytes.
struct FuzzTarget {
    package: &'static str,
    file: &'static str,
    test: &'static str,
}

const FUZZ_TARGETS: [FuzzTarget; 3] = [
    FuzzTarget {
        package: "tessera-code",
        file: "fuzz",
        test: "texts",
    },
    FuzzTarget {
        package: "tessera-api",
        file: "fuzz",
        test: "bodies",
    },
    FuzzTarget {
        package: "tessera-engine",
        file: "it",
        test: "fuzz::commands",
    },
];

/// What makes the compiler tell libFuzzer which branches an input took. `cargo bolero` would pass
/// the same to every test of a package, and those that are no fuzz targets do not link with it.
const FOLLOW_BRANCHES: &str = "--cfg fuzzing --cfg fuzzing_libfuzzer -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Plans what only the deep run does.
pub(crate) fn plan<'p>(plan: &mut Plan<'p>, project: &'p Project) {
    plan.add(
        Step::new(
            "cargo-deny",
            "look for cargo-deny",
            cargo_tool::bring(project, CARGO_DENY),
        )
        .after(&[setup::WORKER])
        .within_minutes(20),
    );
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
        .within_minutes(90),
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

/// Runs the fuzz targets with libFuzzer. What it learnt is kept for the next time.
fn fuzz(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let host = host_triple()?;
    for FuzzTarget {
        package,
        file,
        test,
    } in FUZZ_TARGETS
    {
        cx.doing(&format!("{test} of {package}, for {FUZZ_SECONDS} s"));
        let corpus = project.target("fuzz/corpus").join(test);
        let crashes = project.target("fuzz/crashes").join(test);
        fs::create_dir_all(&corpus)?;
        fs::create_dir_all(&crashes)?;
        let arguments = format!(
            "{} -artifact_prefix={}/ -max_total_time={FUZZ_SECONDS}",
            corpus.display(),
            crashes.display()
        );
        let mut command = Command::new("cargo");
        command
            // With a target named, the flags are not for build scripts.
            .args(["test", "--release", "--target", &host, "--package", package])
            .args(["--test", file, "--target-dir"])
            .arg(project.target("fuzz"))
            .args([test, "--", "--exact"])
            .current_dir(project.root())
            .env("RUSTFLAGS", FOLLOW_BRANCHES)
            .env("BOLERO_FUZZER", "libfuzzer")
            .env("BOLERO_LIBTEST_HARNESS", "1")
            .env("BOLERO_TEST_NAME", test)
            .env("BOLERO_LIBFUZZER_ARGS", arguments);
        cx.run(&mut command)?;
    }
    Ok(Done::Made(format!("{FUZZ_SECONDS} s each")))
}

fn host_triple() -> Result<String> {
    ask(Command::new("rustc").arg("-vV"))
        .and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))
        })
        .context("rustc does not say what it compiles for")
}
