//! Runs `tests/scenarios/*.txt`, which says what each line means. Nothing in the files is about
//! this crate: the same files can be run over HTTP.

mod outcome;
mod script;

pub(crate) use outcome::refusal;

use std::fs;
use std::path::Path;

use script::Script;

#[test]
fn every_scenario_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let files = fs::read_dir(&folder).expect("tests/scenarios exists");
    let mut paths: Vec<_> = files
        .map(|file| file.expect("it can be listed").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    assert!(!paths.is_empty(), "no scenario in {}", folder.display());
    let mut failures = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("it can be read");
        for error in run(&text) {
            failures.push(format!("{}:{error}", path.display()));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Runs one file; each `campaign` line starts anew. What differs is told with its line number.
fn run(text: &str) -> Vec<String> {
    let mut script: Option<Script> = None;
    let mut errors = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let (asked, expected) = line.split_once("->").unwrap_or((line, ""));
        let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        let answer = match (asked.trim().strip_prefix("campaign "), &mut script) {
            (Some(options), _) => {
                script = Some(Script::new(options));
                String::new()
            }
            (None, Some(script)) => script.run(asked.trim()),
            (None, None) => panic!("a scenario starts with its campaign"),
        };
        if answer != expected {
            errors.push(format!(
                "{}: {asked}-> {answer}, expected {expected}",
                index + 1
            ));
        }
    }
    errors
}

#[test]
fn a_wrong_expectation_is_told_with_its_line() {
    let text =
        "campaign percent=1000\nissue i count=1 -> issued 0 1\nvalidate 0 cart=9 -> nonsense";
    assert_eq!(
        run(text),
        ["3: validate 0 cart=9 -> valid discount=1, expected nonsense"]
    );
}
