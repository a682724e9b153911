//! Several codes on one order: all of them are redeemed, or none.
//!
//! One object for each order, named `checkout/{hash of the order's id}`. The codes may be of several
//! campaigns, and each campaign decides for itself, in a transaction of its own. So the object holds
//! every code first, then notes that it will redeem them, and only then redeems. Whatever stops it on
//! the way, it goes on from its last note: by its alarm, or because the caller asks again. Each question
//! to a campaign carries an id made from the checkout's own, so that asking it twice is asking it once.
//!
//! | note | what may have happened since | what is done next |
//! |---|---|---|
//! | planning | nothing | ask each campaign what its code gives on what the ones before leave |
//! | holding | some codes are held | hold every code, in the order of prefixes |
//! | redeeming | some codes are redeemed | redeem every hold |
//! | undoing | some holds are released or rolled back | release every hold, or roll back what it became |
//! | redeemed, refused | | nothing |
//!
//! The note that it redeems is the commit. A refusal before it, or after it (a code was withdrawn, or
//! the order cancelled meanwhile), is undone; then the whole checkout is refused.

mod intent;
mod machine;
mod message;
mod object;
mod phase;
mod schema;
mod store;

pub(crate) use intent::{Intent, Part, order_hash};
pub(crate) use message::{Ask, CheckedOut, CheckoutFacts, CheckoutState};
pub use object::CheckoutObject;
pub(crate) use phase::RedeemedPart;
