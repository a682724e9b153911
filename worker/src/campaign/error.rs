//! What can go wrong between a question and its answer.

use core::fmt;

use tessera_api::convert::InvalidValue;
use tessera_engine::{EngineError, ValueError};

use crate::database::DatabaseError;

/// A command failed, and nothing was written.
#[derive(Debug)]
pub(super) enum StoreError {
    Database(DatabaseError),
    Engine(EngineError),
    /// The worker sent a value that it should have refused.
    Value(ValueError),
    /// Something else that the worker should not have sent.
    Message(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => error.fmt(f),
            Self::Engine(error) => write!(f, "engine: {error}"),
            Self::Value(error) => write!(f, "message: {error}"),
            Self::Message(error) => write!(f, "message: {error}"),
        }
    }
}

impl From<DatabaseError> for StoreError {
    fn from(error: DatabaseError) -> Self {
        Self::Database(error)
    }
}

impl From<EngineError> for StoreError {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<ValueError> for StoreError {
    fn from(error: ValueError) -> Self {
        Self::Value(error)
    }
}

impl From<InvalidValue> for StoreError {
    fn from(error: InvalidValue) -> Self {
        Self::Message(error.to_string())
    }
}
