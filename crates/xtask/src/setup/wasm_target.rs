//! Rust's target `wasm32-unknown-unknown`: it is there, or rustup adds it, or Debian's compiler
//! builds the standard library for it once.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::{Found, debian, rustup, wasm_std};
use crate::command::ask;
use crate::project::Project;
use crate::steps::{Context, Done};

/// The name of the target.
pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

/// Set to `debian` to use Debian's compiler even where rustup could add the target.
const CHOICE: &str = "TESSERA_WASM_TOOLCHAIN";

/// The toolchain that compiles to Wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that compiles everything else.
    Default,
    /// Debian's, beside it.
    Debian,
}

impl Toolchain {
    /// The toolchain that is ready to compile to Wasm, if there is one.
    pub(crate) fn find() -> Option<Self> {
        if !wants_debian() && has_std(Path::new("rustc")) {
            Some(Self::Default)
        } else if wasm_std::is_ready() {
            Some(Self::Debian)
        } else {
            None
        }
    }

    /// Makes a command, and whatever it runs, use this toolchain.
    pub(crate) fn apply(self, command: &mut Command) {
        match self {
            Self::Default => {}
            // The path is for machines without rustup, the variable for rustup's proxies.
            Self::Debian => {
                let path = env::var_os("PATH").unwrap_or_default();
                let folders = if rustup::is_there() {
                    None
                } else {
                    Some(PathBuf::from("/usr/bin"))
                };
                let all = folders.into_iter().chain(env::split_paths(&path));
                if let Ok(path) = env::join_paths(all) {
                    command.env("PATH", path);
                }
                command.env("RUSTUP_TOOLCHAIN", "debian");
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Default => "of the default toolchain",
            Self::Debian => "of Debian's toolchain",
        }
    }
}

pub(crate) fn look() -> Found {
    let debian_way = "Debian's compiler and a build of its standard library (2 minutes)";
    if let Some(toolchain) = Toolchain::find() {
        Found::There(toolchain.name().to_owned())
    } else if rustup::is_there() && !wants_debian() {
        let otherwise = if debian::can_install() {
            debian_way
        } else {
            "nothing: no apt as root"
        };
        Found::Bringable(format!("rustup target add {TRIPLE}, or else {otherwise}"))
    } else if debian::can_install() {
        Found::Bringable(debian_way.to_owned())
    } else {
        Found::Missing(remedy())
    }
}

/// Brings the target unless it is there.
pub(crate) fn bring(project: &Project) -> impl FnOnce(&Context<'_>) -> Result<Done> + Send + '_ {
    move |cx| {
        if Toolchain::find().is_some() {
            return Ok(Done::Fresh);
        }
        if rustup::is_there() && !wants_debian() && rustup::add_target(cx) {
            return Ok(Done::Made("added by rustup".to_owned()));
        }
        if !debian::can_install() {
            bail!("{}", remedy());
        }
        debian::install(cx, &wasm_std::PACKAGES)?;
        wasm_std::build(cx, project)?;
        Ok(Done::Made("built for Debian's compiler".to_owned()))
    }
}

fn remedy() -> String {
    format!(
        "Rust's target {TRIPLE} is not there. Where rustup's servers can be reached, run \
         `rustup target add {TRIPLE}`; on Debian, run this as root and it installs {}",
        wasm_std::PACKAGES.join(", ")
    )
}

fn wants_debian() -> bool {
    env::var_os(CHOICE).is_some_and(|choice| choice == "debian")
}

/// Whether a compiler has a standard library for the target.
pub(super) fn has_std(rustc: &Path) -> bool {
    library_folder(rustc).is_some_and(|folder| !libraries(&folder).is_empty())
}

pub(super) fn library_folder(rustc: &Path) -> Option<PathBuf> {
    let mut command = Command::new(rustc);
    command.args(["--target", TRIPLE, "--print", "target-libdir"]);
    ask(&mut command).map(PathBuf::from)
}

pub(super) fn libraries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "rlib")
        })
        .collect()
}
