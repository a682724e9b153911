//! Codes as they are printed.

use core::fmt;

use crate::ascii::Ascii;
use crate::pattern::{MAX_TEXT, Pattern};
use crate::symbol::character;

/// A code in its canonical form, the pattern with the symbols filled in: `SUM-91QX-B8H9-VPYZ-Q5NC`.
///
/// It lives in a fixed buffer of 51 bytes. A code is a secret until it is spent: `Debug` shows only its
/// prefix.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(Ascii<MAX_TEXT>);

impl Code {
    /// The code, at most 50 ASCII characters.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The same as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The pattern with every `#` replaced by a character of the body, which must have as many.
    pub(crate) fn fill(pattern: &Pattern, body: &[u8]) -> Self {
        let mut text = *pattern.text();
        let blanks = text.as_bytes_mut().iter_mut().filter(|byte| **byte == b'#');
        for (blank, &character) in blanks.zip(body) {
            *blank = character;
        }
        Self(text)
    }

    /// The beginning of a code that is still being typed: as far as the values of its symbols reach,
    /// without a trailing `-`.
    pub(crate) fn fill_partly(pattern: &Pattern, values: &[u8]) -> Self {
        let mut text = Ascii::empty();
        let mut values = values.iter();
        let mut separator = false;
        for &byte in pattern.text().as_bytes() {
            let next = match byte {
                b'#' => values.next().map(|&value| character(value)),
                b'-' => {
                    separator = true;
                    continue;
                }
                of_prefix => Some(of_prefix),
            };
            let Some(next) = next else { break };
            if core::mem::take(&mut separator) {
                let _ = text.push(b'-');
            }
            let _ = text.push(next);
        }
        Self(text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = self.as_str().split('-').next().unwrap_or_default();
        write!(f, "Code({prefix}-…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_in_the_making_has_no_trailing_dash() {
        let pattern = Pattern::parse("SUM-####-####-####").unwrap();
        let partly = |values: &[u8]| Code::fill_partly(&pattern, values).to_string();
        assert_eq!(partly(&[]), "SUM");
        assert_eq!(partly(&[1]), "SUM-1");
        assert_eq!(partly(&[1, 2, 3, 31]), "SUM-123Z");
        assert_eq!(partly(&[1, 2, 3, 31, 0]), "SUM-123Z-0");
        assert_eq!(partly(&[0; 12]), "SUM-0000-0000-0000");
    }

    #[test]
    fn debug_does_not_show_the_code() {
        let pattern = Pattern::parse("SUM-####-####-####").unwrap();
        let code = Code::fill(&pattern, b"123456789ABC");
        assert_eq!(code.as_str(), "SUM-1234-5678-9ABC");
        assert_eq!(format!("{code:?}"), "Code(SUM-…)");
    }
}
