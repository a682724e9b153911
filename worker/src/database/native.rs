//! SQLite itself, in memory.

use rusqlite::types::{Value as Native, ValueRef};

use super::{Database, DatabaseError, Row, Value};

pub(crate) struct Sqlite(rusqlite::Connection);

impl Sqlite {
    pub(crate) fn in_memory() -> Self {
        Self(rusqlite::Connection::open_in_memory().expect("memory"))
    }

    /// Runs `work` in a transaction that is rolled back if it fails.
    pub(crate) fn transaction<T, E>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.0.execute_batch("BEGIN").expect("begin");
        let result = work();
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.0.execute_batch(end).expect(end);
        result
    }

    /// Rows of a query, printed as SQLite's own shell would: for pinning what is stored.
    pub(crate) fn dump(&self, sql: &str) -> Vec<String> {
        let rows = self.run(sql, vec![]).expect(sql);
        let line = |row: Row| row.0.map(|value| format!("{value:?}")).collect::<Vec<_>>();
        rows.into_iter().map(|row| line(row).join(" | ")).collect()
    }

    /// How many rows have been written since the database was opened.
    pub(crate) fn rows_written(&self) -> u64 {
        self.0.total_changes()
    }
}

impl Database for Sqlite {
    fn run(&self, sql: &str, parameters: Vec<Value>) -> Result<Vec<Row>, DatabaseError> {
        let error = |error: rusqlite::Error| DatabaseError(error.to_string());
        let mut statement = self.0.prepare(sql).map_err(error)?;
        let columns = statement.column_count();
        // Numbers are bound as REAL, as they are when they come from JavaScript.
        let parameters = parameters.into_iter().map(|parameter| match parameter {
            Value::Null => Native::Null,
            Value::Integer(number) => Native::Real(number as f64),
            Value::Text(text) => Native::Text(text),
            Value::Blob(bytes) => Native::Blob(bytes),
        });
        let mut rows = statement
            .query(rusqlite::params_from_iter(parameters))
            .map_err(error)?;
        let mut read = vec![];
        while let Some(row) = rows.next().map_err(error)? {
            let value = |column| match row.get_ref(column).expect("a column") {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => panic!("a REAL {number} was stored by {sql}"),
                ValueRef::Text(text) => {
                    Value::Text(String::from_utf8(text.to_vec()).expect("UTF-8"))
                }
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
            };
            read.push(Row::new((0..columns).map(value).collect()));
        }
        Ok(read)
    }
}
