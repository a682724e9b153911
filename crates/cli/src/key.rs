//! Where the master key comes from: a file or the environment, never an argument.

use std::env;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use tessera_code::{CampaignKeys, Format, Issuer, MasterKey};
use zeroize::Zeroizing;

use crate::failure::{Failure, reason, say};

/// The environment variable that holds the master key.
pub(crate) const VARIABLE: &str = "TESSERA_MASTER_KEY";

/// Where the master key is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Master key")]
pub(crate) struct KeyArgs {
    /// File with the master key, 64 hexadecimal digits; otherwise TESSERA_MASTER_KEY is read
    #[arg(long, value_name = "FILE")]
    pub(crate) master_key_file: Option<PathBuf>,
}

impl KeyArgs {
    /// The issuer of a campaign's codes.
    pub(crate) fn issuer(&self, format: Format) -> Result<Issuer, Failure> {
        let keys = self.campaign_keys(&format)?.ok_or_else(missing)?;
        Ok(Issuer::new(format, &keys))
    }

    /// A campaign's keys; `None` if no master key is given.
    pub(crate) fn campaign_keys(&self, format: &Format) -> Result<Option<CampaignKeys>, Failure> {
        let master = match &self.master_key_file {
            Some(path) => Some(from_file(path)?),
            None => from_environment()?,
        };
        let prefix = format.pattern().prefix();
        Ok(master.map(|master| master.derive(&prefix, format.key_version())))
    }
}

fn missing() -> Failure {
    Failure::Key(format!(
        "there is no master key: name its file with --master-key-file, or set {VARIABLE}; \
         `tessera keygen` makes one"
    ))
}

fn from_environment() -> Result<Option<MasterKey>, Failure> {
    let Some(text) = env::var_os(VARIABLE) else {
        return Ok(None);
    };
    let text = Zeroizing::new(text.into_encoded_bytes());
    parse(&text, VARIABLE).map(Some)
}

fn from_file(path: &Path) -> Result<MasterKey, Failure> {
    /// A key is 64 characters; what is so much longer is some other file.
    const LONGEST: u64 = 1024;
    let cannot_read = |error| {
        let reason = reason(&error);
        Failure::Key(format!(
            "cannot read the master key from {}: {reason}",
            path.display()
        ))
    };
    let file = File::open(path).map_err(cannot_read)?;
    warn_if_exposed(&file, path);
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
    file.take(LONGEST)
        .read_to_end(&mut text)
        .map_err(cannot_read)?;
    parse(&text, &path.display().to_string())
}

fn parse(text: &[u8], source: &str) -> Result<MasterKey, Failure> {
    std::str::from_utf8(text)
        .ok()
        .and_then(|text| MasterKey::parse_hex(text).ok())
        .ok_or_else(|| {
            let what = if text.trim_ascii().is_empty() {
                "is empty"
            } else {
                "holds something else"
            };
            Failure::Key(format!(
                "{source} {what}: a master key is 64 hexadecimal digits (32 random bytes), as \
                 `tessera keygen` makes them"
            ))
        })
}

#[cfg(unix)]
fn warn_if_exposed(file: &File, path: &Path) {
    use std::os::unix::fs::MetadataExt as _;
    const OTHERS_CAN_READ: u32 = 0o004;
    let exposed = file
        .metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.mode() & OTHERS_CAN_READ != 0);
    if exposed {
        let path = path.display();
        say(format_args!(
            "warning: every user of this machine can read {path}; run: chmod 600 {path}"
        ));
    }
}

#[cfg(not(unix))]
fn warn_if_exposed(_: &File, _: &Path) {}
