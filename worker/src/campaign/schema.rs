//! A campaign's tables.
//!
//! Rows written are what storage costs, so every table is keyed by what it is looked up by. There is
//! one index besides: open holds by the moment at which they are due.

/// All migrations, oldest first. A released one is never changed; a new one is appended.
pub(super) const MIGRATIONS: &[&[&str]] = &[SINGLE_USE, HOLDS, ASSIGNMENTS];

/// Batches, codes, accounts, redemptions.
const SINGLE_USE: &[&str] = &[
    // `reservation` fences: a slow try of an abandoned creation cannot overwrite a newer one.
    "CREATE TABLE campaign (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        reservation INTEGER NOT NULL,
        record TEXT NOT NULL
    ) STRICT",
    "CREATE TABLE batch (
        first_serial INTEGER PRIMARY KEY CHECK (first_serial >= 0),
        count INTEGER NOT NULL CHECK (count > 0),
        expires_at_ms INTEGER,
        uses INTEGER NOT NULL CHECK (uses > 0),
        metadata TEXT NOT NULL,
        revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE code (
        serial INTEGER PRIMARY KEY CHECK (serial >= 0),
        revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
        uses INTEGER NOT NULL CHECK (uses >= 0),
        redemption INTEGER,
        last_seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE account (
        scope TEXT NOT NULL,
        entity BLOB NOT NULL,
        window_start_ms INTEGER NOT NULL,
        used_redemptions INTEGER NOT NULL CHECK (used_redemptions >= 0),
        used_discount INTEGER NOT NULL CHECK (used_discount >= 0),
        used_order_value INTEGER NOT NULL CHECK (used_order_value >= 0),
        held_redemptions INTEGER NOT NULL CHECK (held_redemptions >= 0),
        held_discount INTEGER NOT NULL CHECK (held_discount >= 0),
        held_order_value INTEGER NOT NULL CHECK (held_order_value >= 0),
        PRIMARY KEY (scope, entity, window_start_ms)
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE journal (
        seq INTEGER PRIMARY KEY CHECK (seq > 0),
        at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
        prev_seq INTEGER,
        serial INTEGER,
        kind TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE command (
        id BLOB PRIMARY KEY,
        fingerprint BLOB NOT NULL,
        seq INTEGER NOT NULL,
        existing INTEGER NOT NULL CHECK (existing IN (0, 1)),
        at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE order_use (
        serial INTEGER NOT NULL,
        order_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (serial, order_id)
    ) STRICT, WITHOUT ROWID",
];

/// Holds, rollbacks, revocations, cancelled orders, and the work of the alarm.
const HOLDS: &[&str] = &[
    // A batch is withdrawn as a range of serials, like any other.
    "ALTER TABLE batch DROP COLUMN revoked",
    // `holds` are the open ones, `hold` is the newest of all.
    "ALTER TABLE code ADD COLUMN holds INTEGER NOT NULL DEFAULT 0 CHECK (holds >= 0)",
    "ALTER TABLE code ADD COLUMN hold INTEGER",
    // What was given back of a redemption, as JSON: the one thing in the journal that changes.
    "ALTER TABLE journal ADD COLUMN returned TEXT",
    // `id` is the journal row that first made the hold, `ended_by` the one that ended it.
    "CREATE TABLE hold (
        id INTEGER PRIMARY KEY CHECK (id > 0),
        serial INTEGER NOT NULL CHECK (serial >= 0),
        order_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('open', 'redeemed', 'released')),
        ended_by INTEGER CHECK ((ended_by IS NULL) = (state = 'open')),
        reason TEXT CHECK ((reason IS NULL) = (state <> 'released')),
        until_ms INTEGER NOT NULL CHECK (until_ms >= 0),
        due TEXT NOT NULL,
        reserved_redemptions INTEGER NOT NULL CHECK (reserved_redemptions >= 0),
        reserved_discount INTEGER NOT NULL CHECK (reserved_discount >= 0),
        reserved_order_value INTEGER NOT NULL CHECK (reserved_order_value >= 0),
        promise TEXT NOT NULL,
        charge TEXT NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE INDEX hold_due ON hold (until_ms) WHERE state = 'open'",
    "CREATE TABLE order_use_2 (
        serial INTEGER NOT NULL,
        order_id TEXT NOT NULL,
        redemption INTEGER,
        hold INTEGER,
        PRIMARY KEY (serial, order_id)
    ) STRICT, WITHOUT ROWID",
    "INSERT INTO order_use_2 SELECT serial, order_id, seq, NULL FROM order_use",
    "DROP TABLE order_use",
    "ALTER TABLE order_use_2 RENAME TO order_use",
    "CREATE TABLE closed_order (
        order_id TEXT PRIMARY KEY,
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE revoked (
        first_serial INTEGER PRIMARY KEY CHECK (first_serial >= 0),
        count INTEGER NOT NULL CHECK (count > 0),
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    // An order's holds and redemptions, folded from the journal: no command writes here.
    "CREATE TABLE order_entry (
        order_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (order_id, seq)
    ) STRICT, WITHOUT ROWID",
    // Work for the alarm whose time follows from no other row.
    "CREATE TABLE job (
        kind TEXT PRIMARY KEY,
        due_at_ms INTEGER NOT NULL CHECK (due_at_ms >= 0),
        cursor BLOB
    ) STRICT, WITHOUT ROWID",
];

/// Codes of customers.
const ASSIGNMENTS: &[&str] = &[
    // A pool: its codes are assigned and never exported.
    "ALTER TABLE batch ADD COLUMN assigning INTEGER NOT NULL DEFAULT 0 CHECK (assigning IN (0, 1))",
    // The journal row is the assignment; these only find it.
    "CREATE TABLE assignment (
        serial INTEGER PRIMARY KEY CHECK (serial >= 0),
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE assignment_source (
        source BLOB PRIMARY KEY,
        seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::{Database, migrate, native::Sqlite};

    #[test]
    fn what_was_stored_before_there_were_holds_is_kept() {
        let database = Sqlite::in_memory();
        migrate(&database, &MIGRATIONS[..1]).expect("the first schema");
        for statement in [
            "INSERT INTO batch VALUES (0, 5, NULL, 2, '{}', 0, 1)",
            "INSERT INTO code VALUES (3, 0, 1, 2, 2)",
            "INSERT INTO order_use VALUES (3, 'o-1', 2)",
        ] {
            database.run(statement, vec![]).expect(statement);
        }
        migrate(&database, MIGRATIONS).expect("the newest schema");
        assert_eq!(
            database.dump("SELECT * FROM batch"),
            [
                r#"Integer(0) | Integer(5) | Null | Integer(2) | Text("{}") | Integer(1) | Integer(0)"#
            ]
        );
        assert_eq!(
            database.dump("SELECT * FROM code"),
            ["Integer(3) | Integer(0) | Integer(1) | Integer(2) | Integer(2) | Integer(0) | Null"]
        );
        assert_eq!(
            database.dump("SELECT * FROM order_use"),
            [r#"Integer(3) | Text("o-1") | Integer(2) | Null"#]
        );
    }
}
