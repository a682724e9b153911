//! A checkout's table.

/// All migrations, oldest first. A released one is never changed; a new one is appended.
pub(super) const MIGRATIONS: &[&[&str]] = &[&[
    // The order's newest attempt; `key` is the hash of the caller's idempotency key. The intent is
    // forgotten once the attempt is over.
    "CREATE TABLE checkout (
        attempt INTEGER PRIMARY KEY CHECK (attempt > 0),
        key BLOB NOT NULL,
        fingerprint TEXT NOT NULL,
        begun_at_ms INTEGER NOT NULL,
        intent TEXT,
        phase TEXT NOT NULL
    ) STRICT",
]];
