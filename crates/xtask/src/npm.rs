//! The npm package `tessera-codes`: the Wasm of `crates/wasm`, its glue, and thin entries.

use std::fs;

use anyhow::{Context as _, Result, ensure};

use crate::build::compile_to_wasm;
use crate::pins::WASM_BINDGEN;
use crate::project::Project;
use crate::setup::environment::{node_command, wasm_command};
use crate::size;
use crate::stamp::Stamp;
use crate::steps::{Context, Done};

/// What the Wasm and its glue may weigh together, gzipped.
const WEIGHT_BYTES_MAX: usize = 20_000;

/// What the module may use: explicit, because `--all-features` would let wasm-opt emit what
/// browsers do not read yet.
const WASM_FEATURES: [&str; 6] = [
    "bulk-memory",
    "nontrapping-float-to-int",
    "sign-ext",
    "mutable-globals",
    "reference-types",
    "multivalue",
];

/// Builds the package into `target/npm/tessera-codes`.
///
/// # Errors
///
/// If a tool fails, or the package became heavier than it may be.
pub(crate) fn build(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let inputs = [
        "Cargo.toml",
        "Cargo.lock",
        "crates/code",
        "crates/api",
        "crates/wasm",
    ];
    let stamp = Stamp::of(project, "npm", &inputs, &[WASM_BINDGEN.version])?;
    let package = project.target("npm/tessera-codes");
    if stamp.is_fresh(&package.join("package.json")) {
        return Ok(Done::Fresh);
    }
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(&package)?;

    let compiled = compile_to_wasm(project, cx, "tessera-wasm")?;
    cx.doing("wasm-bindgen");
    let mut bindgen = wasm_command(project, project.tool(WASM_BINDGEN))?;
    bindgen.args(["--target", "web", "--out-name", "tessera", "--out-dir"]);
    cx.run(bindgen.arg(&package).arg(&compiled))?;

    cx.doing("wasm-opt");
    let module = package.join("tessera_bg.wasm");
    let mut optimise = node_command(project, project.node_bin("wasm-opt"));
    optimise.args(["-Oz", "--strip-debug", "--strip-producers"]);
    optimise.args(WASM_FEATURES.map(|feature| format!("--enable-{feature}")));
    cx.run(optimise.arg(&module).arg("-o").arg(&module))?;

    let sources = project.path("crates/wasm/npm");
    for entry in fs::read_dir(&sources).with_context(|| format!("no {}", sources.display()))? {
        let entry = entry?;
        fs::copy(entry.path(), package.join(entry.file_name()))?;
    }
    let weight = size::gzipped(&[&module, &package.join("tessera.js")])?;
    ensure!(
        weight <= WEIGHT_BYTES_MAX,
        "the package weighs {} gzipped, more than {}",
        size::shown(weight),
        size::shown(WEIGHT_BYTES_MAX)
    );
    stamp.write()?;
    Ok(Done::Made(format!("{} gzipped", size::shown(weight))))
}
