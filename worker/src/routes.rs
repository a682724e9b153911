//! The handlers: from a typed request to an answer.

pub(crate) mod batches;
pub(crate) mod campaigns;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod health;
pub(crate) mod keys;
pub(crate) mod lookup;
pub(crate) mod manifest;
pub(crate) mod redemptions;
pub(crate) mod validations;
