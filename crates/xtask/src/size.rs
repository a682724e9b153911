//! How heavy something is on the wire.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The bytes that files take when each is compressed with gzip at its best.
pub(crate) fn gzipped(files: &[&Path]) -> Result<usize> {
    files.iter().try_fold(0, |total, file| {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        Ok(total + encoder.finish()?.len())
    })
}

/// A weight as people read it.
pub(crate) fn shown(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_shown_in_thousands() {
        assert_eq!(shown(0), "0.0 KB");
        assert_eq!(shown(20_480), "20.4 KB");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = gzipped(&[Path::new("no-such-file")]).unwrap_err();
        assert_eq!(error.to_string(), "cannot read no-such-file");
    }
}
