//! Secrets for local use, in `.dev.vars`, which wrangler reads and git ignores.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use data_encoding::HEXLOWER;

/// What the chores themselves need to know.
pub(crate) struct Secrets {
    pub(crate) admin_key: String,
}

/// Makes what is not there yet. What is there stays as it is: codes that were issued with a
/// master key are worth nothing without it.
pub(crate) fn ensure(path: &Path) -> Result<Secrets> {
    let there = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let added = additions(&there, random_hex)?;
    if !added.is_empty() {
        append(path, &added).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let all = there + &added;
    let admin_key = value(&all, "TESSERA_ADMIN_KEY")
        .ok_or_else(|| anyhow!("{} has no TESSERA_ADMIN_KEY", path.display()))?
        .to_owned();
    Ok(Secrets { admin_key })
}

/// The lines that a file lacks.
fn additions(there: &str, random_hex: impl Fn() -> Result<String>) -> Result<String> {
    let mut added = String::new();
    if there.is_empty() {
        added.push_str("# For local use only, made by `cargo xtask up`. Never deploy these.\n");
    } else if !there.ends_with('\n') {
        added.push('\n');
    }
    let head = added.len();
    for name in ["TESSERA_MASTER_KEY", "TESSERA_ADMIN_KEY", "TESSERA_DEMO"] {
        if value(there, name).is_none() {
            let value = if name == "TESSERA_DEMO" {
                "1".to_owned()
            } else {
                random_hex()?
            };
            added.push_str(&format!("{name}=\"{value}\"\n"));
        }
    }
    if added.len() == head {
        Ok(String::new())
    } else {
        Ok(added)
    }
}

/// The value of a variable, if it has one that is not empty.
fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| {
        let (left, right) = line.split_once('=')?;
        let value = right.trim().trim_matches(['"', '\'']);
        (left.trim() == name && !value.is_empty()).then_some(value)
    })
}

/// 32 random bytes as 64 digits.
fn random_hex() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no random numbers: {error}"))?;
    Ok(HEXLOWER.encode(&bytes))
}

fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn only_what_is_missing_is_made() -> Result<()> {
        let fixed = || Ok("ff".to_owned());
        let whole = additions("", fixed)?;
        assert_eq!(
            whole.lines().skip(1).collect::<Vec<_>>(),
            [
                "TESSERA_MASTER_KEY=\"ff\"",
                "TESSERA_ADMIN_KEY=\"ff\"",
                "TESSERA_DEMO=\"1\""
            ]
        );
        assert_eq!(additions(&whole, fixed)?, "");
        let own = "TESSERA_MASTER_KEY = 'aa'\nTESSERA_ADMIN_KEY=";
        assert_eq!(
            additions(own, fixed)?,
            "\nTESSERA_ADMIN_KEY=\"ff\"\nTESSERA_DEMO=\"1\"\n"
        );
        assert_eq!(value(own, "TESSERA_MASTER_KEY"), Some("aa"));
        Ok(())
    }

    #[test]
    fn the_file_is_for_its_owner_alone_and_keeps_its_secrets() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("tessera-secrets-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let path = folder.join(".dev.vars");
        let first = ensure(&path)?.admin_key;
        let text = fs::read_to_string(&path)?;
        assert_eq!(value(&text, "TESSERA_MASTER_KEY").map(str::len), Some(64));
        assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        assert_eq!(ensure(&path)?.admin_key, first);
        assert_eq!(fs::read_to_string(&path)?, text);
        fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
