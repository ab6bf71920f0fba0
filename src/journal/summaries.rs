//! What a SQLite journal keeps of each incident beside its events, so that lists and figures need
//! not read them all. It is made of them, holds up to a position, and may be thrown away at any
//! time: the tables are made when they are first filled, and the format of the file stays.
//!
//! Absent from here: what a summary says. `domain/summary.rs` makes it, `session` brings it here.

use rusqlite::{Connection, OptionalExtension, params};

use super::sqlite::{HEAD, SqliteReader, failed, head_of};
use super::{Head, JournalError, Position};
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;

/// How many events behind summaries are still read by whoever asks for what is unfinished.
pub(super) const NEAR: i64 = 20_000;

/// Which summaries are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// All of them.
    All,
    /// Those of each mode that were opened last, so many of them, and what is doubtful.
    Newest(usize),
    /// Those of a mode, and what is doubtful.
    Of(Mode),
}

/// A summary as it is kept.
#[derive(Debug)]
pub struct KeptSummary<'a> {
    /// The incident, as it is called here.
    pub head: Head,
    /// It cannot be relied upon, whatever was recorded since.
    pub is_doubtful: bool,
    /// The summary itself, as JSON.
    pub data: &'a str,
}

/// A summary to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeSummary {
    /// The incident.
    pub incident: IncidentId,
    /// Its mode.
    pub mode: Mode,
    /// When it was opened, in milliseconds.
    pub opened_at: i64,
    /// Somebody may still have work with it.
    pub is_open: bool,
    /// It is over and waits to be closed.
    pub is_over: bool,
    /// It has to be made anew by whoever wants it.
    pub is_doubtful: bool,
    /// The summary itself, as JSON.
    pub data: String,
}

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS summaries (
    incident_id TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL,
    mode TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    is_over INTEGER NOT NULL,
    is_doubtful INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS summaries_open ON summaries (incident_id) WHERE is_open = 1;
CREATE INDEX IF NOT EXISTS summaries_over ON summaries (number) WHERE is_over = 1;
CREATE INDEX IF NOT EXISTS summaries_doubtful ON summaries (incident_id) WHERE is_doubtful = 1;
CREATE INDEX IF NOT EXISTS summaries_opened ON summaries (mode, opened_at);
";

/// The key in `meta` of how far they reach, and in which form they are.
const THROUGH: &str = "summaries";

/// The version of the program belongs to the form: another one may fold otherwise.
fn stamp(form: u32) -> String {
    format!("{form}/{}", env!("CARGO_PKG_VERSION"))
}

impl SqliteReader<'_> {
    /// How far the summaries in this form reach.
    pub(super) fn summarized(&self, form: u32) -> Result<Position, JournalError> {
        let found = through(self.connection, form);
        let found = found.map_err(|error| failed(self.path, "read", error))?;
        Ok(Position(found.unwrap_or(0)))
    }

    fn has_no_summaries(&self) -> Result<bool, JournalError> {
        let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'summaries'";
        Ok(self.rows(sql, [], |_| Ok(()))?.is_empty())
    }

    /// Goes through the summaries that are kept.
    pub(super) fn summaries(
        &self,
        pick: Pick,
        each: &mut dyn FnMut(KeptSummary<'_>),
    ) -> Result<(), JournalError> {
        let rows = &mut |which: &str, parameters: &[&dyn rusqlite::ToSql]| {
            let sql = format!(
                "SELECT {HEAD}, s.is_doubtful, s.data FROM summaries s
                 JOIN incident_names n ON n.incident_id = s.incident_id {which}"
            );
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query(parameters)?;
            while let Some(row) = rows.next()? {
                each(KeptSummary {
                    head: head_of(row)?,
                    is_doubtful: row.get(4)?,
                    data: row.get_ref(5)?.as_str()?,
                });
            }
            Ok::<(), rusqlite::Error>(())
        };
        let doubtful = "WHERE s.is_doubtful = 1 AND s.data = ''";
        let of_mode = "WHERE s.mode = ?1 AND s.data != ''";
        let done = match pick {
            // A statement on a table that is not there is an error.
            _ if self.has_no_summaries()? => Ok(()),
            Pick::All => rows("", &[]),
            Pick::Newest(most) => {
                let most = i64::try_from(most).unwrap_or(i64::MAX);
                let newest = &format!("{of_mode} ORDER BY s.opened_at DESC LIMIT ?2");
                let modes = [Mode::Live, Mode::Drill, Mode::Change];
                let mut done = rows(doubtful, &[]);
                for mode in modes {
                    done = done.and_then(|()| rows(newest, &[&mode.word(), &most]));
                }
                done
            }
            Pick::Of(mode) => rows(doubtful, &[]).and_then(|()| rows(of_mode, &[&mode.word()])),
        };
        done.map_err(|error| failed(self.path, "read", error))
    }
}

fn through(connection: &Connection, form: u32) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let kept: Option<String> = statement
        .query_row([THROUGH], |row| row.get(0))
        .optional()?;
    let stamp = stamp(form);
    Ok(kept.and_then(|kept| {
        let (position, made) = kept.split_once(' ')?;
        (made == stamp).then(|| position.parse().ok()).flatten()
    }))
}

/// Writes summaries, and how far they reach then. Those of another form go first.
pub(super) fn keep(
    connection: &Connection,
    form: u32,
    after: Position,
    upto: Position,
    made: &[MadeSummary],
) -> rusqlite::Result<()> {
    if after == Position::default() {
        connection.execute_batch("DROP TABLE IF EXISTS summaries")?;
        connection.execute_batch(TABLES)?;
    }
    let insert = "INSERT OR REPLACE INTO summaries (incident_id, number, mode, opened_at, is_open,
        is_over, is_doubtful, data)
        SELECT ?1, number, ?2, ?3, ?4, ?5, ?6, ?7 FROM incident_names WHERE incident_id = ?1";
    let mut insert = connection.prepare_cached(insert)?;
    for summary in made {
        insert.execute(params![
            summary.incident.to_string(),
            summary.mode.word(),
            summary.opened_at,
            summary.is_open,
            summary.is_over,
            summary.is_doubtful,
            summary.data,
        ])?;
    }
    let reach = "INSERT INTO meta (key, value) VALUES (?1, ?2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";
    let value = format!("{} {}", upto.0, stamp(form));
    connection
        .prepare_cached(reach)?
        .execute(params![THROUGH, value])?;
    Ok(())
}

/// Has them all made anew by whoever wants one.
pub(super) fn forget(connection: &Connection) -> rusqlite::Result<()> {
    let sql = "DELETE FROM meta WHERE key = ?1";
    connection.execute(sql, [THROUGH]).map(drop)
}
