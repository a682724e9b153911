//! `tessera-linearizability FOLDER`: checks every history in a folder.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context as _, Result, ensure};
use tessera_linearizability::{check, read};

fn main() -> Result<ExitCode> {
    let folder = env::args_os()
        .nth(1)
        .context("name the folder of the histories")?;
    let folder = PathBuf::from(folder);
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    ensure!(
        !files.is_empty(),
        "there are no histories in {}",
        folder.display()
    );
    let (mut operations, mut codes, mut wrong) = (0, 0, 0);
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let records =
            read(&fs::read_to_string(&file)?).with_context(|| name.clone().into_owned())?;
        let verdict = check(&records);
        ensure!(verdict.codes > 0, "{name} has no operations");
        for violation in &verdict.violations {
            println!("{violation}");
        }
        println!(
            "{name}: {} operations without an answer",
            verdict.unanswered
        );
        operations += verdict.operations;
        codes += verdict.codes;
        wrong += verdict.violations.len();
    }
    println!("{operations} operations on {codes} codes, {wrong} of them not linearizable");
    Ok(ExitCode::from(u8::from(wrong > 0)))
}
