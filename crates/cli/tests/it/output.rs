//! What `mint` writes, and to where.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use crate::{assert_fails, mint, stderr, stdout};

#[test]
fn the_threads_do_not_change_the_codes() {
    let minted = |threads: &str| {
        let output = mint(50_000).args(["--threads", threads]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        output.stdout
    };
    let one = minted("1");
    assert_eq!(one.iter().filter(|&&byte| byte == b'\n').count(), 50_001);
    for threads in ["2", "3", "128"] {
        assert!(minted(threads) == one, "{threads} threads");
    }
}

#[test]
fn all_codes_are_distinct_and_numbered_in_order() {
    let output = mint(20_000)
        .args(["--from-serial", "90000"])
        .output()
        .unwrap();
    let mut codes = std::collections::HashSet::new();
    for (serial, line) in (90_000..).zip(stdout(&output).lines().skip(1)) {
        let (code, rest) = line.split_once(',').unwrap();
        assert_eq!(rest, format!("{serial},"));
        codes.insert(code);
    }
    assert_eq!(codes.len(), 20_000);
}

#[test]
fn a_file_holds_what_standard_output_would() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["csv", "ndjson", "plain"] {
        let file = folder.path().join(format);
        let to_file = mint(9_999)
            .args(["--format", format, "--output"])
            .arg(&file)
            .output()
            .unwrap();
        assert_eq!(to_file.status.code(), Some(0), "{}", stderr(&to_file));
        assert!(to_file.stdout.is_empty());
        let to_stdout = mint(9_999).args(["--format", format]).output().unwrap();
        assert!(fs::read(&file).unwrap() == to_stdout.stdout);
    }
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 3, "nothing else is left");
}

#[test]
fn a_pipe_that_closes_ends_quietly() {
    let mut process = mint(10_000_000)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .arg("--quiet")
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(process.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    assert_eq!(first, "code,serial,expires_at\n");
    let output = process.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(141), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error() {
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let to_stdout = mint(10).stdout(full()).output().unwrap();
    assert_fails(
        &to_stdout,
        4,
        "cannot write to standard output: no space left on device",
    );
    let by_name = mint(10).args(["--output", "/dev/full"]).output().unwrap();
    assert_fails(
        &by_name,
        4,
        "cannot write to /dev/full: no space left on device",
    );
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_written_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    let process = mint(5)
        .args(["--force", "--quiet"])
        .arg("--output")
        .arg(&pipe)
        .spawn();
    let mut process = process.unwrap();
    let mut received = String::new();
    fs::File::open(&pipe)
        .unwrap()
        .read_to_string(&mut received)
        .unwrap();
    assert_eq!(process.wait().unwrap().code(), Some(0));
    assert_eq!(received.lines().count(), 6);
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_file_of_codes_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("codes.csv");
    mint(1).arg("--output").arg(&file).output().unwrap();
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

/// The most memory that a process may have used: 64 MB.
#[cfg(target_os = "linux")]
#[test]
fn the_memory_does_not_grow_with_the_count() {
    let mut process = mint(1_000_000)
        .args([
            "--threads",
            "128",
            "--format",
            "ndjson",
            "--output",
            "/dev/null",
            "--quiet",
        ])
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", process.id());
    let mut peak_kb = 0;
    while process.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(kb) = peak.and_then(|peak| peak.trim().strip_suffix(" kB")) {
            peak_kb = kb.parse().unwrap();
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!((1..64 * 1024).contains(&peak_kb), "{peak_kb} KB");
}
