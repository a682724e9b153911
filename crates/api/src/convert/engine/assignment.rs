//! Assignments, and what batches are for.

use tessera_engine as engine;

use super::order::{checked_text, customer_id};
use crate::{assignment::Holder, batch::Purpose, convert::InvalidValue};

/// Why a code is assigned. It is still text: it reaches the engine as a hash.
///
/// # Errors
///
/// [`InvalidValue`] if it is empty, longer than 128 bytes or holds control characters.
pub fn source_id(text: String) -> Result<String, InvalidValue> {
    checked_text("source_id", text)
}

impl Holder {
    /// The merchant's id of the customer, as it is: with every space and in its case.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`] if it is empty, longer than 128 bytes or holds control characters.
    pub fn checked(self) -> Result<Self, InvalidValue> {
        let id = customer_id("customer.id", self.id)?;
        Ok(Self { id })
    }
}

impl From<Purpose> for engine::Purpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Export => Self::Export,
            Purpose::Assigning => Self::Assigning,
        }
    }
}

impl From<engine::Purpose> for Purpose {
    fn from(purpose: engine::Purpose) -> Self {
        match purpose {
            engine::Purpose::Export => Self::Export,
            engine::Purpose::Assigning => Self::Assigning,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_is_any_short_text_and_stays_as_it_is() {
        for id in ["c-1", " C-1 ", "é", "x".repeat(128).as_str()] {
            let holder = Holder { id: id.to_owned() };
            assert_eq!(holder.clone().checked(), Ok(holder));
        }
        for id in ["", "a\nb", "x".repeat(129).as_str()] {
            let holder = Holder { id: id.to_owned() };
            let invalid = holder.checked().expect_err("no name");
            assert_eq!(invalid.field, "customer.id");
            let invalid = source_id(id.to_owned()).expect_err("no source");
            assert_eq!(invalid.field, "source_id");
        }
    }
}
