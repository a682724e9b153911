//! Schema versions, and how a database gets from one to the next.

use super::{Database, DatabaseError};

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

/// Whether no migration ever ran, so that nothing is stored. Finding out writes nothing.
pub(crate) fn is_blank<D: Database>(database: &D) -> Result<bool, DatabaseError> {
    let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'";
    Ok(database.one(sql, vec![])?.is_none())
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
mod tests {
    use super::*;
    use crate::database::native::Sqlite;

    const FIRST: &[&str] = &["CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT"];
    const SECOND: &[&str] = &["ALTER TABLE thing ADD COLUMN name TEXT"];

    #[test]
    fn migrations_run_once_and_in_order() {
        let database = Sqlite::in_memory();
        assert_eq!(is_blank(&database), Ok(true));
        migrate(&database, &[FIRST]).expect("first");
        assert_eq!(is_blank(&database), Ok(false));
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
}
