//! Tessera's Cloudflare Worker: the HTTP API and the Durable Objects behind it.
//!
//! In scope: authenticating keys, reading and answering requests, telling genuine codes from others
//! without touching storage, and storing what the engine decides.
//!
//! Out of scope: deciding. What a code is worth, who may redeem it and what is refused is
//! `tessera-engine`'s; what a code looks like is `tessera-code`'s; what JSON looks like is
//! `tessera-api`'s.
//!
//! A request goes through [`server`] (route, key, handler) to a handler in [`routes`]; what needs
//! storage goes on to the objects in [`directory`], [`customers`] or [`campaign`]. Everything that
//! can be is pure and tested natively: the objects' stores run on SQLite itself.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::arithmetic_side_effects,
        clippy::wildcard_enum_match_arm
    )
)]

mod alarm;
mod auth;
mod campaign;
mod checkout;
mod clock;
mod combined;
mod cors;
mod customer_token;
mod customers;
mod database;
mod directory;
mod edge;
mod facts;
mod failure;
mod http;
mod ids;
mod keyring;
mod object;
#[cfg(test)]
mod openapi_tests;
mod page;
mod panics;
mod pseudonym;
mod random;
mod record;
mod route;
mod routes;
mod seam;
mod server;
mod shell;
mod snapshot;
mod storage;
mod throttle;

pub use campaign::CampaignObject;
pub use checkout::CheckoutObject;
pub use customers::CustomersObject;
pub use directory::DirectoryObject;
use worker::{Context, Env, Request, Response, event};

/// Answers every request that no static asset answers.
#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    server::serve(request, env, context).await
}
