//! Programs from crates.io, each version once, inside `target/tools`.

use std::process::Command;

use anyhow::Result;

use super::Found;
use crate::pins::Pin;
use crate::project::Project;
use crate::steps::{Context, Done};

pub(crate) fn look(project: &Project, pin: Pin) -> Found {
    if project.tool(pin).is_file() {
        Found::There(pin.version.to_owned())
    } else {
        Found::Bringable(format!(
            "cargo install {} --version {}, into target/tools (a minute or two)",
            pin.package, pin.version
        ))
    }
}

/// Installs a program unless it is there.
pub(crate) fn bring(
    project: &Project,
    pin: Pin,
) -> impl FnOnce(&Context<'_>) -> Result<Done> + Send + '_ {
    move |cx| {
        if let Found::There(_) = look(project, pin) {
            return Ok(Done::Fresh);
        }
        cx.doing(&format!("compile {} {}, once", pin.package, pin.version));
        cx.run(&mut install(project, pin))?;
        Ok(Done::Made(pin.version.to_owned()))
    }
}

fn install(project: &Project, pin: Pin) -> Command {
    let mut command = Command::new("cargo");
    command
        // Not `--locked`: the lock of wasm-bindgen-cli names a crate that registries may lack.
        .args([
            "install",
            pin.package,
            "--version",
            pin.version,
            "--bin",
            pin.binary,
            "--root",
        ])
        .arg(project.tool_root(pin))
        .env("CARGO_TARGET_DIR", project.target("tools/build"))
        // They run for a second at a time; what counts is that they compile fast.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .current_dir(project.root());
    command
}
