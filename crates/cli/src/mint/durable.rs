//! Bringing what is written to the disk while more is minted.
//!
//! A file that grows faster than the system writes it back would make the last `fsync` wait for all of
//! it, and after a power cut could hold anything. So every [`STRIDE_BYTES`] a second thread is asked to
//! sync the file, and the writer waits for it only if the one before is still under way. Therefore
//! everything further back than [`UNSURE_BYTES`] from the end is on the disk.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use super::pipeline::CHUNK_BYTES;

const STRIDE_BYTES: u64 = 32 * 1024 * 1024;

/// How much of a file's end may be lost or torn after a power cut: what was written since the last
/// sync was asked for, and since the one before.
pub(super) const UNSURE_BYTES: u64 = 2 * (STRIDE_BYTES + 2 * CHUNK_BYTES);

/// A file and the thread that syncs it.
pub(super) struct DurableWriter<'scope> {
    file: &'scope File,
    unsynced_bytes: u64,
    sync: SyncSender<()>,
    syncer: ScopedJoinHandle<'scope, io::Result<()>>,
}

impl<'scope> DurableWriter<'scope> {
    pub(super) fn start<'env>(scope: &'scope Scope<'scope, 'env>, file: &'scope File) -> Self {
        // Without capacity, asking waits until the thread is done with the sync before.
        let (sync, asked) = sync_channel(0);
        let syncer = scope.spawn(move || asked.iter().try_for_each(|()| file.sync_data()));
        Self {
            file,
            unsynced_bytes: 0,
            sync,
            syncer,
        }
    }

    /// Appends a chunk.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.unsynced_bytes += bytes.len() as u64;
        if self.unsynced_bytes >= STRIDE_BYTES {
            self.unsynced_bytes = 0;
            // The thread is gone only if it met an error, which `finish` gives.
            self.sync
                .send(())
                .map_err(|_| io::Error::other("the disk failed"))?;
        }
        Ok(())
    }

    /// Waits until everything is on the disk. Also gives the error of an earlier sync, which the system
    /// reports only once.
    pub(super) fn finish(self) -> io::Result<()> {
        drop(self.sync);
        match self.syncer.join() {
            Ok(synced) => synced?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        self.file.sync_all()
    }
}
