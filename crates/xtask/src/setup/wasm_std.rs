//! Rust's standard library for Wasm, built from the sources that Debian ships with its compiler.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::rustup;
use super::toolchain::{TRIPLE, libraries, library_folder};
use crate::command::ask;
use crate::project::Project;
use crate::steps::Context;

/// The compiler, its library's sources, and the linker that its `rust-lld` leads to.
pub(crate) const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
pub(super) const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// Beside the libraries: the compiler that built them.
const BUILT_BY: &str = "built-by.txt";

/// Debian's compiler is ready if its library was built by the very same version.
pub(crate) fn is_ready() -> bool {
    let rustc = Path::new(DEBIAN_RUSTC);
    let Some(folder) = library_folder(rustc) else {
        return false;
    };
    let built_by = fs::read_to_string(folder.join(BUILT_BY)).ok();
    built_by.is_some()
        && built_by == ask(Command::new(rustc).arg("-vV"))
        && !libraries(&folder).is_empty()
        && (!rustup::is_there() || is_linked())
}

fn is_linked() -> bool {
    ask(Command::new("rustup").args(["run", "debian", "rustc", "--version"])).is_some()
}

/// Builds the standard library for the target from the sources that Debian ships, and puts it
/// where the compiler looks for it.
pub(crate) fn build(cx: &Context<'_>, project: &Project) -> Result<()> {
    let rustc = Path::new(DEBIAN_RUSTC);
    let folder = library_folder(rustc).context("Debian's rustc does not answer")?;
    cx.announce(&format!(
        "building Rust's standard library into {}",
        folder.display()
    ));
    let crate_dir = project.target("wasm-std");
    fs::create_dir_all(crate_dir.join("src"))?;
    fs::write(crate_dir.join("src/lib.rs"), "#![no_std]\n")?;
    let manifest =
        "[workspace]\n[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    fs::write(crate_dir.join("Cargo.toml"), manifest)?;

    let mut command = Command::new(DEBIAN_CARGO);
    command
        .args(["build", "--release", "--target", TRIPLE])
        .arg("-Zbuild-std=std,panic_abort,panic_unwind")
        .current_dir(&crate_dir)
        .env("RUSTC", rustc)
        .env("CARGO_TARGET_DIR", crate_dir.join("target"))
        // `-Z` is for unstable features, which Debian's stable compiler grants with this.
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode, link-time optimisation fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    cx.run(&mut command)?;

    let built = libraries(&crate_dir.join("target").join(TRIPLE).join("release/deps"));
    ensure!(
        !built.is_empty(),
        "the build of the standard library left no libraries"
    );
    fs::create_dir_all(&folder).with_context(|| format!("cannot write {}", folder.display()))?;
    let former = libraries(&folder);
    for old in &former {
        fs::remove_file(old)?;
    }
    for library in built {
        let Some(name) = library.file_name() else {
            continue;
        };
        if !name.to_string_lossy().starts_with("libempty") {
            fs::copy(&library, folder.join(name))?;
        }
    }
    fs::write(
        folder.join(BUILT_BY),
        ask(Command::new(rustc).arg("-vV")).unwrap_or_default(),
    )?;
    if rustup::is_there() {
        cx.run(Command::new("rustup").args(["toolchain", "link", "debian", "/usr"]))?;
    }
    // What was compiled against the former library does not fit the new one.
    let compiled = project.target("wasm");
    if !former.is_empty() && compiled.exists() {
        fs::remove_dir_all(compiled)?;
    }
    ensure!(
        is_ready(),
        "Debian's toolchain does not work although it was set up"
    );
    Ok(())
}
