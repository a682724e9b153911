//! The npm package `tessera-codes`: the Wasm of `crates/wasm` in two builds, one for pages and one for
//! servers, each joined with its glue and the sources in `crates/wasm/npm` to one module an entry.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::pins::WASM_BINDGEN;
use crate::project::Project;
use crate::setup::environment::{node_command, wasm_command};
use crate::setup::toolchain::TRIPLE;
use crate::size;
use crate::stamp::Stamp;
use crate::steps::{Context, Done};
use crate::turn;

/// What an entry and its Wasm may weigh together, gzipped.
const WEIGHT_BYTES_MAX: usize = 20 * 1024;

/// The sources of the package, relative to the project.
const SOURCES: &str = "crates/wasm/npm";

/// What the module may use: explicit, because `--all-features` would let wasm-opt emit what
/// browsers do not read yet.
const WASM_FEATURES: [&str; 7] = [
    "bulk-memory",
    "nontrapping-float-to-int",
    "sign-ext",
    "mutable-globals",
    "reference-types",
    "multivalue",
    "simd",
];

/// What parts the words of `CARGO_ENCODED_RUSTFLAGS`, so that a folder may have a space in its name.
const RUSTFLAGS_SEPARATOR: &str = "\u{1f}";

/// One build of the Wasm.
struct Variant {
    /// Its folder in `crates/wasm/npm/build`.
    name: &'static str,
    /// What Cargo is told besides.
    features: &'static [&'static str],
    /// What rustc is told besides.
    rustflags: &'static [&'static str],
    /// The file in the package.
    module: &'static str,
    /// The entries that use it, each named like its source.
    entries: &'static [&'static str],
}

/// For pages: without the verifier, so that it holds neither a secret key nor the function of the tag.
const PAGE: Variant = Variant {
    name: "browser",
    features: &["--no-default-features"],
    // Unrolled, SHA-256 alone would be a fifth of the module.
    rustflags: &["--cfg=sha2_backend_soft=\"compact\""],
    module: "browser.wasm",
    entries: &["browser"],
};

/// For servers and tills.
const SERVER: Variant = Variant {
    name: "full",
    features: &[],
    // Vectors make SHA-256 faster than unrolling does, in a fraction of the size. Every server's runtime
    // has them; a shopper's old phone may not.
    rustflags: &["-Ctarget-feature=+simd128"],
    module: "tessera.wasm",
    entries: &["node", "workerd", "inline"],
};

/// The entry that holds the Wasm itself: as base64, which gzip hardly shrinks. Not for pages that care.
const INLINE: &str = "inline";

/// Builds the package into `target/npm/tessera-codes`.
///
/// # Errors
///
/// If a tool fails, the package became heavier than it may be, or its version is not the project's.
pub(crate) fn build(project: &Project, cx: &Context<'_>) -> Result<Done> {
    let inputs = [
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "crates/code",
        "crates/wasm",
        "crates/xtask/src/npm.rs",
        "package-lock.json",
    ];
    let _turn = turn::take(project, cx, "npm-package")?;
    let stamp = Stamp::of(project, "npm", &inputs, &[WASM_BINDGEN.version])?;
    let package = project.target("npm/tessera-codes");
    if stamp.is_fresh(&package.join("package.json")) {
        return Ok(Done::Fresh);
    }
    let making = project.target("npm/making");
    if making.exists() {
        fs::remove_dir_all(&making)?;
    }
    fs::create_dir_all(&making)?;
    for variant in [&PAGE, &SERVER] {
        compile(project, cx, variant)?;
        fs::copy(
            glue(project, variant, "tessera_bg.wasm"),
            making.join(variant.module),
        )?;
        for entry in variant.entries {
            bundle(project, cx, variant, entry, &making)?;
        }
    }
    declare_types(project, cx, &making)?;
    copy_documents(project, &making)?;
    let weights = weigh(&making)?;
    // Whoever uses the package meanwhile finds either the old one or the new one.
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::rename(&making, &package)?;
    stamp.write()?;
    Ok(Done::Made(weights))
}

