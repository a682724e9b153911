//! Suggestions: what a mistyped code was probably meant to be. They are offered, never applied.

use crate::code::Code;
use crate::locate::{prefix, symbols};
use crate::parity::Slip;
use crate::reader::Reader;
use crate::symbol::{MAX_SYMBOLS, Symbols};
use crate::symbol::{character, fold};
use crate::text::{Kept, Text};

/// The one correction that a mistyped code's parity names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correction {
    /// The symbol of the body that is wrong, counted from 1; of a swap, the first of the two.
    pub position: u8,
    /// The whole code as it would be.
    pub suggestion: Code,
    /// Whether to offer it at once: the characters were swapped, look alike or are neighbours on a
    /// keyboard, or the code is long enough (17 symbols) that chance explains it in 2 % of cases only.
    /// Otherwise a page only points at the character: about half of all random bodies of 16 symbols
    /// have some correction.
    pub is_likely: bool,
}

/// The correction of a complete body whose parity does not fit, if there is one.
pub(crate) fn correct(reader: &Reader, typed: &[Kept], body: &Symbols) -> Option<Correction> {
    let (index, corrected, is_likely) = match reader.parity().slip(body)? {
        Slip::Substitution { index, value } => {
            let likely = typed.get(index).is_some_and(|typed| {
                let (wrong, right) = (typed.character, character(value));
                is_easily_confused(wrong, right) || is_easily_confused(fold(wrong), right)
            });
            let chance_is_rare = reader.format().layout().parity_symbols() > 2;
            (index, body.with(index, value), likely || chance_is_rare)
        }
        Slip::Swap { index } => {
            let second = index.checked_add(1)?;
            let (&left, &right) = (body.as_slice().get(index)?, body.as_slice().get(second)?);
            (index, body.with(index, right).with(second, left), true)
        }
    };
    Some(Correction {
        position: u8::try_from(index).ok()?.checked_add(1)?,
        suggestion: reader.print(&corrected),
        is_likely,
    })
}

/// The code from which one character was left out, if exactly one text fits.
pub(crate) fn insert(reader: &Reader, body: &Symbols) -> Option<Code> {
    let places = 0..=body.as_slice().len();
    let texts = places.flat_map(|index| (0..32).map(move |value| (index, value)));
    the_only(texts.filter_map(|(index, value)| {
        let whole = body.with_inserted(index, value)?;
        reader.parity().fits(&whole).then(|| reader.print(&whole))
    }))
}

/// The code whose prefix was mistyped by one character, if exactly one known campaign's parity fits.
pub(crate) fn correct_prefix<'r>(
    readers: impl Iterator<Item = &'r Reader>,
    text: &Text,
) -> Option<Code> {
    the_only(readers.filter_map(|reader| {
        let body_len = usize::from(reader.format().layout().symbols());
        let (typed, body) = text
            .kept()
            .split_at_checked(text.len().checked_sub(body_len)?)?;
        let body = symbols(body).ok()?;
        let complete = body.as_slice().len() == body_len && text.len() == text.kept().len();
        (complete && is_one_edit_away(typed, prefix(reader)) && reader.parity().fits(&body))
            .then(|| reader.print(&body))
    }))
}

fn the_only(mut texts: impl Iterator<Item = Code>) -> Option<Code> {
    let first = texts.next()?;
    texts.all(|other| other == first).then_some(first)
}

/// Whether one character was replaced, left out or added.
fn is_one_edit_away(typed: &[Kept], prefix: &[u8]) -> bool {
    let same = |pair: &(&Kept, &u8)| fold(pair.0.character) == fold(*pair.1);
    let before = typed.iter().zip(prefix).take_while(same).count();
    let after = typed
        .iter()
        .rev()
        .zip(prefix.iter().rev())
        .take_while(same)
        .count();
    let longer = typed.len().max(prefix.len());
    let shorter = typed.len().min(prefix.len());
    longer.saturating_sub(shorter) <= 1
        && before < longer
        && before.saturating_add(after).saturating_add(1) >= longer
}

/// Whether people take one upper-case character for the other, or hit one for the other.
fn is_easily_confused(one: u8, two: u8) -> bool {
    /// Pairs that look alike in common typefaces and in handwriting.
    const ALIKE: &[u8; 54] = b"8B5S2Z6G0D0Q0C17JI4A9G9Q38UVVYMNEFPRKXVW6BCGDBRK1T7TOQ";
    let pair = [one, two];
    let reversed = [two, one];
    let (alike, _) = ALIKE.as_chunks::<2>();
    alike
        .iter()
        .any(|&known| known == pair || known == reversed)
        || are_neighbours(one, two)
}

/// Whether two keys touch on a QWERTY keyboard: side by side, or one above the other.
fn are_neighbours(one: u8, two: u8) -> bool {
    const ROWS: [&[u8]; 4] = [b"1234567890", b"QWERTYUIOP", b"ASDFGHJKL", b"ZXCVBNM"];
    let place = |key| {
        let mut rows = ROWS.iter().enumerate();
        rows.find_map(|(row, keys)| Some((row, keys.iter().position(|&other| other == key)?)))
    };
    let (Some(one), Some(two)) = (place(one), place(two)) else {
        return false;
    };
    let ((upper_row, upper), (lower_row, lower)) = (one.min(two), one.max(two));
    match lower_row.saturating_sub(upper_row) {
        0 => lower.abs_diff(upper) == 1,
        // Each row is shifted to the right by half a key: a key touches the two above it.
        1 => upper == lower || upper == lower.saturating_add(1),
        _ => false,
    }
}

const _: () = assert!(MAX_SYMBOLS <= u8::MAX as usize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_touch() {
        for (one, two) in [
            (b'Q', b'W'),
            (b'A', b'Q'),
            (b'A', b'W'),
            (b'H', b'B'),
            (b'1', b'Q'),
        ] {
            assert!(are_neighbours(one, two) && are_neighbours(two, one));
        }
        for (one, two) in [
            (b'Q', b'E'),
            (b'A', b'E'),
            (b'1', b'A'),
            (b'P', b'A'),
            (b'A', b'A'),
        ] {
            assert!(
                !are_neighbours(one, two),
                "{} {}",
                char::from(one),
                char::from(two)
            );
        }
    }

    #[test]
    fn characters_that_look_alike() {
        assert!(is_easily_confused(b'8', b'B') && is_easily_confused(b'B', b'8'));
        assert!(is_easily_confused(b'U', b'V'));
        assert!(!is_easily_confused(b'H', b'R'));
    }

    #[test]
    fn one_edit() {
        let away = |typed: &str, prefix: &str| {
            is_one_edit_away(Text::normalise(typed).unwrap().kept(), prefix.as_bytes())
        };
        assert!(
            away("SIM", "SUM") && away("SM", "SUM") && away("SUMM", "SUM") && away("UM", "SUM")
        );
        assert!(away("XSUM", "SUM") && away("SUN", "SUM") && away("", "S"));
        assert!(!away("SUM", "SUM") && !away("MUS", "SUM") && !away("S", "SUM"));
        assert!(away("SOIO1", "S010"), "folded before comparing");
    }
}
