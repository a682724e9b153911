//! Minting on many cores, in order, in constant memory.
//!
//! The records are cut into chunks of about 128 KiB. Thread `t` of `n` makes the chunks `t`, `t + n`,
//! `t + 2n` …, and hands them over through a bounded channel of its own; taking from these channels in
//! turn gives all chunks in order. Buffers travel back and are filled again.

use std::num::NonZeroUsize;
use std::ops::{ControlFlow, Range};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use tessera_code::MintError;

use super::job::Job;
use crate::failure::Failure;

/// More threads than this would only need more memory: one thread writes what they mint.
pub(super) const MOST_THREADS: NonZeroUsize = NonZeroUsize::new(128).unwrap();

/// About how long a chunk is, in bytes: small enough to stay in a core's cache until it is written.
pub(super) const CHUNK_BYTES: u64 = 128 * 1024;

/// Buffers of each thread: one that is filled, one that waits, one that is written.
const BUFFERS: usize = 3;

/// Mints a job's records from `from_record` on, and gives them to `take` in order, with their number,
/// until there are no more or `take` breaks off.
pub(super) fn run(
    job: &Job,
    from_record: u64,
    threads: NonZeroUsize,
    mut take: impl FnMut(&[u8], u64) -> Result<ControlFlow<()>, Failure>,
) -> Result<(), Failure> {
    thread::scope(|scope| {
        let lanes: Vec<Lane> = (0..threads.get())
            .map(|first| {
                let (lane, filler) = lane();
                let chunks = chunks(job, from_record).skip(first).step_by(threads.get());
                scope.spawn(move || filler.fill(job, chunks));
                lane
            })
            .collect();
        // A lane that has come to its end would have had the next chunk: then there is none.
        for lane in lanes.iter().cycle() {
            let Ok(chunk) = lane.filled.recv() else {
                break;
            };
            let chunk = chunk.map_err(|error| Failure::Usage(error.to_string()))?;
            if take(&chunk.bytes, chunk.records)?.is_break() {
                break;
            }
            // A thread that has made its last chunk takes no buffer back.
            let _ = lane.emptied.send(chunk.bytes);
        }
        Ok(())
    })
}

struct Chunk {
    bytes: Vec<u8>,
    records: u64,
}

/// The writer's ends of a thread's channels.
struct Lane {
    filled: Receiver<Result<Chunk, MintError>>,
    emptied: SyncSender<Vec<u8>>,
}

/// The thread's ends.
struct Filler {
    filled: SyncSender<Result<Chunk, MintError>>,
    emptied: Receiver<Vec<u8>>,
}

fn lane() -> (Lane, Filler) {
    let (filled_sender, filled) = sync_channel(BUFFERS);
    let (emptied_sender, emptied) = sync_channel(BUFFERS);
    for _ in 0..BUFFERS {
        // There is room for all of them.
        let _ = emptied_sender.send(Vec::new());
    }
    let lane = Lane {
        filled,
        emptied: emptied_sender,
    };
    let filler = Filler {
        filled: filled_sender,
        emptied,
    };
    (lane, filler)
}

impl Filler {
    /// Makes chunks until there are no more or nobody takes them.
    fn fill(self, job: &Job, chunks: impl Iterator<Item = Range<u64>>) {
        for records in chunks {
            let Ok(mut bytes) = self.emptied.recv() else {
                return;
            };
            bytes.clear();
            let count = records.end - records.start;
            let chunk = job.write(records, &mut bytes).map(|()| Chunk {
                bytes,
                records: count,
            });
            if self.filled.send(chunk).is_err() {
                return;
            }
        }
    }
}

/// The records from one on, cut into pieces of about [`CHUNK_BYTES`].
pub(super) fn chunks(job: &Job, from_record: u64) -> impl Iterator<Item = Range<u64>> {
    let step = (CHUNK_BYTES / job.longest_record()).max(1);
    let count = job.count();
    std::iter::successors(Some(from_record), move |start| start.checked_add(step))
        .take_while(move |&start| start < count)
        .map(move |start| start..count.min(start + step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mint::job::tests::job;
    use crate::mint::record::RecordFormat;

    fn minted(threads: usize, from_record: u64) -> Vec<u8> {
        let job = job(RecordFormat::Csv, 0, 10_000);
        let mut all = Vec::new();
        run(
            &job,
            from_record,
            NonZeroUsize::new(threads).unwrap(),
            |bytes, _| {
                all.extend_from_slice(bytes);
                Ok(ControlFlow::Continue(()))
            },
        )
        .unwrap();
        all
    }

    #[test]
    fn the_order_does_not_depend_on_the_threads() {
        let mut expected = Vec::new();
        job(RecordFormat::Csv, 0, 10_000)
            .write(0..10_000, &mut expected)
            .unwrap();
        for threads in [1, 2, 3, 64] {
            assert!(minted(threads, 0) == expected, "{threads} threads");
        }
        let rest = job(RecordFormat::Csv, 0, 10_000).bytes_of(9_000) as usize;
        assert!(minted(3, 9_000) == expected[rest..]);
        assert!(minted(3, 10_000).is_empty());
    }

    #[test]
    fn breaking_off_and_failing_end_all_threads() {
        let job = job(RecordFormat::Csv, 0, 1_000_000);
        let threads = NonZeroUsize::new(4).unwrap();
        let mut taken = 0;
        run(&job, 0, threads, |_, records| {
            taken += records;
            Ok(ControlFlow::Break(()))
        })
        .unwrap();
        assert_eq!(taken, chunks(&job, 0).next().unwrap().end);
        let failed = run(&job, 0, threads, |_, _| Err(Failure::BrokenPipe));
        assert!(matches!(failed, Err(Failure::BrokenPipe)));
    }
}
