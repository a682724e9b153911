//! How much anybody may ask: the numbers, who is counted together, and what is remembered about it.
//!
//! Two things are bounded. *Validations* by pages, for each address, so that nobody loads the edge by
//! asking. And *failures*, codes that look right and are not genuine, so that nobody guesses: as typing
//! errors end in the page, honest ones are rare, and the budget can be tight.
//!
//! In scope: counting, and saying when it is too much. Out of scope: calling Cloudflare's counters and
//! answering requests, which is `edge`'s.

pub(crate) mod address;
pub(crate) mod alert;
pub(crate) mod budget;
pub(crate) mod challenge;
pub(crate) mod quota;
