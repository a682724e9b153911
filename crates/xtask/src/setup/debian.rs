//! Debian's packages, where they are the only thing that a closed network offers.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::ask;
use crate::steps::Context;

/// Whether packages can be installed here and now: there is apt, and we may use it.
pub(crate) fn can_install() -> bool {
    Path::new("/usr/bin/apt-get").is_file() && rustix::process::geteuid().is_root()
}

/// Those of the packages that are not installed.
pub(crate) fn missing<'n>(packages: &[&'n str]) -> Vec<&'n str> {
    packages
        .iter()
        .copied()
        .filter(|package| !is_installed(package))
        .collect()
}

/// Installs those packages that are missing.
pub(crate) fn install(cx: &Context<'_>, packages: &[&str]) -> Result<()> {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    if !can_install() {
        bail!("as root, run: apt-get install {}", missing.join(" "));
    }
    cx.announce(&format!(
        "this needs Debian's packages: apt-get install {}",
        missing.join(" ")
    ));
    let known = ask(Command::new("apt-cache")
        .args(["show", "--no-all-versions"])
        .args(&missing));
    if known.is_none() {
        cx.doing("apt-get update");
        cx.run(&mut apt_get(&["update"]))?;
    }
    cx.doing(&format!("apt-get install {}", missing.join(" ")));
    let mut command = apt_get(&["install", "--yes", "--no-install-recommends"]);
    cx.run(command.args(&missing))?;
    Ok(())
}

fn is_installed(package: &str) -> bool {
    ask(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", package]))
        .is_some_and(|status| status == "installed")
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    // Another apt may hold the lock, above all another run of this one.
    command
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .args(arguments);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
