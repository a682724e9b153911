//! rustup, where it is used and its server can be reached.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::reach::is_reachable;
use super::wasm_target::{TRIPLE, has_std};
use crate::command::ask;
use crate::steps::Context;

pub(crate) fn is_there() -> bool {
    ask(Command::new("rustup").arg("--version")).is_some()
}

/// Lets rustup try, but not for long: on a closed network it would wait and wait.
pub(crate) fn add_target(cx: &Context<'_>) -> bool {
    let server = env::var("RUSTUP_DIST_SERVER").unwrap_or_default();
    if server.is_empty() && !is_reachable("static.rust-lang.org:443") {
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
