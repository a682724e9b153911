//! The handlers: from a typed request to an answer.

pub(crate) mod assignments;
pub(crate) mod batches;
mod buyer;
pub(crate) mod campaigns;
pub(crate) mod changes;
mod checkout;
pub(crate) mod checkouts;
pub(crate) mod customers;
pub(crate) mod demo;
mod discounted;
pub(crate) mod export;
mod fan_out;
pub(crate) mod health;
pub(crate) mod holds;
pub(crate) mod keys;
pub(crate) mod lookup;
pub(crate) mod manifest;
pub(crate) mod orders;
mod path;
pub(crate) mod qualifications;
pub(crate) mod redemptions;
pub(crate) mod revocations;
pub(crate) mod rollbacks;
pub(crate) mod suppressions;
#[cfg(feature = "testing")]
pub(crate) mod test;
pub(crate) mod validations;
pub(crate) mod wallets;
