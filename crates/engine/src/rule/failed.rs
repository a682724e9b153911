//! What stands against a use.

use super::Leaf;
use crate::Misfit;

/// What stands against a use: of all that does, each part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// A condition of the campaign's rules.
    Rule(Leaf),
    /// The offer cannot apply to the cart.
    Offer(Misfit),
}
