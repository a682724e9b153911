//! `tessera keygen`: a new master key.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use crate::failure::{Failure, Outcome, say};

/// Make a new master key: 32 random bytes, as 64 hexadecimal digits
///
/// All keys of all campaigns are derived from it. Whoever has it can mint every code; without it no
/// code can be verified any more. Keep it as one keeps money, and keep a copy.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  tessera keygen --output master.key
  export TESSERA_MASTER_KEY=\"$(tessera keygen)\"")]
pub(crate) struct KeygenArgs {
    /// Write the key to a new file that only you can read, instead of printing it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl KeygenArgs {
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *key).map_err(|error| {
            Failure::InputOutput(format!("the system gives no random numbers: {error}"))
        })?;
        let mut line = Zeroizing::new(HEXLOWER.encode(&*key));
        line.push('\n');
        match &self.output {
            None => io::stdout()
                .write_all(line.as_bytes())
                .map_err(Failure::stdout)?,
            Some(path) => {
                write_new(path, &line)?;
                say(format_args!(
                    "A new master key is in {}. Keep a copy in a safe place: without it, no code \
                     can be verified any more.",
                    path.display()
                ));
            }
        }
        Ok(Outcome::Done)
    }
}

fn write_new(path: &Path, line: &str) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::InputOutput(format!(
            "{0} exists and stays as it is: codes that a lost key minted can never be verified \
             again; choose another name, or move {0} away yourself",
            path.display()
        )),
        _ => Failure::io(format_args!("create {}", path.display()))(error),
    })?;
    file.write_all(line.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| {
            // Half a key would only stand in the way of the next attempt.
            let _ = fs::remove_file(path);
            Failure::io(format_args!("write {}", path.display()))(error)
        })
}
