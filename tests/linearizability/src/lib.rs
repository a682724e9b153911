//! Did each code behave as if its operations had happened one after the other?
//!
//! The end-to-end tests record when each request for a code was called, when it was answered and
//! with what. A history is linearizable if there is an order of its operations, each taking effect
//! at one instant between its call and its answer, in which every answer is the one that a lone code
//! would have given. A request that was never answered may have taken effect at any time since its
//! call, or not at all.
//!
//! In scope: what a code's operations promise each other. Out of scope: budgets, which codes share;
//! a refusal for want of budget is taken as it comes, if the code itself could have been redeemed.

mod code;
mod history;
mod operation;
mod record;
mod state;

pub use history::{Verdict, check};
pub use operation::{Answer, Operation};
pub use record::{Record, read};
