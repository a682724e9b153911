//! All that a rule may look at.

use crate::{Cart, Context, Facts, TimeZone, UnixMillis};

/// What a rule is judged by: who wants to buy what, where and when, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What is bought.
    pub cart: &'a Cart,
    /// Where it comes from. `None` if the asker's word about that, and about the order's metadata,
    /// counts for nothing.
    pub context: Option<&'a Context>,
    /// What is known about the customer.
    pub facts: &'a Facts,
    /// Whether the customer is the code's holder; `None` if that is not known.
    pub is_holder: Option<bool>,
    /// The clock on the campaign's wall.
    pub zone: TimeZone,
    /// When.
    pub at: UnixMillis,
}