/// Compiles one build of the Wasm, makes its glue, and shrinks it.
fn compile(project: &Project, cx: &Context<'_>, variant: &Variant) -> Result<()> {
    let out = glue(project, variant, "");
    {
        // Both builds leave their module in one place.
        let _turn = turn::take(project, cx, "Wasm")?;
        cx.doing(&format!("compile the Wasm ({})", variant.name));
        let mut rustflags = variant.rustflags.join(RUSTFLAGS_SEPARATOR);
        if let Some(home) = cargo_home() {
            // The places of panics are in the module; whose machine it was is nobody's business.
            rustflags.push_str(RUSTFLAGS_SEPARATOR);
            rustflags.push_str(&format!("--remap-path-prefix={}=cargo", home.display()));
        }
        let mut cargo = wasm_command(project, "cargo")?;
        cargo
            .args(["build", "--lib", "--package", "tessera-wasm"])
            .args(["--profile", "npm", "--target", TRIPLE])
            .args(variant.features)
            .env("CARGO_ENCODED_RUSTFLAGS", rustflags);
        cx.run(&mut cargo)?;
        let compiled = project
            .target("wasm")
            .join(TRIPLE)
            .join("npm/tessera_wasm.wasm");
        let mut bindgen = wasm_command(project, project.tool(WASM_BINDGEN))?;
        bindgen
            .args(["--target", "web", "--omit-default-module-path"])
            .args(["--out-name", "tessera", "--out-dir"])
            .arg(&out);
        cx.run(bindgen.arg(&compiled))?;
    }
    let module = out.join("tessera_bg.wasm");
    let mut optimise = node_command(project, project.node_bin("wasm-opt"));
    optimise
        .args([
            "-Oz",
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ])
        .args(WASM_FEATURES.map(|feature| format!("--enable-{feature}")));
    cx.run(optimise.arg(&module).arg("-o").arg(&module))?;
    Ok(())
}

/// Where Cargo keeps the sources of the dependencies.
fn cargo_home() -> Option<PathBuf> {
    let set = env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// Joins an entry, what it imports and the glue to one module.
fn bundle(
    project: &Project,
    cx: &Context<'_>,
    variant: &Variant,
    entry: &str,
    out: &Path,
) -> Result<()> {
    cx.doing(&format!("bundle {entry}.js"));
    let mut esbuild = node_command(project, project.node_bin("esbuild"));
    esbuild
        .current_dir(project.path(SOURCES))
        .arg(format!("src/{entry}.ts"))
        .args([
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--minify",
            // The glue's own members, which nobody else may use.
            "--mangle-props=^__(wbg_ptr|wrap|destroy_into_raw)$",
            // It warns of deprecated calls, which the entries do not make, and of servers that send
            // Wasm under a wrong type, which works all the same.
            "--drop:console",
            "--sourcemap",
        ])
        .arg(format!("--alias:#glue=./build/{}/tessera.js", variant.name))
        .arg(format!(
            "--alias:#bytes=./build/{}/tessera_bg.wasm",
            variant.name
        ))
        .arg("--loader:.wasm=binary")
        .args([
            "--external:./tessera.wasm",
            "--external:node:fs",
            "--log-level=warning",
        ])
        .arg(format!(
            "--outfile={}",
            out.join(entry).with_extension("js").display()
        ));
    cx.run(&mut esbuild)?;
    Ok(())
}

/// Checks the types of the sources and writes those of the package.
fn declare_types(project: &Project, cx: &Context<'_>, out: &Path) -> Result<()> {
    cx.doing("declare the types");
    let mut tsc = node_command(project, project.node_bin("tsc"));
    tsc.args(["--project", SOURCES, "--outDir"])
        .arg(out.join("types"));
    cx.run(&mut tsc)?;
    Ok(())
}

fn copy_documents(project: &Project, out: &Path) -> Result<()> {
    for (from, name) in [
        (SOURCES, "package.json"),
        (SOURCES, "README.md"),
        ("", "LICENSE-APACHE"),
        ("", "LICENSE-MIT"),
    ] {
        let file = project.path(from).join(name);
        fs::copy(&file, out.join(name))
            .with_context(|| format!("cannot copy {}", file.display()))?;
    }
    let manifest = fs::read_to_string(out.join("package.json"))?;
    let version = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
    ensure!(
        manifest.contains(version),
        "{SOURCES}/package.json must have {version}, as Cargo.toml has"
    );
    Ok(())
}

/// Says what each entry weighs with its Wasm, and refuses one that is too heavy.
fn weigh(package: &Path) -> Result<String> {
    let mut weights = Vec::new();
    for variant in [PAGE, SERVER] {
        for entry in variant.entries {
            let script = package.join(entry).with_extension("js");
            if *entry == INLINE {
                weights.push(format!(
                    "{entry} {}",
                    size::shown(size::gzipped(&[&script])?)
                ));
                continue;
            }
            let weight = size::gzipped(&[&script, &package.join(variant.module)])?;
            weights.push(format!("{entry} {}", size::shown(weight)));
            ensure!(
                weight <= WEIGHT_BYTES_MAX,
                "{entry}.js and {} weigh {} gzipped, more than {}",
                variant.module,
                size::shown(weight),
                size::shown(WEIGHT_BYTES_MAX)
            );
        }
    }
    Ok(format!("gzipped: {}", weights.join(", ")))
}

/// A file that wasm-bindgen makes.
fn glue(project: &Project, variant: &Variant, file: &str) -> PathBuf {
    project
        .path(SOURCES)
        .join("build")
        .join(variant.name)
        .join(file)
}
