//! Interrupted, killed, torn, raced: what becomes of `FILE.partial`.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{assert_fails, mint, stderr};

/// Enough to be interrupted, also when every core is free.
const COUNT: u64 = 2_000_000;

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("codes.csv")
    }

    fn partial(&self) -> PathBuf {
        self.folder.path().join("codes.csv.partial")
    }

    fn mint(&self, count: u64) -> Command {
        let mut process = mint(count);
        process.arg("--output").arg(self.target());
        process
    }

    /// Starts minting and waits until some of it is written.
    fn begin(&self, count: u64) -> Child {
        let before = len(&self.partial());
        let process = self.mint(count).stderr(Stdio::piped()).spawn().unwrap();
        let patience = Instant::now() + Duration::from_secs(60);
        while len(&self.partial()) <= before + 300_000 {
            assert!(Instant::now() < patience, "nothing is written");
            thread::sleep(Duration::from_millis(1));
        }
        process
    }

    /// Mints all of it, on top of what is there.
    #[track_caller]
    fn finish(&self, count: u64) -> Output {
        let output = self.mint(count).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(!self.partial().exists());
        assert!(
            fs::read(self.target()).unwrap() == whole(count),
            "the file is another"
        );
        output
    }

    /// Leaves a partial file as a crash would.
    fn leave(&self, bytes: &[u8]) {
        fs::write(self.partial(), bytes).unwrap();
    }
}

fn len(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// What an undisturbed run writes.
fn whole(count: u64) -> Vec<u8> {
    mint(count).arg("--quiet").output().unwrap().stdout
}

#[test]
fn killed_again_and_again_it_finishes() {
    let place = Place::new();
    for _ in 0..3 {
        let mut process = place.begin(COUNT);
        process.kill().unwrap();
        process.wait().unwrap();
        assert!(
            !place.target().exists(),
            "an incomplete file has no name yet"
        );
    }
    let output = place.finish(COUNT);
    assert!(
        stderr(&output).contains("Going on after the "),
        "{}",
        stderr(&output)
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_how_to_go_on() {
    use rustix::process::{Pid, Signal, kill_process};
    for signal in [Signal::INT, Signal::TERM] {
        let place = Place::new();
        let process = place.begin(COUNT);
        kill_process(Pid::from_child(&process), signal).unwrap();
        let output = process.wait_with_output().unwrap();
        assert_fails(&output, 130, "run the same command again");
        assert!(place.partial().exists() && !place.target().exists());
        let output = place.finish(COUNT);
        assert!(
            stderr(&output).contains("Going on after the "),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_completed() {
    let all = whole(300);
    let lines = all.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
    let ends: Vec<_> = lines.map(|(at, _)| at + 1).collect();
    let (header, tenth) = (ends[0], ends[10]);
    for cut in [
        0,
        1,
        header - 1,
        header,
        header + 1,
        tenth - 1,
        tenth,
        tenth + 1,
        all.len(),
    ] {
        let place = Place::new();
        place.leave(&all[..cut]);
        place.finish(300);
    }
}

/// After a power cut, blocks of a file can be zeros that were never written.
#[test]
fn a_damaged_end_is_made_again() {
    let all = whole(30_000);
    for hole in [
        all.len() - 50..all.len(),
        500_000..600_000,
        1_000..all.len(),
    ] {
        let place = Place::new();
        place.leave(&all);
        let mut file = File::options().write(true).open(place.partial()).unwrap();
        file.seek(SeekFrom::Start(hole.start as u64)).unwrap();
        file.write_all(&vec![0; hole.len()]).unwrap();
        drop(file);
        place.finish(30_000);
    }
}

#[test]
fn more_codes_than_before_can_be_asked_for() {
    let place = Place::new();
    place.leave(&whole(100));
    place.finish(250);
}

#[test]
fn what_another_command_left_is_not_touched() {
    let all = whole(100);
    for other in [
        &["--key-version", "2"][..],
        &["--from-serial", "1"],
        &["--format", "ndjson"],
        &["--format", "plain"],
        &[
            "--expiry-bits",
            "4",
            "--expiry-unit",
            "day",
            "--epoch",
            "2026-01-01T00:00:00Z",
        ],
    ] {
        let place = Place::new();
        place.leave(&all);
        let output = place.mint(200).args(other).output().unwrap();
        assert_fails(&output, 4, "was begun with other options or another key");
        assert!(fs::read(place.partial()).unwrap() == all, "{other:?}");
        assert!(!place.target().exists());
    }
    for foreign in [&b"my notes"[..], &[0; 10_000]] {
        let place = Place::new();
        place.leave(foreign);
        let output = place.mint(1_000).output().unwrap();
        assert_fails(&output, 4, "--no-resume");
        assert!(fs::read(place.partial()).unwrap() == foreign);
    }
}

#[test]
fn fewer_codes_than_are_there_cannot_be_asked_for() {
    let place = Place::new();
    place.leave(&whole(100));
    assert_fails(&place.mint(99).output().unwrap(), 4, "--no-resume");
    let anew = place.mint(99).arg("--no-resume").output().unwrap();
    assert_eq!(anew.status.code(), Some(0), "{}", stderr(&anew));
    assert!(fs::read(place.target()).unwrap() == whole(99));
}

#[test]
fn only_one_process_writes_a_file() {
    let place = Place::new();
    place.leave(&whole(100));
    let other = File::open(place.partial()).unwrap();
    other.lock().unwrap();
    assert_fails(
        &place.mint(200).output().unwrap(),
        4,
        "another `tessera mint`",
    );
    assert!(fs::read(place.partial()).unwrap() == whole(100));
    drop(other);
    place.finish(200);
}

#[test]
fn a_file_that_exists_stays() {
    let place = Place::new();
    fs::write(place.target(), "precious").unwrap();
    assert_fails(&place.mint(10).output().unwrap(), 4, "exists already");
    assert_eq!(fs::read_to_string(place.target()).unwrap(), "precious");
    assert!(!place.partial().exists(), "nothing is left behind");

    let forced = place.mint(10).arg("--force").output().unwrap();
    assert_eq!(forced.status.code(), Some(0), "{}", stderr(&forced));
    assert!(fs::read(place.target()).unwrap() == whole(10));
}

#[test]
fn a_file_that_turns_up_meanwhile_stays() {
    let place = Place::new();
    let process = place.begin(COUNT);
    fs::write(place.target(), "precious").unwrap();
    let output = process.wait_with_output().unwrap();
    assert_fails(&output, 4, "exists already");
    assert_eq!(fs::read_to_string(place.target()).unwrap(), "precious");

    fs::remove_file(place.target()).unwrap();
    place.finish(COUNT);
}
