//! A panic ends the request that it happens in, and nothing else.

use core::{fmt, panic::AssertUnwindSafe};

use futures_util::FutureExt as _;

/// Something panicked; what it said is in the log already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Panicked;

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a panic, see above")
    }
}

/// What a future gives, unless it panics.
///
/// What outlives it must be whole at every point that can panic. Here that is what sits in cells:
/// each is changed by putting a finished value in, and a borrow ends as the stack unwinds.
///
/// # Errors
///
/// [`Panicked`], in builds that unwind; elsewhere a panic ends everything.
pub(crate) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Panicked> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .map_err(|_| Panicked)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn a_panic_is_a_value_and_leaves_cells_free() {
        let cell = std::cell::RefCell::new(1);
        let work = async {
            let _borrowed = cell.borrow_mut();
            panic!("on purpose");
        };
        assert_eq!(caught::<()>(work).now_or_never(), Some(Err(Panicked)));
        assert!(cell.try_borrow_mut().is_ok());
        assert_eq!(caught(async { 7 }).now_or_never(), Some(Ok(7)));
    }
}
