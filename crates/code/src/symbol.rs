//! The alphabet of a code's body: Crockford's base32.

/// Which values the characters of Crockford's base32 have: `0` is 0, `Z` is 31.
pub(crate) const ALPHABET: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The most symbols that a body can have.
pub(crate) const MAX_SYMBOLS: usize = 20;

/// Folds the letters that are easily taken for digits: `O` to `0`, `I` and `L` to `1`.
///
/// Takes and gives an upper-case ASCII character. `U` is never folded: it is in no code, and a
/// mistyped one is reported rather than guessed.
pub(crate) const fn fold(character: u8) -> u8 {
    match character {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    }
}

/// The value of an upper-case character, 0 to 31, after folding; `None` for `U` and for all that is
/// not a letter or digit.
pub(crate) fn value(character: u8) -> Option<u8> {
    let folded = fold(character);
    ALPHABET
        .iter()
        .position(|&symbol| symbol == folded)
        .and_then(|at| u8::try_from(at).ok())
}

/// The character of a value, 0 to 31.
pub(crate) fn character(value: u8) -> u8 {
    ALPHABET.get(usize::from(value)).copied().unwrap_or(b'?')
}

/// The symbols of a body as they were typed: 12 to 20 values below 32, not yet checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Symbols {
    values: [u8; MAX_SYMBOLS],
    len: u8,
}

impl Symbols {
    /// No symbols yet.
    pub(crate) const fn empty() -> Self {
        Self {
            values: [0; MAX_SYMBOLS],
            len: 0,
        }
    }

    /// Appends a value; `None` if there is no room.
    pub(crate) fn push(&mut self, value: u8) -> Option<()> {
        *self.values.get_mut(usize::from(self.len))? = value;
        self.len = self.len.checked_add(1)?;
        Some(())
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        self.values.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The same with one symbol replaced, `index` counted from 0.
    pub(crate) fn with(mut self, index: usize, value: u8) -> Self {
        if let Some(symbol) = self.values.get_mut(index) {
            *symbol = value;
        }
        self
    }

    /// The same with one symbol inserted before `index`; `None` if there is no room.
    pub(crate) fn with_inserted(&self, index: usize, value: u8) -> Option<Self> {
        let (before, after) = self.as_slice().split_at_checked(index)?;
        let mut all = Self::empty();
        for &symbol in before.iter().chain(core::iter::once(&value)).chain(after) {
            all.push(symbol)?;
        }
        Some(all)
    }

    /// All symbols as one number, the first one most significant: 5 bits each, at most 100 bits.
    pub(crate) fn to_bits(self) -> u128 {
        self.as_slice()
            .iter()
            .fold(0, |bits, &value| bits << 5 | u128::from(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_is_crockfords_as_the_library_has_it() {
        assert_eq!(base32::CROCKFORD.alphabet(), ALPHABET);
    }

    #[test]
    fn values_and_characters_are_inverse() {
        for number in 0..32 {
            assert_eq!(value(character(number)), Some(number));
        }
        assert_eq!(
            (value(b'O'), value(b'I'), value(b'L')),
            (Some(0), Some(1), Some(1))
        );
        assert_eq!((value(b'U'), value(b'a'), value(b'-')), (None, None, None));
    }
}
