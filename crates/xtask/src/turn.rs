//! Taking turns: builds that write to the same folder do so one after the other, whether this
//! program runs them or another one of its kind.

use std::fs::{self, File, TryLockError};
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::project::Project;
use crate::steps::Context;

/// Held as long as it is somebody's turn; dropping it, or dying, ends the turn.
#[must_use]
pub(crate) struct Turn {
    _file: File,
}

/// Waits until nobody else has the turn of this name.
///
/// # Errors
///
/// If the step's time is over, or somebody pressed Ctrl-C.
pub(crate) fn take(project: &Project, cx: &Context<'_>, name: &str) -> Result<Turn> {
    fs::create_dir_all(project.notes("turns"))?;
    let file = File::create(project.notes("turns").join(name))?;
    let mut said = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Turn { _file: file }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        if !said {
            cx.doing(&format!("wait for another run of {name}"));
            said = true;
        }
        ensure!(cx.may_go_on(), "another run of {name} did not end in time");
        thread::sleep(Duration::from_millis(50));
    }
}
