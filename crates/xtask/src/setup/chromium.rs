//! A browser of Chromium's family, for the tests in a page.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{Found, debian};
use crate::steps::{Context, Done};

const OVERRIDE: &str = "TESSERA_CHROMIUM";
const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

pub(crate) fn look() -> Found {
    match find() {
        Some(path) if path.is_file() => Found::There(path.display().to_string()),
        Some(path) => Found::Missing(format!(
            "{OVERRIDE} names {}, which is not there",
            path.display()
        )),
        None if debian::can_install() => Found::Bringable("apt-get install chromium".to_owned()),
        None => Found::Missing(format!(
            "install Chromium or Chrome, or set {OVERRIDE} to the path of one"
        )),
    }
}

/// The browser's program: the one that the environment names, or the first on the path.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = env::var_os(OVERRIDE) {
        return Some(PathBuf::from(named));
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&folders)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .chain([Path::new(MAC).to_owned()])
        .find(|path| path.is_file())
}

/// Installs a browser unless there is one.
pub(crate) fn bring(cx: &Context<'_>) -> Result<Done> {
    match look() {
        Found::There(_) => Ok(Done::Fresh),
        Found::Missing(remedy) => bail!("no browser: {remedy}"),
        Found::Bringable(_) => {
            debian::install(cx, &["chromium"])?;
            Ok(Done::made())
        }
    }
}
