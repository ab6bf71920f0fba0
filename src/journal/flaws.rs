//! What is wrong inside a SQLite journal, and where: events that cannot be read, chains that are
//! broken, texts that were altered.

use rusqlite::Row;

use super::sqlite::{SqliteReader, event};
use super::{JournalError, Position};
use crate::domain::chain::first_break;
use crate::domain::digest::sha256_hex;
use crate::domain::event::Payload;
use crate::domain::id::IncidentId;
use crate::domain::number;

/// The columns of an event, in the order in which they are read.
const COLUMNS: [&str; 17] = [
    "position",
    "id",
    "incident_id",
    "replica",
    "seq",
    "kind",
    "occurred_at",
    "recorded_at",
    "time_source",
    "precision",
    "actor",
    "role",
    "runbook",
    "step",
    "data",
    "prev_hash",
    "hash",
];

/// Names an event that cannot be read, and says where in it the trouble lies.
pub(super) fn in_words(row: &Row<'_>, error: &rusqlite::Error) -> String {
    let bytes = |column: usize| {
        let value = row.get_ref(column).ok();
        value.and_then(|value| value.as_bytes_or_null().ok().flatten())
    };
    let word = |column| String::from_utf8_lossy(bytes(column).unwrap_or_default()).into_owned();
    let position: i64 = row.get(0).unwrap_or_default();
    let name = format!("event {} ({}, row {position})", word(1), word(5));
    let garbled = (0..COLUMNS.len()).find_map(|column| {
        let error = std::str::from_utf8(bytes(column)?).err()?;
        Some((COLUMNS.get(column)?, error.valid_up_to() + 1))
    });
    match garbled {
        Some((column, at)) => format!("{name}: its {column} is no UTF-8 text at byte {at}"),
        None => match error {
            rusqlite::Error::FromSqlConversionFailure(column, _, error) => {
                let column = COLUMNS.get(*column).unwrap_or(&"row");
                format!("{name}: its {column} cannot be read: {error}")
            }
            other => format!("{name} cannot be read: {other}"),
        },
    }
}

impl SqliteReader<'_> {
    /// Everything that is wrong with the events of an incident.
    pub(super) fn flaws(&self, incident: IncidentId) -> Result<Vec<String>, JournalError> {
        let mut flaws = Vec::new();
        let mut log = Vec::new();
        self.events(incident, Position::default(), |row| {
            match event(row) {
                Ok(event) => log.push(event),
                Err(error) => flaws.push(in_words(row, &error)),
            }
            Ok(())
        })?;
        // Beside an event that cannot be read, a gap in its chain says nothing new.
        if flaws.is_empty() {
            flaws.extend(first_break(&log));
        }
        for recorded in &log {
            let Payload::RunbookAttached { sha256, .. } = &recorded.event.payload else {
                continue;
            };
            match self.text(sha256) {
                Ok(Some(text)) if sha256_hex(text.as_bytes()) == **sha256 => {}
                Ok(Some(_)) => flaws.push(format!("the text {sha256} was altered")),
                Ok(None) => flaws.push(format!("the text {sha256} is missing")),
                Err(error) => flaws.push(format!("the text {sha256} cannot be read: {error}")),
            }
        }
        Ok(flaws)
    }

    /// What is wrong with the list of incidents.
    pub(super) fn list_flaws(&self) -> Result<Vec<String>, JournalError> {
        let mut flaws = Vec::new();
        let stray = "SELECT incident_id, count(*) FROM events
            WHERE incident_id NOT IN (SELECT incident_id FROM incident_names)
            GROUP BY incident_id";
        self.rows(stray, [], |row| {
            let id = String::from_utf8_lossy(row.get_ref(0)?.as_bytes()?).into_owned();
            let count: i64 = row.get(1)?;
            flaws.push(format!("{count} events belong to {id}, which has no key"));
            Ok(())
        })?;
        let odd = "SELECT number, incident_id FROM incident_names
            WHERE number < 1 OR number > ?1";
        self.rows(odd, [number::MOST], |row| {
            let (key, id): (i64, String) = (row.get(0)?, row.get(1)?);
            flaws.push(format!(
                "{id} has the key INC-{key}, which is beyond 1 to 2^53-1"
            ));
            Ok(())
        })?;
        Ok(flaws)
    }
}
