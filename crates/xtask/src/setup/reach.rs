//! Whether a server can be reached, on networks that are closed as well as on slow ones.

use std::env;
use std::net::{TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Whether a server answers at all within four seconds. Behind a proxy only the proxy could say:
/// the answer is yes. Asking for an address may itself hang, so that it is done aside.
pub(crate) fn is_reachable(server: &'static str) -> bool {
    let by_proxy = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    if by_proxy {
        return true;
    }
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
