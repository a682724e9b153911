//! The directory: which campaigns exist, and which API keys.
//!
//! One object for the whole deployment, named `directory`. It decides only what is about names and
//! keys; everything about codes is decided by the campaigns' own objects.

mod keys;
mod message;
mod object;
mod schema;
mod store;

pub(crate) use keys::{KeyRecord, NewKey};
pub(crate) use message::{Ask, KeyCreation, Reserved, Snapshot, SnapshotAnswer};
pub use object::DirectoryObject;
