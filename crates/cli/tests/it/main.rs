//! The command as others meet it: a process with files, pipes and signals.

mod codes;
mod keys;
mod output;
mod resume;
mod transcripts;

use std::process::{Command, Output, Stdio};

/// The master key of `tests/vectors/code-v1.json`.
const MASTER_KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// What every command here says about the layout.
const LAYOUT: [&str; 4] = [
    "--pattern",
    "SUM-####-####-####-####",
    "--serial-bits",
    "24",
];

/// The command with the layout, the master key in its environment and nothing on standard input.
fn tessera(command: &str) -> Command {
    let mut process = Command::new(env!("CARGO_BIN_EXE_tessera"));
    process
        .arg(command)
        .args(LAYOUT)
        .env("TESSERA_MASTER_KEY", MASTER_KEY)
        .stdin(Stdio::null());
    process
}

/// `tessera mint` of so many codes.
fn mint(count: u64) -> Command {
    let mut process = tessera("mint");
    process.args(["--count", &count.to_string()]);
    process
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

/// Asserts the exit code and that standard error says something.
#[track_caller]
fn assert_fails(output: &Output, code: i32, message: &str) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert!(said.contains(message), "{said}");
}
