//! The JSON that crosses Tessera's wire: one source of truth for what requests and answers look
//! like.
//!
//! In scope: the shape of every body, how text becomes typed values ([`json`]), and the explicit
//! conversions between wire types and those of `tessera-code` and `tessera-engine`.
//!
//! Out of scope: HTTP (methods, status codes, headers), storage, and any decision. Requests refuse
//! unknown fields; amounts are integers of minor units; instants are RFC 3339 ([`time`]).

pub mod assignment;
pub mod batch;
pub mod campaign;
pub mod convert;
pub mod customer;
pub mod demo;
pub mod fact;
pub mod failed;
pub mod health;
pub mod hold;
pub mod json;
pub mod key;
pub mod lookup;
pub mod manifest;
mod money;
pub mod offer;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod order;
pub mod page;
pub mod plan;
pub mod problem;
pub mod qualification;
pub mod redemption;
pub mod revocation;
pub mod rule;
pub mod selection;
pub mod stacking;
pub mod time;
pub mod validation;
