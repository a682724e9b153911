//! The tables of a shard of the customers.

/// All migrations, oldest first. A released one is never changed; a new one is appended.
pub(super) const MIGRATIONS: &[&[&str]] = &[&[
    // `profile` is JSON: nothing looks for a customer by anything but the id.
    "CREATE TABLE profile (
        customer TEXT PRIMARY KEY,
        profile TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        updated_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
    // A code's text is not stored: its serial and expiry make it again.
    "CREATE TABLE wallet (
        customer TEXT NOT NULL,
        prefix TEXT NOT NULL,
        serial INTEGER NOT NULL CHECK (serial >= 0),
        expires_at_ms INTEGER,
        assigned_at_ms INTEGER NOT NULL,
        PRIMARY KEY (customer, prefix, serial)
    ) STRICT, WITHOUT ROWID",
    // By a keyed hash of the customer's id: who is deleted stays on the list, without a name.
    "CREATE TABLE suppression (
        pseudonym BLOB PRIMARY KEY CHECK (length(pseudonym) = 16),
        reason TEXT,
        suppressed_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID",
]];
