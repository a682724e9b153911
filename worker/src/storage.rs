//! Durable Object storage as a [`Database`], and its transactions.

use wasm_bindgen::{JsCast, JsValue, closure::ScopedClosure, prelude::wasm_bindgen};
use worker::{SqlStorage, SqlStorageValue, Storage};

use crate::{
    database::{Database, DatabaseError, Row, Value},
    seam,
};

#[wasm_bindgen]
extern "C" {
    /// What `worker` does not bind yet.
    type TransactionalStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &TransactionalStorage,
        work: &ScopedClosure<'_, dyn FnMut() -> Result<(), JsValue>>,
    ) -> Result<(), JsValue>;
}

/// Runs `work` in one transaction: what it wrote is kept if it returns `Ok`, and undone if it
/// returns `Err` or panics.
///
/// # Errors
///
/// What `work` fails with, or [`DatabaseError`] if the transaction itself fails.
pub(crate) fn transaction<T, E: From<DatabaseError>>(
    storage: &Storage,
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let mut work = Some(work);
    let mut result = None;
    let mut run = || {
        let Some(work) = work.take() else {
            return Err(JsValue::from_str("a transaction ran twice"));
        };
        let ended = work();
        let rolled_back = ended.is_err();
        result = Some(ended);
        if rolled_back {
            Err(JsValue::from_str("rolled back"))
        } else {
            Ok(())
        }
    };
    // A panic inside leaves `result` empty and the storage rolled back: nothing half done is seen.
    let closure = ScopedClosure::borrow_mut_assert_unwind_safe(&mut run);
    let raw: &TransactionalStorage = storage.as_raw().unchecked_ref();
    let committed = raw.transaction_sync(&closure);
    drop(closure);
    match (committed, result) {
        (_, Some(Err(error))) => Err(error),
        (Ok(()), Some(Ok(value))) => Ok(value),
        (Err(error), _) => Err(failed(error).into()),
        (Ok(()), None) => Err(DatabaseError("a transaction did not run".into()).into()),
    }
}

impl Database for SqlStorage {
    fn run(&self, sql: &str, parameters: Vec<Value>) -> Result<Vec<Row>, DatabaseError> {
        let parameters = parameters.into_iter().map(bind).collect::<Vec<_>>();
        let cursor = self
            .exec(sql, parameters)
            .map_err(|error| DatabaseError(error.to_string()))?;
        // Never `one()`: without a row it hangs the request.
        let rows = cursor.raw().map(|row| {
            let row = row.map_err(|error| DatabaseError(error.to_string()))?;
            row.into_iter()
                .map(read)
                .collect::<Result<_, _>>()
                .map(Row::new)
        });
        let rows = rows.collect();
        // Only now is the statement done, and are its rows counted.
        seam::count_rows_written(|| cursor.rows_written());
        rows
    }
}

fn bind(value: Value) -> SqlStorageValue {
    match value {
        Value::Null => SqlStorageValue::Null,
        Value::Integer(number) => SqlStorageValue::Integer(number),
        Value::Text(text) => SqlStorageValue::String(text),
        Value::Blob(bytes) => SqlStorageValue::Blob(bytes),
    }
}

fn read(value: SqlStorageValue) -> Result<Value, DatabaseError> {
    match value {
        SqlStorageValue::Null => Ok(Value::Null),
        SqlStorageValue::Integer(number) => Ok(Value::Integer(number)),
        SqlStorageValue::String(text) => Ok(Value::Text(text)),
        SqlStorageValue::Blob(bytes) => Ok(Value::Blob(bytes)),
        SqlStorageValue::Boolean(_) | SqlStorageValue::Float(_) => Err(DatabaseError::corrupt(
            "a column holds a type that no table has",
        )),
    }
}

fn failed(error: JsValue) -> DatabaseError {
    DatabaseError(worker::Error::from(error).to_string())
}
