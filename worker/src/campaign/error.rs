//! What can go wrong between a question and its answer.

use tessera_api::convert::InvalidValue;
use tessera_engine::{EngineError, ValueError};

use crate::database::DatabaseError;

/// A command failed, and nothing was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum StoreError {
    #[error("{0}")]
    Database(#[from] DatabaseError),
    #[error("engine: {0}")]
    Engine(#[from] EngineError),
    /// The worker sent a value that it should have refused.
    #[error("message: {0}")]
    Value(#[from] ValueError),
    /// Something else that the worker should not have sent.
    #[error("message: {0}")]
    Message(String),
}

impl From<InvalidValue> for StoreError {
    fn from(error: InvalidValue) -> Self {
        Self::Message(error.to_string())
    }
}
