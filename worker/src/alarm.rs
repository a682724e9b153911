//! When an object's alarm is to ring.

use core::time::Duration;
use std::{cell::Cell, panic::RefUnwindSafe};

use worker::Storage;

use crate::clock;

/// How long an alarm waits at least, so that work in steps never becomes a tight loop.
const WAIT_MS_MIN: u64 = 50;

/// An object's one alarm.
///
/// Setting it costs as much as writing a row, so it is set only where it would ring earlier than it
/// is known to. What is known is a cache: an object that was just made asks the storage first.
pub(crate) struct Alarm {
    rings_at_ms: Cell<Option<u64>>,
}

// A number that is set as a whole: a panic never leaves it half written.
impl RefUnwindSafe for Alarm {}

impl Alarm {
    pub(crate) const fn new() -> Self {
        Self {
            rings_at_ms: Cell::new(None),
        }
    }

    /// It rang, and is not set any more.
    pub(crate) fn rang(&self) {
        self.rings_at_ms.set(None);
    }

    /// Makes it ring at `due_ms` on the object's clock, unless it rings before.
    pub(crate) async fn ring_by(&self, storage: &Storage, due_ms: u64) -> worker::Result<()> {
        let wait_ms = due_ms.saturating_sub(clock::now_ms()).max(WAIT_MS_MIN);
        let due_at_ms = clock::alarm_now_ms().saturating_add(wait_ms);
        if self.rings_at_ms.get().is_none() {
            let stored = storage.get_alarm().await?;
            self.rings_at_ms
                .set(stored.and_then(|ms| u64::try_from(ms).ok()));
        }
        if self
            .rings_at_ms
            .get()
            .is_some_and(|rings_at_ms| rings_at_ms <= due_at_ms)
        {
            return Ok(());
        }
        storage.set_alarm(Duration::from_millis(wait_ms)).await?;
        self.rings_at_ms.set(Some(due_at_ms));
        Ok(())
    }
}
