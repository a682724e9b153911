//! How far a partial file got, told from the file alone.
//!
//! Whose it is, its first code tells, which nobody can make without the same key, layout, serial and
//! expiry. How far it got, its length tells. Whether its end is whole, or torn by a crash or a power
//! cut, minting that part again tells.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;

use super::durable::UNSURE_BYTES;
use super::job::Job;
use super::pipeline;

/// How many of the job's records a file holds, counted as far as they are surely whole; `None` if it
/// is not the beginning of the job's output.
pub(super) fn records_of(file: &mut File, job: &Job) -> io::Result<Option<u64>> {
    let bytes = file.metadata()?.len();
    let whole = job.records_in(bytes);
    let is_too_long = bytes > job.bytes_of(job.count());
    if is_too_long || !begins_like(file, job, bytes)? {
        return Ok(None);
    }
    let sure = job.records_in(bytes.saturating_sub(UNSURE_BYTES));
    let mut same = sure;
    for records in pipeline::chunks(job, sure).take_while(|chunk| chunk.start < whole) {
        let records = records.start..records.end.min(whole);
        let matching = matching(file, job, &records)?;
        same = records.start + matching;
        if same < records.end {
            break;
        }
    }
    Ok(Some(same))
}

/// Whether a file begins like the job's output, as far as the end of the first record.
fn begins_like(file: &mut File, job: &Job, bytes: u64) -> io::Result<bool> {
    let first = expected(job, 0..1)?;
    let mut found = vec![
        0;
        first
            .len()
            .min(usize::try_from(bytes).unwrap_or(usize::MAX))
    ];
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(&mut found)?;
    Ok(first.starts_with(&found))
}

/// How many of some records are in the file as they should be, from the first on.
fn matching(file: &mut File, job: &Job, records: &Range<u64>) -> io::Result<u64> {
    let expected = expected(job, records.clone())?;
    let mut found = vec![0; expected.len()];
    let start = job.bytes_of(records.start);
    file.seek(SeekFrom::Start(start))?;
    file.read_exact(&mut found)?;
    let same_bytes = expected
        .iter()
        .zip(&found)
        .take_while(|(expected, found)| expected == found)
        .count();
    let same = job.records_in(start + same_bytes as u64);
    Ok(same.saturating_sub(records.start))
}

fn expected(job: &Job, records: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    job.write(records, &mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}
