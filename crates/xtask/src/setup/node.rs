//! Node and everything from npm: `package-lock.json` says what, `node_modules` has it.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use super::{Found, debian};
use crate::command::ask;
use crate::project::Project;
use crate::stamp::Stamp;
use crate::steps::{Context, Done};
use crate::turn;

pub(crate) fn look(project: &Project) -> Result<Found> {
    if stamp(project)?.is_fresh(&project.node_bin("wrangler")) {
        let version = ask(Command::new(project.node_bin("node")).arg("--version"));
        return Ok(Found::There(format!(
            "node {}",
            version.unwrap_or_default()
        )));
    }
    Ok(match look_for_npm() {
        Found::There(_) => Found::Bringable("npm ci, into node_modules (20 seconds)".to_owned()),
        Found::Bringable(how) => Found::Bringable(format!("{how}, then npm ci, into node_modules")),
        Found::Missing(remedy) => Found::Missing(remedy),
    })
}

/// npm is the one thing that npm does not bring; any version that reads the lock will do.
pub(crate) fn look_for_npm() -> Found {
    if let Some(version) = ask(Command::new("npm").arg("--version")) {
        Found::There(version)
    } else if debian::can_install() {
        Found::Bringable("apt-get install npm".to_owned())
    } else {
        Found::Missing(
            "install Node.js with npm, from https://nodejs.org or your system".to_owned(),
        )
    }
}

/// Installs what the lock names, unless that is what is there.
pub(crate) fn bring(project: &Project) -> impl FnOnce(&Context<'_>) -> Result<Done> + Send + '_ {
    move |cx| {
        let stamp = stamp(project)?;
        if stamp.is_fresh(&project.node_bin("wrangler")) {
            return Ok(Done::Fresh);
        }
        let _turn = turn::take(project, cx, "npm")?;
        if stamp.is_fresh(&project.node_bin("wrangler")) {
            return Ok(Done::Fresh);
        }
        match look_for_npm() {
            Found::There(_) => {}
            Found::Bringable(_) => debian::install(cx, &["npm"])?,
            Found::Missing(remedy) => bail!("npm is not there: {remedy}"),
        }
        cx.doing("npm ci");
        let mut command = Command::new("npm");
        command
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(project.root());
        cx.run(&mut command)?;
        fs::metadata(project.node_bin("wrangler"))?;
        stamp.write()?;
        Ok(Done::made())
    }
}

fn stamp(project: &Project) -> Result<Stamp> {
    Stamp::of(
        project,
        "node",
        &["package.json", "package-lock.json", ".npmrc"],
        &[],
    )
}
