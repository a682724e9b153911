//! rustup, where it is used and its server can be reached.

use std::env;
use std::process::Command;
use std::time::Duration;

use super::reach::is_reachable;
use crate::command::ask;
use crate::steps::Context;

pub(crate) fn is_there() -> bool {
    ask(Command::new("rustup").arg("--version")).is_some()
}

/// Lets rustup try to add something, but not for long: on a closed network it would wait and wait.
/// Whether it did shows in what is there afterwards.
pub(crate) fn add(cx: &Context<'_>, arguments: &[&str]) {
    let server = env::var("RUSTUP_DIST_SERVER").unwrap_or_default();
    if server.is_empty() && !is_reachable("static.rust-lang.org:443") {
        cx.announce("rustup's server cannot be reached from here");
        return;
    }
    let what = arguments.join(" ");
    cx.doing(&format!("rustup {what}"));
    let mut command = Command::new("rustup");
    command.args(arguments).env("RUSTUP_MAX_RETRIES", "1");
    if let Err(error) = cx.run_within(&mut command, Duration::from_secs(90)) {
        cx.announce(&format!("`rustup {what}` did not work: {error:#}"));
    }
}
