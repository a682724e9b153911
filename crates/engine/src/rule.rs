//! What must hold for a code to be used.

mod failed;

pub use failed::Failed;
