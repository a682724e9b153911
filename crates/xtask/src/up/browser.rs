//! Opening the shop, where there is a screen.

use std::env;
use std::process::{Command, Stdio};

/// Opens an address in the person's browser. Not doing so is no failure: the address is printed.
pub(crate) fn open(url: &str) {
    let is_mac = cfg!(target_os = "macos");
    let has_screen = ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some());
    if is_mac || has_screen {
        let opener = if is_mac { "open" } else { "xdg-open" };
        let _ = Command::new(opener)
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
    }
}
