//! What stands against a use.

use crate::Misfit;

/// What stands against a use: of all that does, each part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The offer cannot apply to the cart.
    Offer(Misfit),
}
