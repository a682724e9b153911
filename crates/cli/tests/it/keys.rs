//! Where master keys come from and go to.

use std::fs;
use std::process::Command;

use crate::{MASTER_KEY, assert_fails, mint, stderr, stdout};

const VARIABLE: &str = "TESSERA_MASTER_KEY";

#[test]
fn without_a_key_the_remedy_is_told() {
    let output = mint(1).env_remove(VARIABLE).output().unwrap();
    assert_fails(&output, 3, "tessera keygen");
    assert_fails(&output, 3, "--master-key-file");
    assert_eq!(stdout(&output), "");
}

#[test]
fn a_wrong_key_is_not_repeated() {
    for wrong in [
        "",
        " ",
        "abc",
        &MASTER_KEY[1..],
        &format!("{MASTER_KEY}00"),
        &"é".repeat(32),
    ] {
        let output = mint(1).env(VARIABLE, wrong).output().unwrap();
        assert_fails(&output, 3, "64 hexadecimal digits");
        let repeated = !wrong.trim().is_empty() && stderr(&output).contains(wrong);
        assert!(!repeated, "{}", stderr(&output));
    }
}

#[cfg(unix)]
#[test]
fn a_key_that_is_no_text_is_wrong() {
    use std::os::unix::ffi::OsStrExt as _;
    let wrong = std::ffi::OsStr::from_bytes(&[0xFF; 64]);
    let output = mint(1).env(VARIABLE, wrong).output().unwrap();
    assert_fails(&output, 3, "64 hexadecimal digits");
}

#[test]
fn the_file_is_taken_before_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    fs::write(&file, format!("{}\n", MASTER_KEY.to_uppercase())).unwrap();
    let from_file = mint(1)
        .env(VARIABLE, "no key at all")
        .arg("--master-key-file")
        .arg(&file)
        .output()
        .unwrap();
    let from_environment = mint(1).output().unwrap();
    assert_eq!(from_file.status.code(), Some(0), "{}", stderr(&from_file));
    assert_eq!(stdout(&from_file), stdout(&from_environment));
}

#[cfg(unix)]
#[test]
fn a_file_without_end_is_no_key() {
    let output = mint(1)
        .args(["--master-key-file", "/dev/zero"])
        .output()
        .unwrap();
    assert_fails(&output, 3, "holds something else");
}

#[cfg(unix)]
#[test]
fn a_file_that_everybody_can_read_is_warned_about() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    fs::write(&file, MASTER_KEY).unwrap();
    for (mode, warned) in [(0o600, false), (0o640, false), (0o644, true)] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let output = mint(1)
            .arg("--master-key-file")
            .arg(&file)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(stderr(&output).contains("chmod 600"), warned, "{mode:o}");
    }
}

#[test]
fn keygen_makes_another_key_each_time() {
    let keygen = || {
        Command::new(env!("CARGO_BIN_EXE_tessera"))
            .arg("keygen")
            .output()
            .unwrap()
    };
    let (one, two) = (keygen(), keygen());
    assert_ne!(stdout(&one), stdout(&two));
    let key = stdout(&one).strip_suffix('\n').unwrap();
    assert_eq!(key.len(), 64);
    assert!(
        key.bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')),
        "{key}"
    );
}

#[cfg(unix)]
#[test]
fn keygen_writes_files_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("master.key");
    let keygen = || {
        let mut process = Command::new(env!("CARGO_BIN_EXE_tessera"));
        process
            .args(["keygen", "--output"])
            .arg(&file)
            .output()
            .unwrap()
    };
    let output = keygen();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let key = fs::read_to_string(&file).unwrap();
    assert!(!stderr(&output).contains(key.trim()) && output.stdout.is_empty());

    assert_fails(&keygen(), 4, "stays as it is");
    assert_eq!(fs::read_to_string(&file).unwrap(), key);
    let minted = mint(1)
        .arg("--master-key-file")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(minted.status.code(), Some(0), "{}", stderr(&minted));
}
