//! An object's side of a call: read the question, answer it in one transaction, reply.

use core::{fmt, time::Duration};
use std::{cell::Cell, panic::RefUnwindSafe};

use serde::de::DeserializeOwned;
use worker::{Delay, Request, Response, SqlStorage, State, Storage};

use crate::{
    database::{DatabaseError, is_blank, migrate},
    panics,
    seam::{self, Point},
    storage::transaction,
};

/// What every object is: a database behind one transaction for each question.
pub(crate) struct Shell {
    state: State,
    migrations: &'static [&'static [&'static str]],
    is_migrated: Cell<bool>,
}

// The flag is set after a transaction has committed, so a panic never leaves it wrong.
impl RefUnwindSafe for Shell {}

impl Shell {
    /// An object whose schema these migrations make.
    pub(crate) fn new(state: State, migrations: &'static [&'static [&'static str]]) -> Self {
        Self {
            state,
            migrations,
            is_migrated: Cell::new(false),
        }
    }

    /// Ends a request, or the object and all of its requests, if a test asked for it.
    ///
    /// # Errors
    ///
    /// As the test asked for.
    pub(crate) async fn reach(&self, point: Point) -> Result<(), String> {
        if seam::resets(&self.state, point) {
            core::future::pending::<()>().await;
        }
        if seam::stalls(point) {
            while seam::has_stalled(point) {
                Delay::from(Duration::from_millis(20)).await;
            }
        }
        seam::reach(point)
    }

    /// Answers a question; what `work` wrote is kept if it succeeds, and undone if it fails.
    ///
    /// # Errors
    ///
    /// What the worker's log should know.
    pub(crate) async fn answer<A: DeserializeOwned, E: From<DatabaseError> + fmt::Display>(
        &self,
        request: Request,
        work: impl FnOnce(&SqlStorage, A) -> Result<String, E>,
    ) -> Result<String, String> {
        let ask = question(request).await?;
        // From here on nothing awaits: one question at a time.
        self.transact(|sql| work(sql, ask))
    }

    /// Answers a question as [`answer`](Self::answer) does; but where nothing was ever stored, what
    /// `of_nothing` knows is answered without making tables: whoever only asks leaves nothing behind.
    ///
    /// # Errors
    ///
    /// What the worker's log should know.
    pub(crate) async fn answer_lazily<
        A: DeserializeOwned,
        E: From<DatabaseError> + fmt::Display,
    >(
        &self,
        mut request: Request,
        of_nothing: impl FnOnce(&A) -> Result<Option<String>, E>,
        work: impl FnOnce(&SqlStorage, A) -> Result<String, E>,
    ) -> Result<String, String> {
        let body = request.bytes().await.map_err(|error| error.to_string())?;
        // From here on nothing awaits: one question at a time.
        let ask = serde_json::from_slice(&body).map_err(|error| error.to_string())?;
        if !self.is_migrated.get() {
            let sql = self.state.storage().sql();
            let is_blank = is_blank(&sql).map_err(|error| error.to_string())?;
            let answer = of_nothing(&ask).map_err(|error| error.to_string())?;
            if let Some(answer) = answer.filter(|_| is_blank) {
                return Ok(answer);
            }
        }
        self.transact(|sql| work(sql, ask))
    }

    /// Does work in one transaction; what it wrote is kept if it succeeds, and undone if it fails.
    ///
    /// # Errors
    ///
    /// What the worker's log should know.
    pub(crate) fn transact<T, E: From<DatabaseError> + fmt::Display>(
        &self,
        work: impl FnOnce(&SqlStorage) -> Result<T, E>,
    ) -> Result<T, String> {
        let storage = self.state.storage();
        let sql = storage.sql();
        let done = transaction(&storage, || {
            if !self.is_migrated.get() {
                migrate(&sql, self.migrations)?;
            }
            work(&sql)
        });
        let done = done.map_err(|error: E| error.to_string())?;
        self.is_migrated.set(true);
        Ok(done)
    }

    /// The object's storage, for its alarm.
    pub(crate) fn storage(&self) -> Storage {
        self.state.storage()
    }
}

/// What an object is asked.
///
/// # Errors
///
/// What the worker's log should know.
pub(crate) async fn question<A: DeserializeOwned>(mut request: Request) -> Result<A, String> {
    let body = request.bytes().await.map_err(|error| error.to_string())?;
    serde_json::from_slice(&body).map_err(|error| error.to_string())
}

/// An answer as JSON, or a failure for the worker's log: an error, or a panic.
pub(crate) async fn reply(
    answer: impl Future<Output = Result<String, String>>,
) -> worker::Result<Response> {
    match panics::caught(answer).await {
        Ok(Ok(json)) => Response::ok(json),
        Ok(Err(error)) => Response::error(error, 500),
        Err(panic) => Response::error(panic.to_string(), 500),
    }
}
