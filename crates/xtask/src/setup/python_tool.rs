//! Programs from PyPI, each version once, in an environment of its own inside `target/tools`.

use std::process::Command;

use anyhow::{Result, bail};

use super::{Found, debian};
use crate::command::ask;
use crate::pins::Pin;
use crate::project::Project;
use crate::steps::{Context, Done};

/// The oldest Python that the programs run on, as `sys.version_info` compares.
const PYTHON_MIN: (u32, u32) = (3, 10);

/// Says the version, and fails where Python comes without what makes environments: Debian parts it.
const PROBE: &str = "import ensurepip, sys, venv; print(*sys.version_info[:2])";

pub(crate) fn look(project: &Project, pin: Pin) -> Found {
    if project.tool(pin).is_file() {
        return Found::There(pin.version.to_owned());
    }
    let install = format!(
        "pip install {}=={}, into target/tools (half a minute)",
        pin.package, pin.version
    );
    match look_for_python() {
        Found::There(_) => Found::Bringable(install),
        Found::Bringable(how) => Found::Bringable(format!("{how}, then {install}")),
        Found::Missing(remedy) => Found::Missing(remedy),
    }
}

fn look_for_python() -> Found {
    let (major, minor) = PYTHON_MIN;
    match ask(Command::new("python3").args(["-c", PROBE])) {
        Some(version) if is_recent(&version) => Found::There(version),
        Some(_) | None if debian::can_install() => {
            Found::Bringable("apt-get install python3-venv".to_owned())
        }
        Some(_) | None => Found::Missing(format!(
            "install Python {major}.{minor} or newer with its venv, from https://python.org or your \
             system (Debian: python3-venv)"
        )),
    }
}

/// Installs a program, with everything that `requirements` pins, unless it is there.
pub(crate) fn bring<'p>(
    project: &'p Project,
    pin: Pin,
    requirements: &'p str,
) -> impl FnOnce(&Context<'_>) -> Result<Done> + Send + 'p {
    move |cx| {
        if project.tool(pin).is_file() {
            return Ok(Done::Fresh);
        }
        match look_for_python() {
            Found::There(_) => {}
            Found::Bringable(_) => debian::install(cx, &["python3", "python3-venv"])?,
            Found::Missing(remedy) => bail!("there is no Python for {}: {remedy}", pin.package),
        }
        let root = project.tool_root(pin);
        cx.doing(&format!("install {} {}, once", pin.package, pin.version));
        cx.run(
            Command::new("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&root),
        )?;
        cx.run(
            Command::new(root.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet"])
                .args(["--disable-pip-version-check", "--requirement"])
                .arg(project.path(requirements)),
        )?;
        if !project.tool(pin).is_file() {
            bail!("{requirements} does not bring {}", pin.binary);
        }
        Ok(Done::Made(pin.version.to_owned()))
    }
}

/// Whether what the probe printed, such as `3 11`, is recent enough.
fn is_recent(version: &str) -> bool {
    let mut numbers = version.split(' ').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= PYTHON_MIN,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_recent("3 10") && is_recent("3 11") && is_recent("4 0"));
        assert!(!is_recent("3 9") && !is_recent("2 27") && !is_recent("") && !is_recent("3"));
    }
}
