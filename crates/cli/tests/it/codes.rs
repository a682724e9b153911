//! Codes on standard input.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Output, Stdio};

use crate::{assert_fails, mint, stderr, stdout, tessera};

fn verify(arguments: &[&str], input: &[u8]) -> Output {
    let mut process = tessera("verify")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // The command may end before it has read everything.
        let _ = stdin.write_all(&input);
    });
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

#[test]
fn what_was_minted_is_genuine() {
    let minted = mint(5_000).args(["--format", "plain"]).output().unwrap();
    let verdicts = verify(&[], &minted.stdout);
    assert_eq!(verdicts.status.code(), Some(0), "{}", stderr(&verdicts));
    let lines: Vec<_> = stdout(&verdicts).lines().collect();
    assert_eq!(lines.len(), 5_000);
    for (serial, line) in lines.iter().enumerate() {
        assert!(line.starts_with("genuine "), "{line}");
        assert!(line.contains(&format!("serial {serial},")), "{line}");
    }
}

#[test]
fn one_forgery_among_genuine_codes_is_found() {
    let minted = mint(3).args(["--format", "plain"]).output().unwrap();
    let forged = format!("{}SUM-0000-0000-0000-0000\n", stdout(&minted));
    let verdicts = verify(&["--json"], forged.as_bytes());
    assert_eq!(verdicts.status.code(), Some(1));
    let genuine = stdout(&verdicts)
        .lines()
        .map(|line| line.contains(r#""genuine":true"#));
    assert_eq!(genuine.collect::<Vec<_>>(), [true, true, true, false]);
}

#[test]
fn lines_of_every_kind() {
    let minted = mint(1).args(["--format", "plain"]).output().unwrap();
    let code = stdout(&minted).trim();
    let wide: String = code
        .chars()
        .map(|ascii| char::from_u32(u32::from(ascii) + 0xFEE0).unwrap())
        .collect();
    let mut input = Vec::new();
    input.extend_from_slice(format!("\n  \r\n{code}\r\n\t{wide}\n").as_bytes());
    input.extend_from_slice(b"\xFF\xFE\n\0\n");
    input.extend_from_slice(&b"A".repeat(1_000_000));
    input.extend_from_slice(b"\n");
    // The last line need not end.
    input.extend_from_slice(code.to_lowercase().as_bytes());

    // Read whole, a line could take all memory.
    let objects = verify(&["--json"], &input);
    assert!(stdout(&objects).lines().all(|line| line.len() < 5_000));

    let verdicts = verify(&[], &input);
    assert_eq!(verdicts.status.code(), Some(1), "{}", stderr(&verdicts));
    let words: Vec<_> = stdout(&verdicts)
        .lines()
        .map(|line| line.split("  ").next().unwrap())
        .collect();
    let (yes, no) = ("genuine", "not genuine");
    assert_eq!(words, [yes, yes, no, no, no, yes]);
    assert!(
        stdout(&verdicts).lines().all(|line| line.len() < 400),
        "no line repeats a huge one"
    );
}

#[test]
fn no_codes_are_a_mistake() {
    for input in ["", "\n \n"] {
        let output = verify(&[], input.as_bytes());
        assert_fails(&output, 2, "there are no codes");
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn a_dash_is_standard_input() {
    let output = verify(&["-"], b"SUM");
    assert_fails(&output, 1, "");
    assert!(
        stdout(&output).contains("16 characters are missing"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = tessera("verify")
        .arg("SUM-1")
        .stdout(writer)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!((output.status.code(), stderr(&output)), (Some(141), ""));
}

/// Without the answer being out before the next line is waited for, this would wait for ever.
#[test]
fn two_programs_can_talk_line_by_line() {
    let mut process = tessera("verify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let mut answers = BufReader::new(process.stdout.take().unwrap());
    for question in ["SUM-1", "SUM-12"] {
        writeln!(stdin, "{question}").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert!(
            answer.starts_with(&format!("not genuine  {question} ")),
            "{answer}"
        );
    }
    drop(stdin);
    assert_eq!(process.wait().unwrap().code(), Some(1));
}
