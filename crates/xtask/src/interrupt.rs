//! Ctrl-C. The signal only sets a flag; whoever waits for another program looks at it and ends
//! that program's whole process group, so that nothing is left running.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Takes over Ctrl-C, the closed terminal, and `kill`.
pub(crate) fn install() -> Result<()> {
    let flag = ASKED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag))
            .context("cannot listen for Ctrl-C")?;
    }
    Ok(())
}

/// Whether somebody asked to stop.
pub(crate) fn asked() -> bool {
    ASKED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}
