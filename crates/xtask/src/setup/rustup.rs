//! rustup, where it is used and its server can be reached.

use std::env;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::wasm_target::{TRIPLE, has_std};
use crate::command::ask;
use crate::steps::Context;

pub(crate) fn is_there() -> bool {
    ask(Command::new("rustup").arg("--version")).is_some()
}

/// Lets rustup try, but not for long: on a closed network it would wait and wait.
pub(crate) fn add_target(cx: &Context<'_>) -> bool {
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
