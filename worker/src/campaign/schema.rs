//! A campaign's tables.
//!
//! Rows written are what storage costs, so every table is keyed by what it is looked up by and has
//! no second index.

/// All migrations, oldest first. A released one is never changed; a new one is appended.
pub(super) const MIGRATIONS: &[&[&str]] = &[&[
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
]];
