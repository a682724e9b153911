//! The toolchain that compiles to Wasm: the one that compiles everything else, if it has or rustup
//! adds what a build needs, or else Debian's beside it.

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

/// The standard library for the target, as it is shipped.
pub(crate) const TARGET: Part = Part {
    name: "Rust's target wasm32-unknown-unknown",
    rustup: &["target", "add", TRIPLE],
    is_in: has_std,
};

/// The library's sources, to compile it in another way; beside it, which worker-build looks for.
pub(crate) const SOURCES: Part = Part {
    name: "the sources of Rust's standard library",
    rustup: &["component", "add", "rust-src"],
    is_in: |rustc| has_std(rustc) && has_sources(rustc),
};

/// Set to `debian` to use Debian's compiler even where rustup could add what is missing.
const CHOICE: &str = "TESSERA_WASM_TOOLCHAIN";

const DEBIAN_WAY: &str = "Debian's compiler and a build of its standard library (2 minutes)";

/// A toolchain that compiles to Wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// The one that compiles everything else.
    Default,
    /// Debian's, beside it.
    Debian,
}

impl Toolchain {
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

/// What a toolchain may lack, and how it is brought.
pub(crate) struct Part {
    name: &'static str,
    /// What makes rustup add it.
    rustup: &'static [&'static str],
    /// Whether a compiler has it.
    is_in: fn(&Path) -> bool,
}

impl Part {
    /// The toolchain that has it and is ready, if there is one.
    pub(crate) fn find(&self) -> Option<Toolchain> {
        if !wants_debian() && (self.is_in)(Path::new("rustc")) {
            Some(Toolchain::Default)
        } else if wasm_std::is_ready() && (self.is_in)(Path::new(wasm_std::DEBIAN_RUSTC)) {
            Some(Toolchain::Debian)
        } else {
            None
        }
    }

    pub(crate) fn look(&self) -> Found {
        if let Some(toolchain) = self.find() {
            Found::There(toolchain.name().to_owned())
        } else if may_ask_rustup() {
            let otherwise = if debian::can_install() {
                DEBIAN_WAY
            } else {
                "nothing: no apt as root"
            };
            let rustup = self.rustup.join(" ");
            Found::Bringable(format!("rustup {rustup}, or else {otherwise}"))
        } else if debian::can_install() {
            Found::Bringable(DEBIAN_WAY.to_owned())
        } else {
            Found::Missing(self.remedy())
        }
    }

    /// Brings it unless it is there.
    pub(crate) fn bring<'p>(
        &'p self,
        project: &'p Project,
    ) -> impl FnOnce(&Context<'_>) -> Result<Done> + Send + 'p {
        move |cx| {
            if self.find().is_some() {
                return Ok(Done::Fresh);
            }
            if may_ask_rustup() {
                rustup::add(cx, self.rustup);
                if self.find() == Some(Toolchain::Default) {
                    return Ok(Done::Made("added by rustup".to_owned()));
                }
            }
            if !debian::can_install() {
                bail!("{}", self.remedy());
            }
            debian::install(cx, &wasm_std::PACKAGES)?;
            if !wasm_std::is_ready() {
                wasm_std::build(cx, project)?;
            }
            if self.find().is_none() {
                bail!("Debian's packages did not bring {}", self.name);
            }
            Ok(Done::Made("for Debian's compiler".to_owned()))
        }
    }

    fn remedy(&self) -> String {
        format!(
            "{} is not there. Where rustup's servers can be reached, run `rustup {}`; on Debian, \
             run this as root and it installs {}",
            self.name,
            self.rustup.join(" "),
            wasm_std::PACKAGES.join(", ")
        )
    }
}

fn may_ask_rustup() -> bool {
    rustup::is_there() && !wants_debian()
}

fn wants_debian() -> bool {
    env::var_os(CHOICE).is_some_and(|choice| choice == "debian")
}

/// Whether a compiler has the sources of its library where Cargo looks for them.
fn has_sources(rustc: &Path) -> bool {
    let sysroot = ask(Command::new(rustc).args(["--print", "sysroot"]));
    sysroot.is_some_and(|sysroot| {
        Path::new(&sysroot)
            .join("lib/rustlib/src/rust/library/Cargo.lock")
            .is_file()
    })
}

/// Whether a compiler has a standard library for the target.
fn has_std(rustc: &Path) -> bool {
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
