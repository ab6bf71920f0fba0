//! Where events are kept. Events are only ever added; what was committed is durable.
//!
//! Absent from here: rules and the fold. A [`Journal`] is one replica and may be open in
//! several processes at once. `tests/journal/contract.rs` is the suite that every journal must
//! pass.

mod backup;
mod error;
mod flaws;
mod held;
mod memory;
mod names;
mod schema;
mod sqlite;
mod summaries;
mod watch;

use std::sync::Arc;
use std::time::Duration;

pub use error::{Fault, JournalError, StoreName};
pub use memory::MemoryJournal;
pub use names::{Head, NameQuery, NoSuchName, find};
pub use sqlite::SqliteJournal;
pub use summaries::{KeptSummary, MadeSummary, Pick};
pub use watch::JournalWatch;

use crate::domain::chain::first_break;
use crate::domain::command::Text;
use crate::domain::event::Recorded;
use crate::domain::id::{EventId, IncidentId, ReplicaId};

/// How far an incident has been read: everything up to here, in order of insertion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub i64);

/// What can be read, inside a transaction and outside.
pub trait JournalReader {
    /// The events of an incident that came after `after`, in order of insertion, and the
    /// new position.
    fn read(
        &self,
        incident: IncidentId,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError>;
    /// The events of all incidents that came after `after`, in order of insertion, and the new
    /// position.
    fn since(&self, after: Position) -> Result<(Vec<Recorded>, Position), JournalError>;
    /// Goes through the events of all incidents after `after`, in order of insertion, at least up
    /// to `upto`. One that cannot be read hides none of the others.
    fn between(
        &self,
        after: Position,
        _upto: Position,
        each: &mut dyn FnMut(IncidentId, Result<Recorded, JournalError>),
    ) -> Result<(), JournalError> {
        let (events, _) = self.since(after)?;
        events
            .into_iter()
            .for_each(|event| each(event.incident_id, Ok(event)));
        Ok(())
    }
    /// Whether an incident may have events at or before a position.
    fn begins_by(&self, _incident: IncidentId, _position: Position) -> Result<bool, JournalError> {
        Ok(true)
    }
    /// All incidents, by number.
    fn heads(&self) -> Result<Vec<Head>, JournalError>;
    /// One incident, if it is there.
    fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError>;
    /// The incidents among which the one is that is asked for.
    fn asked(&self, _asked: NameQuery) -> Result<Vec<Head>, JournalError> {
        self.heads()
    }
    /// The incident that was opened here under this number.
    fn numbered(&self, number: u64) -> Result<Option<Head>, JournalError> {
        let mut heads = self.heads()?.into_iter();
        Ok(heads.find(|head| head.is_own() && head.number == number))
    }
    /// The text with this hash.
    fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError>;
    /// Whether an event is there, and with what hash.
    fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError>;
}

/// Where events are kept.
pub trait Journal: JournalReader {
    /// Its id as a replica.
    fn replica(&self) -> ReplicaId;
    /// Incidents that may be unfinished: a cheap superset of those that are.
    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError>;
    /// Incidents that may not be closed, by number: a superset of the last so many that are not,
    /// cheap where it can be.
    fn maybe_unclosed(&self, _most: usize) -> Result<Vec<Head>, JournalError> {
        self.heads()
    }
    /// Where the last event stands.
    fn last_position(&self) -> Result<Position, JournalError> {
        Ok(self.since(Position::default())?.1)
    }
    /// How far the summaries reach that are kept in this form: an incident without an event behind
    /// that is as its summary says.
    fn summarized(&self, _form: u32) -> Result<Position, JournalError> {
        Ok(Position::default())
    }
    /// Goes through the summaries that are kept.
    fn summaries(
        &self,
        _pick: Pick,
        _each: &mut dyn FnMut(KeptSummary<'_>),
    ) -> Result<(), JournalError> {
        Ok(())
    }
    /// Keeps summaries: with them everything up to `upto` is summarized. They are thrown away, and
    /// `false` is said, where another process was faster, or where none can be kept.
    fn keep_summaries(
        &mut self,
        _form: u32,
        _after: Position,
        _upto: Position,
        _made: &[MadeSummary],
    ) -> Result<bool, JournalError> {
        Ok(false)
    }
    /// Throws the summaries away that are kept.
    fn drop_summaries(&mut self) -> Result<(), JournalError> {
        Ok(())
    }
    /// A second connection for reading, where that is of use.
    fn another(&self) -> Option<Box<dyn JournalReader + Send>> {
        None
    }
    /// Whether no incident is there.
    fn is_empty(&self) -> Result<bool, JournalError> {
        Ok(self.heads()?.is_empty())
    }
    /// A number that changes when another connection has written.
    fn version(&self) -> Result<u64, JournalError>;
    /// Begins to write. Nobody else writes until it is committed or dropped.
    fn begin(&mut self) -> Result<Box<dyn Transaction + '_>, JournalError>;
    /// Closes the file and opens it again, and makes durable what it then holds: after a
    /// commit whose outcome is unknown.
    fn reopen(&mut self) -> Result<(), JournalError>;
    /// It cannot be written to.
    fn is_read_only(&self) -> bool;
    /// Looks for damage; the first thing found, in words.
    fn check(&self) -> Result<Option<String>, JournalError>;
    /// Reads every event of an incident and checks its chains: everything that is wrong with
    /// it, in words that name the event.
    fn flaws(&self, incident: IncidentId) -> Result<Vec<String>, JournalError> {
        let (events, _) = self.read(incident, Position::default())?;
        Ok(first_break(&events).into_iter().collect())
    }
    /// What is wrong with the list of incidents, in words.
    fn list_flaws(&self) -> Result<Vec<String>, JournalError> {
        Ok(Vec::new())
    }
    /// How long to wait for another process that writes. A journal that never waits ignores it.
    fn wait_at_most(&mut self, _patience: Duration) {}
}

/// Writing, all or nothing. Dropping it without a commit undoes it.
pub trait Transaction: JournalReader {
    /// The number of the next incident's key: the highest of those opened here, and one.
    fn next_number(&self) -> Result<u64, JournalError>;
    /// Lists an incident under the number that it was opened with. `own` if it was opened
    /// here: no two of those have the same number.
    fn name_incident(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError>;
    /// The number of the next incident that is read from a list of past ones.
    fn next_past_number(&self) -> Result<u64, JournalError>;
    /// Lists one of those under its number. `own` if it was read in here.
    fn name_past(
        &mut self,
        incident: IncidentId,
        number: u64,
        own: bool,
    ) -> Result<(), JournalError>;
    /// Adds an event and says where it stands. One whose id, or whose place in its chain, is
    /// taken is refused.
    fn append(&mut self, event: &Recorded) -> Result<Position, JournalError>;
    /// Keeps a runbook's text.
    fn keep_text(&mut self, text: &Text) -> Result<(), JournalError>;
    /// Makes it durable. After an error the outcome is unknown.
    fn commit(self: Box<Self>) -> Result<(), JournalError>;
}
