//! Rust's target `wasm32-unknown-unknown`: it is there, or rustup adds it, or Debian's compiler
//! builds the standard library for it once.

use std::env;
use std::fs;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use super::{Found, debian};
use crate::command::ask;
use crate::project::Project;
use crate::steps::{Context, Done};

/// The name of the target.
pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

/// Set to `debian` to use Debian's compiler even where rustup could add the target.
const CHOICE: &str = "TESSERA_WASM_TOOLCHAIN";

/// The compiler, its library's sources, and the linker that its `rust-lld` leads to.
const PACKAGES: [&str; 5] = [
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-llvm",
    "lld-22",
];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

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
        } else if debian_is_ready() {
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
                let folders = if has_rustup() {
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
    } else if has_rustup() && !wants_debian() {
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
        if has_rustup() && !wants_debian() && rustup_adds_it(cx) {
            return Ok(Done::Made("added by rustup".to_owned()));
        }
        if !debian::can_install() {
            bail!("{}", remedy());
        }
        debian::install(cx, &PACKAGES)?;
        build_std(cx, project)?;
        Ok(Done::Made("built for Debian's compiler".to_owned()))
    }
}

fn remedy() -> String {
    format!(
        "Rust's target {TRIPLE} is not there. Where rustup's servers can be reached, run \
         `rustup target add {TRIPLE}`; on Debian, run this as root and it installs {}",
        PACKAGES.join(", ")
    )
}

fn wants_debian() -> bool {
    env::var_os(CHOICE).is_some_and(|choice| choice == "debian")
}

fn has_rustup() -> bool {
    ask(Command::new("rustup").arg("--version")).is_some()
}

/// Whether a compiler has a standard library for the target.
fn has_std(rustc: &Path) -> bool {
    library_folder(rustc).is_some_and(|folder| !libraries(&folder).is_empty())
}

fn library_folder(rustc: &Path) -> Option<PathBuf> {
    let mut command = Command::new(rustc);
    command.args(["--target", TRIPLE, "--print", "target-libdir"]);
    ask(&mut command).map(PathBuf::from)
}

fn libraries(folder: &Path) -> Vec<PathBuf> {
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

/// Lets rustup try, but not for long: on a closed network it would wait and wait.
fn rustup_adds_it(cx: &Context<'_>) -> bool {
    let server = env::var("RUSTUP_DIST_SERVER").unwrap_or_default();
    let by_proxy = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    if server.is_empty() && !by_proxy && !is_reachable("static.rust-lang.org:443") {
        cx.announce("rustup's server cannot be reached from here");
        return false;
    }
    cx.doing(&format!("rustup target add {TRIPLE}"));
    let mut command = Command::new("rustup");
    command
        .args(["target", "add", TRIPLE])
        .env("RUSTUP_MAX_RETRIES", "1");
    match cx.run_within(&mut command, Duration::from_secs(90)) {
        Ok(_) => has_std(Path::new("rustc")),
        Err(error) => {
            cx.announce(&format!("rustup could not add the target: {error:#}"));
            false
        }
    }
}

/// Whether a server answers at all within four seconds. Asking for its address may itself hang,
/// so that it is done aside.
fn is_reachable(server: &'static str) -> bool {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let reached = server.to_socket_addrs().is_ok_and(|mut addresses| {
            addresses
                .any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok())
        });
        // Nobody listens any more if it took too long.
        let _ = sender.send(reached);
    });
    receiver
        .recv_timeout(Duration::from_secs(4))
        .unwrap_or(false)
}

/// Debian's compiler is ready if its library was built by the very same version.
fn debian_is_ready() -> bool {
    let rustc = Path::new(DEBIAN_RUSTC);
    let Some(folder) = library_folder(rustc) else {
        return false;
    };
    let built_by = fs::read_to_string(folder.join(BUILT_BY)).ok();
    built_by.is_some()
        && built_by == ask(Command::new(rustc).arg("-vV"))
        && !libraries(&folder).is_empty()
        && (!has_rustup() || is_linked())
}

/// Beside the libraries: the compiler that built them.
const BUILT_BY: &str = "built-by.txt";

fn is_linked() -> bool {
    ask(Command::new("rustup").args(["run", "debian", "rustc", "--version"])).is_some()
}

/// Builds the standard library for the target from the sources that Debian ships, and puts it
/// where the compiler looks for it.
fn build_std(cx: &Context<'_>, project: &Project) -> Result<()> {
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
    if has_rustup() {
        cx.run(Command::new("rustup").args(["toolchain", "link", "debian", "/usr"]))?;
    }
    // What was compiled against the former library does not fit the new one.
    let compiled = project.target("wasm");
    if !former.is_empty() && compiled.exists() {
        fs::remove_dir_all(compiled)?;
    }
    ensure!(
        debian_is_ready(),
        "Debian's toolchain does not work although it was set up"
    );
    Ok(())
}
