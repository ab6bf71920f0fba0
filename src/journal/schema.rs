//! The tables of the SQLite file. Each migration is one entry; none is ever changed once
//! released.

use rusqlite_migration::{M, Migrations};

/// The format that this version writes: `user_version` of the file.
pub const VERSION: i64 = 2;

/// What brings an older file up to date.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(FIRST), M::up(SECOND)])
}

/// Kinds of events that the first version does not know may stand in the file from here on,
/// and incidents from elsewhere keep the number that they were opened with: `own` is 0 for
/// those, and their keys end in a part of their id.
const SECOND: &str = "
-- What the file says that it is: RUNS in ASCII.
PRAGMA application_id = 1381322323;

DROP INDEX event_ends;
CREATE INDEX event_ends ON events (incident_id, kind)
    WHERE kind IN ('incident.resolved', 'incident.cancelled', 'incident.backed_out',
                   'incident.joined', 'incident.reopened', 'entry.retracted');

CREATE TABLE incident_names (
    incident_id TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL,
    own INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Own numbers are the highest and one, so no two are the same.
CREATE UNIQUE INDEX own_numbers ON incident_names (number) WHERE own = 1;
CREATE INDEX all_numbers ON incident_names (number, own);

INSERT INTO incident_names (incident_id, number, own)
    SELECT n.incident_id,
           CASE WHEN o.own THEN n.number ELSE coalesce(o.number, n.number) END,
           coalesce(o.own, 1)
    FROM incident_numbers n LEFT JOIN (
        SELECT e.incident_id, json_extract(e.data, '$.number') AS number,
               e.replica = (SELECT value FROM meta WHERE key = 'replica') AS own
        FROM events e WHERE e.kind = 'incident.opened' AND e.seq = 1
    ) o ON o.incident_id = n.incident_id;
DROP TABLE incident_numbers;
";

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
