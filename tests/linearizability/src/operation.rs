//! What the tests ask about a code, and what they are answered.

use serde::Deserialize;

/// What was asked about a code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    /// Can this order redeem it? Without an order: can anybody?
    Validate {
        /// The order's id.
        order: Option<String>,
    },
    /// Where does it stand?
    LookUp,
    /// Keep it for this order.
    Hold {
        /// The order's id.
        order: String,
        /// For how long, in milliseconds.
        ttl_ms: u64,
    },
    /// Give up a hold.
    Release {
        /// The hold's id.
        hold: String,
    },
    /// Redeem it for this order, by the code or by a hold on it.
    Redeem {
        /// The order's id.
        order: String,
        /// The hold's id, if it is redeemed by its hold.
        #[serde(default)]
        hold: Option<String>,
    },
    /// Take a redemption back, so that the code can be redeemed again.
    Rollback {
        /// The redemption's id.
        redemption: String,
    },
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// To a validation: it can be redeemed.
    Valid,
    /// To a look-up: its state.
    State {
        /// The API's word for it.
        state: String,
    },
    /// It is kept.
    Held {
        /// The hold's id.
        hold: String,
        /// Until when, in milliseconds since 1970.
        until_ms: u64,
    },
    /// The hold is given up.
    Released,
    /// It is redeemed.
    Redeemed {
        /// The redemption's id.
        redemption: String,
    },
    /// The redemption is taken back.
    RolledBack,
    /// No, and why: the API's word for it.
    Refused {
        /// The problem's code.
        reason: String,
    },
}

/// An operation as it is judged: with the answer that it was given, if any.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Asked {
        operation: Operation,
        answer: Option<Answer>,
        /// When it was sent, in whole milliseconds since 1970.
        called_ms: u64,
    },
    /// Time passes `until_ms`, so that a hold of this order that ends by then may be released.
    Lapse { order: String, until_ms: u64 },
}
