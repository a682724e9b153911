//! The directory's Durable Object: a shell around its store.

#![allow(
    missing_docs,
    reason = "the macro writes methods that the runtime calls"
)]

use std::{cell::Cell, panic::RefUnwindSafe};

use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{message::Ask, schema::MIGRATIONS, store};
use crate::{database::migrate, object, seam, storage};

/// The object named `directory`.
#[durable_object(fetch)]
pub struct DirectoryObject {
    state: State,
    is_migrated: Cell<bool>,
}

// The flag is set after a transaction has committed, so a panic never leaves it wrong.
impl RefUnwindSafe for DirectoryObject {}

impl DurableObject for DirectoryObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            state,
            is_migrated: Cell::new(false),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        seam::count_call(seam::Object::Directory);
        let ask: Ask = match object::read(request).await {
            Ok(ask) => ask,
            Err(answer) => return answer,
        };
        // From here to the answer nothing awaits: one request at a time.
        let storage = self.state.storage();
        let sql = storage.sql();
        let answer = storage::transaction(&storage, || {
            if !self.is_migrated.get() {
                migrate(&sql, MIGRATIONS)?;
            }
            store::answer(&sql, ask)
        });
        self.is_migrated
            .set(self.is_migrated.get() || answer.is_ok());
        object::reply(answer)
    }
}
