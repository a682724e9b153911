//! Ranges of amounts and counts.

use crate::ValueError;

/// A range with its ends in it, open to at most one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds<T> {
    min: Option<T>,
    max: Option<T>,
}

impl<T: PartialOrd + Copy> Bounds<T> {
    /// # Errors
    /// [`ValueError::Bounds`] if neither end is given, or if the first is above the last.
    pub fn new(min: Option<T>, max: Option<T>) -> Result<Self, ValueError> {
        match (min, max) {
            (None, None) => Err(ValueError::Bounds),
            (Some(min), Some(max)) if min > max => Err(ValueError::Bounds),
            (Some(_), _) | (_, Some(_)) => Ok(Self { min, max }),
        }
    }

    /// The least; `None` if it is open below.
    pub const fn min(&self) -> Option<T> {
        self.min
    }

    /// The most; `None` if it is open above.
    pub const fn max(&self) -> Option<T> {
        self.max
    }

    /// Whether it holds this value.
    pub fn contain(&self, value: T) -> bool {
        self.min.is_none_or(|min| min <= value) && self.max.is_none_or(|max| value <= max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_in_it() {
        let within = |min, max, value: u64| Bounds::new(min, max).unwrap().contain(value);
        for (value, is_within) in [(4, false), (5, true), (7, true), (8, false)] {
            assert_eq!(within(Some(5), Some(7), value), is_within, "{value}");
        }
        assert!(within(Some(5), None, u64::MAX) && !within(Some(5), None, 4));
        assert!(within(None, Some(5), 0) && !within(None, Some(5), 6));
        assert!(within(Some(5), Some(5), 5));
        assert_eq!(Bounds::<u64>::new(None, None), Err(ValueError::Bounds));
        assert_eq!(Bounds::new(Some(6), Some(5)), Err(ValueError::Bounds));
    }
}
