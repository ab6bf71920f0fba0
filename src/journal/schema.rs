//! The tables of the SQLite file. Each migration is one entry; none is ever changed once
//! released.

use rusqlite_migration::{M, Migrations};

/// The format that this version writes: `user_version` of the file.
pub const VERSION: i64 = 1;

/// What brings an older file up to date.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(FIRST)])
}

const FIRST: &str = "
CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Times are milliseconds since 1970-01-01T00:00:00Z; data is JSON and holds `with`.
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    incident_id TEXT NOT NULL,
    replica TEXT NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    time_source TEXT NOT NULL,
    precision TEXT NOT NULL,
    actor TEXT NOT NULL,
    role TEXT NOT NULL,
    runbook TEXT,
    step TEXT,
    data TEXT NOT NULL,
    prev_hash TEXT,
    hash TEXT NOT NULL,
    UNIQUE (incident_id, replica, seq)
) STRICT;

-- Finds unfinished incidents without reading the finished ones.
CREATE INDEX event_ends ON events (incident_id, kind)
    WHERE kind IN ('incident.resolved', 'incident.cancelled', 'incident.reopened', 'entry.retracted');
-- A new event has the highest position, so reading what is unseen is a short walk.
CREATE INDEX event_positions ON events (incident_id, position);

-- The number in an incident's local key, such as INC-12.
CREATE TABLE incident_numbers (
    number INTEGER PRIMARY KEY NOT NULL,
    incident_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE runbook_texts (
    sha256 TEXT PRIMARY KEY NOT NULL,
    text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is written stays as it is. INSERT OR REPLACE would slip past the first two.
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER events_no_replace BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM events
                 WHERE incident_id = NEW.incident_id AND replica = NEW.replica AND seq = NEW.seq)
      OR EXISTS (SELECT 1 FROM events WHERE position = NEW.position)
    BEGIN SELECT RAISE(ABORT, 'the event exists'); END;
CREATE TRIGGER texts_no_update BEFORE UPDATE ON runbook_texts
    BEGIN SELECT RAISE(ABORT, 'texts are never changed'); END;
CREATE TRIGGER texts_no_delete BEFORE DELETE ON runbook_texts
    BEGIN SELECT RAISE(ABORT, 'texts are never deleted'); END;
CREATE TRIGGER texts_no_replace BEFORE INSERT ON runbook_texts
    WHEN EXISTS (SELECT 1 FROM runbook_texts WHERE sha256 = NEW.sha256)
    BEGIN SELECT RAISE(ABORT, 'texts are never changed'); END;
";
