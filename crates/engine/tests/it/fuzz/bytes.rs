//! Reads small values from bytes; when they have run out, zeros.

/// What is left to read.
pub(super) struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    pub(super) const fn of(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    pub(super) fn flag(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    /// One of the first `count` numbers.
    pub(super) fn below(&mut self, count: u8) -> u8 {
        self.byte() % count
    }

    /// Any number, and small ones often.
    pub(super) fn number(&mut self) -> u64 {
        match self.byte() {
            small @ 0..=200 => u64::from(small),
            large @ 201..=240 => u64::from(large) << self.below(46),
            _ => u64::from_be_bytes(core::array::from_fn(|_| self.byte())),
        }
    }

    /// Something, or nothing.
    pub(super) fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.flag() { Some(value(self)) } else { None }
    }
}
