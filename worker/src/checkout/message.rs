//! What the worker asks an order's checkout.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

use serde::{Deserialize, Serialize};

use super::{
    Intent,
    phase::{RedeemedPart, RefusedPart},
};

/// A question to an order's checkout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Redeems all of some codes, or none. → [`CheckedOut`]
    CheckOut {
        /// A hash of the caller's idempotency key.
        key: [u8; 16],
        /// Which codes for what.
        intent: Box<Intent>,
    },
    /// An attempt. → `Option<CheckoutFacts>`
    Show {
        /// Which.
        attempt: u64,
    },
}

/// The answer to [`Ask::CheckOut`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CheckedOut {
    /// It is so, or still under way.
    Accepted {
        /// The checkout.
        checkout: CheckoutFacts,
        /// Whether it was answered before, to the same key.
        replayed: bool,
        /// Whether another key had asked for the same before.
        existing: bool,
    },
    /// The order has another checkout.
    Conflict {
        /// The path, in the request, of the first thing in which they differ.
        field: String,
        /// Whether it has the same key.
        is_same_key: bool,
    },
}

/// A checkout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CheckoutFacts {
    pub(crate) attempt: u64,
    pub(crate) state: CheckoutState,
}

/// Where a checkout stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CheckoutState {
    /// It goes on by itself.
    Running,
    /// It has tried for long enough, and goes on when it is asked for again.
    Parked,
    /// All codes are redeemed, in the order of application.
    Redeemed(Vec<RedeemedPart>),
    /// None is.
    Refused(RefusedPart),
}
