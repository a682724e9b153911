//! SQLite as the objects use it: statements in, typed rows out.
//!
//! The trait stands between the stores and Durable Object storage, so that every statement also
//! runs natively, in tests, on SQLite itself.

mod migrations;
#[cfg(test)]
pub(crate) mod native;

use core::fmt;

pub(crate) use migrations::{is_blank, meta, migrate, set_meta};

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
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("storage: {0}")]
pub(crate) struct DatabaseError(pub(crate) String);

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

    /// The next column, as text or nothing.
    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, DatabaseError> {
        match self.0.next() {
            Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Integer(_) | Value::Blob(_)) | None => Err(DatabaseError::corrupt(
                "a column is neither text nor nothing",
            )),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_another_type_is_an_error() {
        let row = |value| Row::new(vec![value]);
        assert!(row(Value::Text("1".into())).number().is_err());
        assert!(row(Value::Integer(-1)).number().is_err());
        assert!(row(Value::Integer(2)).flag().is_err());
        assert!(row(Value::Null).text().is_err());
        assert!(row(Value::Integer(1)).blob().is_err());
        assert!(row(Value::Integer(1)).optional_text().is_err());
        assert!(Row::new(vec![]).optional_number().is_err());
    }

    #[test]
    fn a_number_beyond_what_is_stored_never_wraps_into_range() {
        assert_eq!(Value::from(u64::MAX), Value::Integer(-1));
    }
}
