//! The environment that the tools run in: the project's own Node first, nothing downloaded behind
//! our back, nothing reported to anybody.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::toolchain::{self, Part};
use super::unwinding;
use crate::pins::WASM_BINDGEN;
use crate::project::Project;

/// A program from npm (or any other), with the project's Node first on its path.
pub(crate) fn node_command(project: &Project, program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command
        .current_dir(project.root())
        .env("WRANGLER_SEND_METRICS", "false")
        .env("WRANGLER_HIDE_BANNER", "true")
        .env("WRANGLER_WRITE_LOGS", "false")
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false");
    prepend_path(&mut command, &project.path("node_modules/.bin"));
    command
}

/// A command that compiles to Wasm: into a folder of its own, so that it runs beside native builds.
pub(crate) fn wasm_command(project: &Project, program: impl AsRef<Path>) -> Result<Command> {
    wasm_command_with(&toolchain::TARGET, project, program)
}

/// A command that compiles to Wasm with a standard library that unwinds.
pub(crate) fn unwinding_command(project: &Project, program: impl AsRef<Path>) -> Result<Command> {
    let mut command = wasm_command_with(&toolchain::SOURCES, project, program)?;
    prepend_path(&mut command, &unwinding::stand_ins(project)?);
    command.env("RUSTC_BOOTSTRAP", "1");
    Ok(command)
}

fn wasm_command_with(part: &Part, project: &Project, program: impl AsRef<Path>) -> Result<Command> {
    let toolchain = part.find().context("there is no toolchain for Wasm")?;
    let mut command = Command::new(program.as_ref());
    toolchain.apply(&mut command);
    prepend_path(&mut command, &project.path("node_modules/.bin"));
    command
        .current_dir(project.root())
        .env("CARGO_TARGET_DIR", project.target("wasm"))
        // A value that does not resolve would make worker-build download the tool instead.
        .env("WASM_BINDGEN_BIN", project.tool(WASM_BINDGEN))
        .env("WASM_OPT_BIN", project.node_bin("wasm-opt"))
        .env("ESBUILD_BIN", project.node_bin("esbuild"));
    Ok(command)
}

fn prepend_path(command: &mut Command, folder: &Path) {
    let set = command
        .get_envs()
        .find(|(name, _)| *name == "PATH")
        .and_then(|(_, path)| path);
    let path = set.map_or_else(
        || env::var_os("PATH").unwrap_or_default(),
        ToOwned::to_owned,
    );
    let all = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    // Only a folder with a colon in its name cannot be joined, and then npm does not work either.
    if let Ok(path) = env::join_paths(all) {
        command.env("PATH", path);
    }
}
