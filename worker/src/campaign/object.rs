//! A campaign's Durable Object: a shell around its store.

#![allow(
    missing_docs,
    reason = "the macro writes methods that the runtime calls"
)]

use std::{cell::Cell, panic::RefUnwindSafe};

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{error::StoreError, message::Ask, schema::MIGRATIONS, store};
use crate::{
    clock,
    database::migrate,
    object,
    seam::{self, Point},
    storage,
};

/// An object named `campaign/{PREFIX}`.
#[durable_object(fetch)]
pub struct CampaignObject {
    state: State,
    is_migrated: Cell<bool>,
}

// The flag is set after a transaction has committed, so a panic never leaves it wrong.
impl RefUnwindSafe for CampaignObject {}

impl DurableObject for CampaignObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            state,
            is_migrated: Cell::new(false),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        seam::count_call(seam::Object::Campaign);
        let ask: Ask = match object::read(request).await {
            Ok(ask) => ask,
            Err(answer) => return answer,
        };
        // From here to the answer nothing awaits: one command at a time.
        let storage = self.state.storage();
        let sql = storage.sql();
        let answer = storage::transaction(&storage, || {
            if !self.is_migrated.get() {
                migrate(&sql, MIGRATIONS)?;
            }
            store::answer(&sql, ask, clock::now_engine()?)
        });
        self.is_migrated
            .set(self.is_migrated.get() || answer.is_ok());
        let answer = answer.and_then(|answer| {
            seam::reach(Point::AfterCommit)
                .map(|()| answer)
                .map_err(StoreError::Message)
        });
        object::reply(answer)
    }
}
