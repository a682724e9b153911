//! Finding the campaign of a text by its prefix.

use crate::reader::{Reader, Sealed};
use crate::symbol::{self, Symbols};
use crate::text::{Kept, Text, starts_with};

/// The campaign of a complete code, as its index among `readers`, and what the code says.
///
/// A prefix that is set off by a separator decides; otherwise every prefix whose code has the text's
/// length is tried. At most one of them reads: campaigns for which two could do not exist together
/// ([`Pattern::collides_with`](crate::Pattern::collides_with)). `None` if the text is complete for none
/// of them or its parity does not fit. Whether the code is genuine is for its campaign's issuer to say.
pub fn locate<'r>(
    readers: impl IntoIterator<Item = &'r Reader, IntoIter: Clone>,
    text: &Text,
) -> Option<(usize, Sealed)> {
    let readers = readers.into_iter();
    if let Some((index, reader)) = by_head(readers.clone(), text) {
        return Some((index, read(reader, text)?));
    }
    readers
        .enumerate()
        .find_map(|(index, reader)| Some((index, read(reader, text)?)))
}

/// The campaign whose prefix stands before the first separator.
pub(crate) fn by_head<'r>(
    readers: impl Iterator<Item = &'r Reader>,
    text: &Text,
) -> Option<(usize, &'r Reader)> {
    let head = text.head()?;
    readers.enumerate().find(|(_, reader)| {
        let prefix = prefix(reader);
        head.len() == prefix.len() && starts_with(head, prefix)
    })
}

/// A campaign's prefix as bytes.
pub(crate) fn prefix(reader: &Reader) -> &[u8] {
    reader.format().pattern().prefix_bytes()
}

/// What a complete code of the campaign says, if the text is one and its parity fits.
fn read(reader: &Reader, text: &Text) -> Option<Sealed> {
    let pattern = reader.format().pattern();
    if text.len() != pattern.text_len() || !starts_with(text.kept(), prefix(reader)) {
        return None;
    }
    reader.read(&symbols(body(reader, text)).ok()?)
}

/// The characters after the campaign's prefix.
pub(crate) fn body<'t>(reader: &Reader, text: &'t Text) -> &'t [Kept] {
    text.kept().get(prefix(reader).len()..).unwrap_or_default()
}

/// The symbols that characters stand for, at most 20 of them.
///
/// # Errors
///
/// The first character that is no symbol: a `U`.
pub(crate) fn symbols(characters: &[Kept]) -> Result<Symbols, Kept> {
    let mut symbols = Symbols::empty();
    for kept in characters.iter().take(symbol::MAX_SYMBOLS) {
        let value = symbol::value(kept.character).ok_or(*kept)?;
        symbols.push(value).ok_or(*kept)?;
    }
    Ok(symbols)
}
