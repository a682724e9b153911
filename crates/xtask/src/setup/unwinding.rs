//! What makes the Worker's panics end one request instead of all: a standard library that unwinds.
//!
//! The one that is shipped for Wasm aborts, which leaves every request of the isolate without an
//! answer. So the Worker's build compiles another, from the sources that come with the compiler.
//! Compiling it takes what only nightly compilers grant, and worker-build asks for one. It is given
//! the compiler that compiles everything else, which grants it too when it is told to bootstrap:
//! nothing needs to be downloaded but the sources, and no second compiler, of whatever day, decides
//! what is deployed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use anyhow::Result;

use crate::project::Project;

/// Programs that take the place of those that worker-build runs.
const STAND_INS: [(&str, &str); 3] = [
    ("cargo", include_str!("unwinding/stand-in.sh")),
    ("rustc", include_str!("unwinding/stand-in.sh")),
    ("rustup", include_str!("unwinding/rustup.sh")),
];

/// Writes the stand-ins, and returns the folder that must come first on the path.
///
/// # Errors
///
/// If they cannot be written.
pub(crate) fn stand_ins(project: &Project) -> Result<PathBuf> {
    let folder = project.target("tools/unwinding");
    fs::create_dir_all(&folder)?;
    for (name, script) in STAND_INS {
        let file = folder.join(name);
        if fs::read(&file).is_ok_and(|there| there == script.as_bytes()) {
            continue;
        }
        // Another run may be executing the one that is there, so it is replaced, not rewritten.
        let new = folder.join(format!("{name}.{}", std::process::id()));
        fs::write(&new, script)?;
        fs::set_permissions(&new, fs::Permissions::from_mode(0o755))?;
        fs::rename(&new, &file)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::command::ask;

    /// A program that prints how it was called, in a folder of its own.
    fn echo(project: &Project) -> Result<PathBuf> {
        let folder = project.notes("stand-in-test");
        fs::create_dir_all(&folder)?;
        let file = folder.join("cargo");
        fs::write(&file, "#!/bin/sh\necho \"$# $*\"\n")?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        Ok(folder)
    }

    #[test]
    fn a_stand_in_leads_to_the_next_program_of_its_name_without_asking_for_nightly() -> Result<()> {
        let project = Project::here();
        let folder = stand_ins(&project)?;
        let path = std::env::join_paths([
            folder.clone(),
            echo(&project)?,
            PathBuf::from("/usr/bin"),
            PathBuf::from("/bin"),
        ])?;
        let called = |arguments: &[&str]| {
            let mut command = Command::new(folder.join("cargo"));
            ask(command.args(arguments).env("PATH", &path))
        };
        assert_eq!(
            called(&["+nightly", "build", "a b"]).as_deref(),
            Some("2 build a b")
        );
        assert_eq!(called(&["build"]).as_deref(), Some("1 build"));
        Ok(())
    }

    #[test]
    fn the_stand_in_of_rustup_has_the_sources_and_brings_nothing() -> Result<()> {
        let rustup = stand_ins(&Project::here())?.join("rustup");
        let list = ask(Command::new(&rustup).args(["component", "list", "--toolchain", "nightly"]));
        // As worker-build reads it.
        assert!(
            list.is_some_and(|list| list.starts_with("rust-src") && list.contains("(installed)"))
        );
        assert_eq!(ask(Command::new(&rustup).args(["target", "add"])), None);
        Ok(())
    }
}
