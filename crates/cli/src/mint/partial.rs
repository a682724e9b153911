//! The file under construction: `FILE.partial` beside `FILE`, resumed, locked, renamed when complete.
//!
//! There is no record of its progress but itself: see [`super::resume`].

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempPath;

use super::durable::DurableWriter;
use super::job::Job;
use super::resume::records_of;
use crate::failure::{Failure, reason};
use crate::words;

/// What to do with files that are there already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Existing {
    /// Replace the target when the new file is complete.
    pub(super) replace_target: bool,
    /// Begin anew instead of resuming.
    pub(super) discard_partial: bool,
}

/// A file that holds a beginning of a job's output, and whose lock this process has.
pub(super) struct Partial {
    file: File,
    path: PathBuf,
    target: PathBuf,
    existing: Existing,
    records: u64,
}

/// Appends to a [`Partial`].
pub(super) struct Writer<'scope> {
    durable: DurableWriter<'scope>,
    path: &'scope Path,
    records: u64,
}

impl Partial {
    /// Opens or creates the partial file of a target, and finds how many of the job's records it holds.
    ///
    /// What is behind them is cut off.
    pub(super) fn open(target: &Path, job: &Job, existing: Existing) -> Result<Self, Failure> {
        let path = path_of(target)?;
        let mut file = open_locked(&path)?;
        // Only now, since a process that had the lock before may just have finished.
        if !existing.replace_target && fs::symlink_metadata(target).is_ok() {
            if file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
                let _ = fs::remove_file(&path);
            }
            return Err(target_exists(target));
        }
        let records = if existing.discard_partial {
            0
        } else {
            let records = records_of(&mut file, job)
                .map_err(Failure::io(format_args!("read {}", path.display())))?;
            records.ok_or_else(|| begun_otherwise(&path))?
        };
        let end = job.bytes_of(records);
        file.set_len(end)
            .and_then(|()| file.seek(SeekFrom::Start(end)))
            // The writer's promise about what is on the disk begins here.
            .and_then(|_| file.sync_all())
            .map_err(Failure::io(format_args!("write {}", path.display())))?;
        Ok(Self {
            file,
            path,
            target: target.to_owned(),
            existing,
            records,
        })
    }

    /// How many records it holds.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// Lets `mint` append, and brings everything to the disk, whether it succeeded or not.
    pub(super) fn fill(
        self,
        mint: impl FnOnce(&mut Writer<'_>) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let records = thread::scope(|scope| {
            let mut writer = Writer {
                durable: DurableWriter::start(scope, &self.file),
                path: &self.path,
                records: self.records,
            };
            let minted = mint(&mut writer);
            let synced = writer.durable.finish();
            synced.map_err(|error| cannot_write(&self.path, error))?;
            minted.map(|()| writer.records)
        })?;
        Ok(Self { records, ..self })
    }

    /// Gives the complete file its name.
    pub(super) fn publish(self) -> Result<(), Failure> {
        let renamed = if self.existing.replace_target {
            fs::rename(&self.path, &self.target)
        } else {
            rename_without_replacing(&self.path, &self.target)
        };
        renamed.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => target_exists(&self.target),
            _ => Failure::io(format_args!(
                "rename {} to {}",
                self.path.display(),
                self.target.display()
            ))(error),
        })?;
        // The name is on the disk when the folder is. Not every file system can do that.
        #[cfg(unix)]
        let _ = File::open(folder_of(&self.target)).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// What to tell whoever interrupted.
    pub(super) fn interrupted(&self, job: &Job) -> Failure {
        Failure::Interrupted(format!(
            "Interrupted. {} holds {} of {}; run the same command again to go on from there.",
            self.path.display(),
            words::count(self.records),
            words::codes(job.count()),
        ))
    }
}

impl Writer<'_> {
    /// Appends a chunk of some records.
    pub(super) fn write(&mut self, bytes: &[u8], records: u64) -> Result<(), Failure> {
        self.durable
            .write(bytes)
            .map_err(|error| cannot_write(self.path, error))?;
        self.records += records;
        Ok(())
    }
}

fn path_of(target: &Path) -> Result<PathBuf, Failure> {
    let Some(name) = target.file_name() else {
        return Err(Failure::Usage(format!(
            "--output: {:?} is not the name of a file",
            target.display().to_string()
        )));
    };
    let mut name = name.to_owned();
    name.push(".partial");
    Ok(target.with_file_name(name))
}

fn open_locked(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // Codes are worth what they buy.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(path)
        .map_err(Failure::io(format_args!("create {}", path.display())))?;
    let taken = || {
        Failure::InputOutput(format!(
            "another `tessera mint` is writing {}; wait for it",
            path.display()
        ))
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(taken()),
        // Not every file system has locks.
        Err(TryLockError::Error(_)) => {}
    }
    // Between opening and locking, the one who had the lock may have finished and renamed the file.
    if is_at(&file, path) {
        Ok(file)
    } else {
        Err(taken())
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(file), Ok(there)) = (file.metadata(), fs::symlink_metadata(path)) else {
        return false;
    };
    (file.dev(), file.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

fn rename_without_replacing(path: &Path, target: &Path) -> io::Result<()> {
    let mut temporary = TempPath::try_from_path(path)?;
    // Whatever happens, the work of hours stays.
    temporary.disable_cleanup(true);
    temporary
        .persist_noclobber(target)
        .map_err(|failed| failed.error)
}

#[cfg(unix)]
fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn begun_otherwise(path: &Path) -> Failure {
    Failure::InputOutput(format!(
        "{} was begun with other options or another key; run that command again to finish it, or \
         take --no-resume to begin anew",
        path.display()
    ))
}

fn target_exists(target: &Path) -> Failure {
    Failure::InputOutput(format!(
        "{} exists already; name another file with --output, or take --force to replace it",
        target.display()
    ))
}

fn cannot_write(path: &Path, error: io::Error) -> Failure {
    let path = path.display();
    let reason = reason(&error);
    Failure::InputOutput(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => format!(
            "cannot write {path}: {reason}; make room and run the same command again, and it goes on \
             where it stopped"
        ),
        _ => format!("cannot write {path}: {reason}"),
    })
}
