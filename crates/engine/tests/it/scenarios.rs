//! Runs `tests/scenarios/**/*.txt`, whose README says what each line means. Nothing in the files is
//! about this crate: the same files run over HTTP, against workerd.

mod ask;
mod instant;
mod line;
mod look;
mod outcome;
mod rule;
mod script;
mod settings;

pub(crate) use outcome::refusal;
pub(crate) use script::Script;

use std::fs;
use std::path::{Path, PathBuf};

use line::{Line, expand};

#[test]
fn every_scenario_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let folder = folder.canonicalize().expect("tests/scenarios exists");
    let paths = scenarios(&folder);
    assert!(!paths.is_empty(), "no scenario in {}", folder.display());
    let mut failures = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("it can be read");
        let name = path.strip_prefix(&folder).unwrap_or(&path);
        for error in run(&text) {
            failures.push(format!("{}:{error}", name.display()));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// All files under the folder that hold scenarios, in order.
fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder can be listed");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("it has a path").path())
        .collect();
    paths.sort();
    let is_scenario = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    let found = |path: PathBuf| match path.is_dir() {
        true => scenarios(&path),
        false => Some(path).filter(is_scenario).into_iter().collect(),
    };
    paths.into_iter().flat_map(found).collect()
}

/// Runs one file; each `campaign` line starts anew. What differs is told with its line number, and
/// so is what no longer adds up after a line.
pub(crate) fn run(text: &str) -> Vec<String> {
    let mut script: Option<Script> = None;
    let mut errors = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let (asked, expected) = line.split_once("->").unwrap_or((line, ""));
        // Of a line that is run for many numbers, the first that differs is enough.
        for (asked, expected) in expand(asked.trim(), expected) {
            if let Err(error) = check(&mut script, &asked, &expected) {
                errors.push(format!("{number}: {asked} -> {error}"));
                break;
            }
        }
    }
    errors
}

fn check(script: &mut Option<Script>, asked: &str, expected: &str) -> Result<(), String> {
    let line = Line::parse(asked)?;
    let answer = match (line.verb, script.as_mut()) {
        ("campaign", _) => {
            *script = Some(Script::new(line)?);
            String::new()
        }
        (_, Some(script)) => script.run(line)?,
        (_, None) => return Err("a scenario starts with its campaign".into()),
    };
    let expected = instant::normalised(expected)?;
    if answer != expected {
        return Err(format!("{answer}, expected {expected}"));
    }
    let faults = script.as_ref().map(Script::audit).unwrap_or_default();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "the rows contradict the journal: {}",
            faults.join("; ")
        )),
    }
}

#[test]
fn what_differs_is_told_with_its_line() {
    let text = "campaign percent=1000
        issue i count=1          -> issued 0 1
        validate 0 cart=9        -> nonsense
        validate 0 cart=9 kart=8 -> valid discount=1
        each 1..3 hold h* 0 order=o1 cart=9 ttl=*h -> held discount=1 until=1h";
    assert_eq!(
        run(text),
        [
            "3: validate 0 cart=9 -> valid discount=1, expected nonsense",
            "4: validate 0 cart=9 kart=8 -> no such option here: kart",
            "5: hold h2 0 order=o1 cart=9 ttl=2h -> held discount=1 until=2h, expected held discount=1 until=1h",
        ]
    );
}
