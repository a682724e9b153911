//! Customers: their profiles, the codes in their wallets, and who never gets a discount.
//!
//! 256 objects, named `customers/{0..255}`, share them by a hash of the customer's id. It is the only
//! place that knows customers by name: campaigns know keyed hashes of them.

mod message;
mod object;
mod profiles;
mod schema;
mod store;
mod suppressions;
mod walk;
mod wallets;

use sha2::{Digest, Sha256};

pub(crate) use message::{Ask, Put, Shown, StoredCustomer, StoredSuppression, WalletCode};
pub use object::CustomersObject;
pub(crate) use walk::{Place, walk};

/// How many objects share the customers.
const SHARD_COUNT: u16 = 256;

/// Which object a customer is in. No key goes into it: a customer stays where it is when keys are
/// rotated.
pub(crate) fn shard_of(customer_id: &str) -> u8 {
    let [shard, ..]: [u8; 32] = Sha256::digest(customer_id.as_bytes()).into();
    shard
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_customers_are_is_pinned() {
        let shards = ["ann", "Ann", "c-1", "注"].map(shard_of);
        assert_eq!(shards, [73, 23, 166, 125]);
    }
}
