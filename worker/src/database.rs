//! SQLite as the objects use it: statements in, typed rows out.
//!
//! The trait stands between the stores and Durable Object storage, so that every statement also
//! runs natively, in tests, on SQLite itself.

use core::fmt;

/// A value in a row or a parameter of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// No value.
    Null,
    /// A whole number; at most 2^53 − 1 in size, because it crosses JavaScript.
    Integer(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// What can run statements.
pub(crate) trait Database {
    /// Runs one statement and returns its rows, each in the order of the statement's columns.
    fn run(&self, sql: &str, parameters: Vec<Value>) -> Result<Vec<Row>, DatabaseError>;

    /// Runs a statement that gives at most one row.
    fn one(&self, sql: &str, parameters: Vec<Value>) -> Result<Option<Row>, DatabaseError> {
        Ok(self.run(sql, parameters)?.into_iter().next())
    }
}

/// A statement failed, or a row is not what its table promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DatabaseError(pub(crate) String);

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "storage: {}", self.0)
    }
}

impl DatabaseError {
    /// A stored value broke a rule of the type that it is read into.
    pub(crate) fn corrupt(what: impl fmt::Display) -> Self {
        Self(format!("a stored row is corrupt: {what}"))
    }
}

/// One row, read column by column.
pub(crate) struct Row(std::vec::IntoIter<Value>);

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self(values.into_iter())
    }

    /// The next column, as a whole number of at least 0.
    pub(crate) fn number(&mut self) -> Result<u64, DatabaseError> {
        self.optional_number()?
            .ok_or_else(|| DatabaseError::corrupt("a number is missing"))
    }

    /// The next column, as a whole number of at least 0 or nothing.
    pub(crate) fn optional_number(&mut self) -> Result<Option<u64>, DatabaseError> {
        match self.0.next() {
            Some(Value::Null) => Ok(None),
            Some(Value::Integer(number)) => u64::try_from(number)
                .map(Some)
                .map_err(DatabaseError::corrupt),
            Some(Value::Text(_) | Value::Blob(_)) | None => {
                Err(DatabaseError::corrupt("a column is not a number"))
            }
        }
    }

    /// The next column, as a truth value: 0 or 1.
    pub(crate) fn flag(&mut self) -> Result<bool, DatabaseError> {
        match self.number()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(DatabaseError::corrupt(format_args!(
                "{other} is neither 0 nor 1"
            ))),
        }
    }

    /// The next column, as text.
    pub(crate) fn text(&mut self) -> Result<String, DatabaseError> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(text),
            Some(Value::Null | Value::Integer(_) | Value::Blob(_)) | None => {
                Err(DatabaseError::corrupt("a column is not text"))
            }
        }
    }

    /// The next column, as bytes.
    pub(crate) fn blob(&mut self) -> Result<Vec<u8>, DatabaseError> {
        match self.0.next() {
            Some(Value::Blob(bytes)) => Ok(bytes),
            Some(Value::Null | Value::Integer(_) | Value::Text(_)) | None => {
                Err(DatabaseError::corrupt("a column is not a blob"))
            }
        }
    }
}

impl From<u64> for Value {
    /// Every number that is stored has a type that ends at 2^53 − 1; one beyond `i64` would have
    /// broken that promise, and becomes a value that the tables' checks refuse.
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Integer(-1), Self::Integer)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Integer(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Integer(i64::from(flag))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Brings a database to the newest of `migrations`, each a list of statements.
///
/// The number of migrations that have run is kept in the table `meta`, because Durable Objects
/// deny `PRAGMA user_version`. Must run inside a transaction.
pub(crate) fn migrate<D: Database>(
    database: &D,
    migrations: &[&[&str]],
) -> Result<(), DatabaseError> {
    database.run(
        "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) \
         STRICT, WITHOUT ROWID",
        vec![],
    )?;
    let stored = match meta(database, "schema_version")? {
        Some(version) => version.parse::<usize>().map_err(DatabaseError::corrupt)?,
        None => 0,
    };
    let Some(pending) = migrations.get(stored..) else {
        return Err(DatabaseError(format!(
            "the schema has version {stored}, but this program knows only {}: deploy the newer one",
            migrations.len()
        )));
    };
    if pending.is_empty() {
        return Ok(());
    }
    for statement in pending.iter().copied().flatten() {
        database.run(statement, vec![])?;
    }
    set_meta(database, "schema_version", &migrations.len().to_string())
}

/// A value of the table `meta`.
pub(crate) fn meta<D: Database>(database: &D, key: &str) -> Result<Option<String>, DatabaseError> {
    let row = database.one("SELECT value FROM meta WHERE key = ?", vec![key.into()])?;
    row.map(|mut row| row.text()).transpose()
}

/// Sets a value of the table `meta`.
pub(crate) fn set_meta<D: Database>(
    database: &D,
    key: &str,
    value: &str,
) -> Result<(), DatabaseError> {
    let sql = "INSERT INTO meta (key, value) VALUES (?, ?) \
               ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    database.run(sql, vec![key.into(), value.into()]).map(drop)
}

#[cfg(test)]
pub(crate) mod native {
    //! SQLite itself, in memory.

    use rusqlite::types::{Value as Native, ValueRef};

    use super::{Database, DatabaseError, Row, Value};

    pub(crate) struct Sqlite(rusqlite::Connection);

    impl Sqlite {
        pub(crate) fn in_memory() -> Self {
            Self(rusqlite::Connection::open_in_memory().expect("memory"))
        }

        /// Runs `work` in a transaction that is rolled back if it fails.
        pub(crate) fn transaction<T, E>(
            &self,
            work: impl FnOnce() -> Result<T, E>,
        ) -> Result<T, E> {
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
}

#[cfg(test)]
mod tests {
    use super::{native::Sqlite, *};

    const FIRST: &[&str] = &["CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT"];
    const SECOND: &[&str] = &["ALTER TABLE thing ADD COLUMN name TEXT"];

    #[test]
    fn migrations_run_once_and_in_order() {
        let database = Sqlite::in_memory();
        migrate(&database, &[FIRST]).expect("first");
        migrate(&database, &[FIRST]).expect("nothing to do");
        database
            .run("INSERT INTO thing (id) VALUES (1)", vec![])
            .expect("insert");
        migrate(&database, &[FIRST, SECOND]).expect("second");
        assert_eq!(database.dump("SELECT * FROM thing"), ["Integer(1) | Null"]);
        assert_eq!(meta(&database, "schema_version"), Ok(Some("2".into())));
    }

    #[test]
    fn an_older_program_refuses_a_newer_schema() {
        let database = Sqlite::in_memory();
        migrate(&database, &[FIRST, SECOND]).expect("both");
        let error = migrate(&database, &[FIRST]).expect_err("older");
        assert!(error.to_string().contains("knows only 1"), "{error}");
    }

    #[test]
    fn a_column_of_another_type_is_an_error() {
        let row = |value| Row::new(vec![value]);
        assert!(row(Value::Text("1".into())).number().is_err());
        assert!(row(Value::Integer(-1)).number().is_err());
        assert!(row(Value::Integer(2)).flag().is_err());
        assert!(row(Value::Null).text().is_err());
        assert!(row(Value::Integer(1)).blob().is_err());
        assert!(Row::new(vec![]).optional_number().is_err());
    }

    #[test]
    fn a_number_beyond_what_is_stored_never_wraps_into_range() {
        assert_eq!(Value::from(u64::MAX), Value::Integer(-1));
    }
}
