//! The directory's tables.

/// All migrations, oldest first. A released one is never changed; a new one is appended.
pub(super) const MIGRATIONS: &[&[&str]] = &[FIRST, SECOND];

const FIRST: &[&str] = &[
    // `reservation` fences: only the newest one can be activated. `state` is reserved or active.
    "CREATE TABLE campaign (
        prefix TEXT PRIMARY KEY,
        state TEXT NOT NULL CHECK (state IN ('reserved', 'active')),
        reservation INTEGER NOT NULL,
        fingerprint BLOB NOT NULL,
        record TEXT NOT NULL
    ) STRICT, WITHOUT ROWID",
    "CREATE TABLE api_key (
        id TEXT PRIMARY KEY,
        hash BLOB NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('secret', 'publishable')),
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        origins TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        revoked_at_ms INTEGER
    ) STRICT, WITHOUT ROWID",
];

/// Publishable keys remember which master key makes the key of their customer tokens.
const SECOND: &[&str] = &["ALTER TABLE api_key ADD COLUMN key_version INTEGER"];
