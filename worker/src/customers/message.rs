//! What the worker asks the customers' objects, and what they answer.
//!
//! Worker and object may be of different versions for a while during a deploy: fields are added,
//! never renamed, and unknown ones are ignored.

use serde::{Deserialize, Serialize};
use tessera_api::{customer::Profile, time::Timestamp};

/// A question to the shard that a customer is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Stores a profile in place of the one that there was. → [`Put`]
    Put {
        customer: String,
        profile: Box<Profile>,
        now: Timestamp,
    },
    /// A customer, as far as anything is stored. → [`Shown`]
    Show { customer: String },
    /// Removes profile and wallet. Whoever is suppressed stays so. → `()`
    Forget { customer: String },
    /// Customers with a profile, in the order of their ids. → `Vec<StoredCustomer>`
    Page {
        /// The last id of the page before.
        after: Option<String>,
        /// How many at most.
        limit: u32,
    },
    /// What is known about a customer when something is decided. → [`crate::facts::KnownFacts`]
    Facts { customer: String },
    /// Adds a code to a wallet, or finds it there. → `()`
    AddToWallet { customer: String, code: WalletCode },
    /// A wallet's codes, in the order of their names. → `Vec<WalletCode>`
    Wallet {
        customer: String,
        /// Prefix and serial of the last code of the page before.
        after: Option<(String, u64)>,
        /// How many at most.
        limit: u32,
    },
    /// Puts a customer on the list of those who never get a discount. → [`StoredSuppression`]
    Suppress {
        customer: String,
        reason: Option<String>,
        now: Timestamp,
        /// Random bytes: what the object hashes ids with from now on, if it has nothing yet.
        key: [u8; 32],
    },
    /// Takes a customer off that list. → `()`
    Unsuppress { customer: String },
}

/// A customer with a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredCustomer {
    pub(crate) customer: String,
    pub(crate) profile: Profile,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) suppression: Option<StoredSuppression>,
}

/// The answer to [`Ask::Put`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Put {
    pub(crate) stored: StoredCustomer,
    /// Whether there was no profile before.
    pub(crate) is_new: bool,
}

/// The answer to [`Ask::Show`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// `None` if there is no profile.
    pub(crate) stored: Option<StoredCustomer>,
    /// `None` if the customer is not on the list.
    pub(crate) suppression: Option<StoredSuppression>,
}

/// That a customer never gets a discount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredSuppression {
    pub(crate) reason: Option<String>,
    pub(crate) suppressed_at: Timestamp,
}

/// A code in a wallet: what makes its text again, and nothing that anybody could type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WalletCode {
    /// The campaign.
    pub(crate) prefix: String,
    pub(crate) serial: u64,
    /// Exactly as the code carries it.
    pub(crate) expires_at_ms: Option<u64>,
    pub(crate) assigned_at: Timestamp,
}
