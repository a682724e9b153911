//! Where everything is.

use std::path::{Path, PathBuf};

use crate::pins::Pin;

/// The folder that was cloned, and the places in it that the chores use.
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// The project that this program was compiled in.
    pub(crate) fn here() -> Self {
        let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_dir
            .ancestors()
            .nth(2)
            .expect("crates/xtask lies two levels down");
        Self {
            root: root.to_owned(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// What is built and downloaded; may be deleted at any time.
    pub(crate) fn target(&self, relative: &str) -> PathBuf {
        self.root.join("target").join(relative)
    }

    /// The chores' own notes: logs and stamps.
    pub(crate) fn notes(&self, relative: &str) -> PathBuf {
        self.target("xtask-notes").join(relative)
    }

    /// Where a pinned program is, once it is installed.
    pub(crate) fn tool(&self, pin: Pin) -> PathBuf {
        self.tool_root(pin).join("bin").join(pin.binary)
    }

    /// The folder of one version of a pinned program, so that versions live side by side.
    pub(crate) fn tool_root(&self, pin: Pin) -> PathBuf {
        self.target("tools")
            .join(format!("{}-{}", pin.package, pin.version))
    }

    /// A program that an npm package brings.
    pub(crate) fn node_bin(&self, name: &str) -> PathBuf {
        self.path("node_modules/.bin").join(name)
    }
}
