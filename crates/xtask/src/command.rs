//! Running other programs: each in a process group of its own, its output in a log, its time
//! bounded, and never left behind.

use std::fs::File;
use std::io::{BufRead as _, BufReader, PipeReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::interrupt;

const POLL: Duration = Duration::from_millis(40);
/// How long a program may take to stop by itself.
const GRACE: Duration = Duration::from_secs(5);

/// Runs a command to its end. What it prints goes to `log` and, line by line, to `on_line`.
/// Returns what it printed.
///
/// # Errors
///
/// If it cannot be started, fails, is still running at `deadline`, or somebody pressed Ctrl-C.
pub(crate) fn run(
    command: &mut Command,
    deadline: Instant,
    log: &mut File,
    on_line: impl Fn(&str) + Send + 'static,
) -> Result<String> {
    let started = Instant::now();
    let shown = shown(command);
    writeln!(log, "$ {shown}")?;
    let (mut group, reader) = Group::start(command)?;
    let printed = collect(reader, log.try_clone()?, on_line);
    let status = loop {
        if let Some(status) = group.ended()? {
            break Some(status);
        }
        if interrupt::asked() || Instant::now() >= deadline {
            break None;
        }
        thread::sleep(POLL);
    };
    group.stop();
    let printed = printed.all();
    match status {
        Some(status) if status.success() => Ok(printed),
        Some(status) => bail!("`{shown}` failed ({status})"),
        None if interrupt::asked() => bail!("`{shown}` was stopped"),
        None => {
            bail!(
                "`{shown}` was still running after {} s and was stopped",
                started.elapsed().as_secs()
            )
        }
    }
}

/// What a short question to another program answers, or `None` if it fails or is not there.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A running program and whatever it started.
pub(crate) struct Group {
    leader: Child,
    id: Pid,
}

impl Group {
    /// Starts a command in a process group of its own. What it prints can be read from the pipe.
    pub(crate) fn start(command: &mut Command) -> Result<(Self, PipeReader)> {
        let (reader, writer) = std::io::pipe()?;
        command
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .process_group(0)
            // Logs are read by people in any place, and by the tally.
            .env_remove("FORCE_COLOR")
            .env("NO_COLOR", "1")
            .env("CARGO_TERM_COLOR", "never")
            .env("TERM", "dumb");
        let leader = command
            .spawn()
            .with_context(|| format!("cannot start `{}`", shown(command)))?;
        // The command holds the writing ends; only without them does the pipe end with the program.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let id = Pid::from_child(&leader);
        Ok((Self { leader, id }, reader))
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.leader.try_wait()?)
    }

    /// Asks the whole group to stop, and makes it after a while. Harmless on one that has ended.
    pub(crate) fn stop(&mut self) {
        let asked = Instant::now();
        let mut signal = Some(Signal::TERM);
        while test_kill_process_group(self.id).is_ok() {
            if let Some(signal) = signal.take() {
                // It may have ended since the line above, which is what is wanted.
                let _ = kill_process_group(self.id, signal);
            }
            // Until the leader is waited for, it remains as a zombie and the group with it.
            let _ = self.leader.try_wait();
            thread::sleep(POLL);
            match asked.elapsed() {
                elapsed if elapsed > GRACE * 2 => break,
                elapsed if elapsed > GRACE => signal = Some(Signal::KILL),
                _ => {}
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Passes on each line as it comes, and gathers all of them.
pub(crate) fn collect(
    reader: PipeReader,
    mut log: File,
    on_line: impl Fn(&str) + Send + 'static,
) -> Printed {
    let printed = Printed::default();
    let shared = printed.clone();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
            let text = String::from_utf8_lossy(&line);
            // A full disk costs the log, not the run.
            let _ = log.write_all(text.as_bytes());
            on_line(text.trim_end());
            shared
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push_str(&text);
            line.clear();
        }
    });
    printed
}

/// What a program has printed so far.
#[derive(Clone, Default)]
pub(crate) struct Printed(Arc<Mutex<String>>);

impl Printed {
    pub(crate) fn so_far(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Waits for the end of the pipe. Something that left the group (a browser does) may hold it
    /// open for ever, so not for long.
    fn all(self) -> String {
        let asked = Instant::now();
        while Arc::strong_count(&self.0) > 1 && asked.elapsed() < GRACE {
            thread::sleep(Duration::from_millis(2));
        }
        self.so_far()
    }
}

/// The command as one would type it, without the folders of its program.
fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<String> {
        let mut log = File::options().write(true).open("/dev/null")?;
        run(
            Command::new("sh").args(["-c", script]),
            Instant::now() + limit,
            &mut log,
            |_| (),
        )
    }

    #[test]
    fn both_streams_are_gathered() -> Result<()> {
        assert_eq!(sh("echo one; echo two >&2", GRACE)?, "one\ntwo\n");
        Ok(())
    }

    #[test]
    fn a_failure_names_the_command_and_its_status() {
        let error = sh("exit 3", GRACE).unwrap_err().to_string();
        assert_eq!(error, "`sh -c exit 3` failed (exit status: 3)");
    }

    #[test]
    fn a_program_is_stopped_at_its_deadline_with_what_it_started() {
        let started = Instant::now();
        let error = sh("sleep 60 & sleep 60", Duration::from_millis(200))
            .unwrap_err()
            .to_string();
        assert!(error.contains("was still running"), "{error}");
        // A child that outlived its parent would hold the pipe open for a minute.
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let mut log = File::options().write(true).open("/dev/null").unwrap();
        let mut command = Command::new("/nowhere/no-such-program");
        let error = run(&mut command, Instant::now() + GRACE, &mut log, |_| ()).unwrap_err();
        assert_eq!(error.to_string(), "cannot start `no-such-program`");
    }
}
