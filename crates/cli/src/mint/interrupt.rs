//! Ctrl-C while a file is minted.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Takes over Ctrl-C and `kill`; the function that is returned says whether one came. A second one
/// ends the program at once: what is on disk can be resumed at any moment.
pub(super) fn watch() -> Result<fn() -> bool, Failure> {
    ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            process::exit(130);
        }
    })
    .map_err(|error| Failure::InputOutput(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(|| INTERRUPTED.load(Ordering::Relaxed))
}
