//! Knowing whether something must be made again: a stamp notes the contents that it was made from.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::project::Project;

/// What is made and downloaded, among that which others are made from.
const MADE: [&str; 4] = [
    "node_modules",
    "worker/build",
    "www/dist",
    "crates/wasm/npm/build",
];

/// What something is made from, compared with what it was made from last time.
pub(crate) struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    /// Reads the files and folders `inputs` (relative to the project; what is not there counts as
    /// such) and whatever else matters.
    pub(crate) fn of(
        project: &Project,
        name: &str,
        inputs: &[&str],
        else_: &[&str],
    ) -> Result<Self> {
        let mut contents = BTreeMap::new();
        for input in inputs {
            read_into(&mut contents, &project.path(input))?;
        }
        let mut hasher = DefaultHasher::new();
        contents.hash(&mut hasher);
        else_.hash(&mut hasher);
        let file = project.notes("stamps").join(name);
        Ok(Self {
            file,
            now: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether `output` is there and was made from the very same.
    pub(crate) fn is_fresh(&self, output: &Path) -> bool {
        output.exists() && fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// Notes that the output has been made.
    pub(crate) fn write(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.now)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

fn read_into(contents: &mut BTreeMap<PathBuf, Vec<u8>>, path: &Path) -> Result<()> {
    let context = || format!("cannot read {}", path.display());
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(context)? {
            let entry = entry.with_context(context)?;
            if !MADE.iter().any(|made| entry.path().ends_with(made)) {
                read_into(contents, &entry.path())?;
            }
        }
    } else if path.is_file() {
        contents.insert(path.to_owned(), fs::read(path).with_context(context)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_tells_when_an_input_or_a_setting_changed_or_the_output_is_gone() -> Result<()> {
        let project = Project::here();
        let folder = project.notes("stamp-test");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("deep"))?;
        let input = folder.join("deep/input");
        let inputs = ["target/xtask-notes/stamp-test"];
        fs::write(&input, "one")?;

        let first = Stamp::of(&project, "stamp-test", &inputs, &["setting"])?;
        first.write()?;
        assert!(first.is_fresh(&input));
        assert!(!first.is_fresh(&folder.join("no output")));
        assert!(!Stamp::of(&project, "stamp-test", &inputs, &["other"])?.is_fresh(&input));
        fs::write(&input, "two")?;
        assert!(!Stamp::of(&project, "stamp-test", &inputs, &["setting"])?.is_fresh(&input));
        fs::write(&input, "one")?;
        assert!(Stamp::of(&project, "stamp-test", &inputs, &["setting"])?.is_fresh(&input));
        fs::create_dir_all(folder.join("node_modules"))?;
        fs::write(folder.join("node_modules/downloaded"), "whatever")?;
        assert!(Stamp::of(&project, "stamp-test", &inputs, &["setting"])?.is_fresh(&input));
        Ok(())
    }
}
