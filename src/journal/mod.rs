//! Where events are kept. Events are only ever added; what was committed is durable.
//!
//! Absent from here: rules and the fold. A [`Journal`] is one replica and may be open in
//! several processes at once. [`contract`] is the suite that every journal must pass.

pub mod contract;
mod memory;
mod names;
mod schema;
mod sqlite;

use std::path::PathBuf;
use std::sync::Arc;

pub use memory::MemoryJournal;
pub use names::{Head, NoSuchName, find};
pub use sqlite::SqliteJournal;

use crate::domain::command::Text;
use crate::domain::event::Recorded;
use crate::domain::id::{EventId, IncidentId, ReplicaId};

/// How far an incident has been read: everything up to here, in order of insertion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position(pub i64);

/// What can be read, inside a transaction and outside.
pub trait Reader {
    /// The events of an incident that came after `after`, in order of insertion, and the
    /// new position.
    fn read(
        &self,
        incident: IncidentId,
        after: Position,
    ) -> Result<(Vec<Recorded>, Position), JournalError>;
    /// All incidents, by number.
    fn heads(&self) -> Result<Vec<Head>, JournalError>;
    /// One incident, if it is there.
    fn head(&self, incident: IncidentId) -> Result<Option<Head>, JournalError>;
    /// The text with this hash.
    fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, JournalError>;
    /// Whether an event is there, and with what hash.
    fn hash_of(&self, event: EventId) -> Result<Option<Arc<str>>, JournalError>;
}

/// Where events are kept.
pub trait Journal: Reader {
    /// Its id as a replica.
    fn replica(&self) -> ReplicaId;
    /// Incidents that may be unfinished: a cheap superset of those that are.
    fn maybe_unfinished(&self) -> Result<Vec<Head>, JournalError>;
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
}

/// Writing, all or nothing. Dropping it without a commit undoes it.
pub trait Transaction: Reader {
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
    /// Adds an event and says where it stands. One whose id, or whose place in its chain, is
    /// taken is refused.
    fn append(&mut self, event: &Recorded) -> Result<Position, JournalError>;
    /// Keeps a runbook's text.
    fn keep_text(&mut self, text: &Text) -> Result<(), JournalError>;
    /// Makes it durable. After an error the outcome is unknown.
    fn commit(self: Box<Self>) -> Result<(), JournalError>;
}

/// Why a journal cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// It was written by a newer version. Nothing was changed.
    #[error("{} was written by a newer version of runsheet (its format is {found}, this version knows {known}); it was left untouched", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// It cannot be written to.
    #[error("{} is read-only", .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// Another process has been writing for too long.
    #[error("{} is being written by another process", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// It is damaged, or no journal.
    #[error("{} is damaged or is no journal: {what}", .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The disk is full.
    #[error("there is no room left to write {}", .path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("{} cannot be {doing}: {what}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done with it.
        doing: &'static str,
        /// What the system said.
        what: String,
    },
    /// An event is there already.
    #[error("event {0} is there already")]
    Exists(EventId),
    /// An incident has a name already, or its name is taken.
    #[error("incident {0} is listed already, or its number is taken")]
    Named(IncidentId),
}

impl JournalError {
    /// What to do next, in a sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            JournalError::Newer { .. } => {
                "use the newer runsheet, or another folder (RUNSHEET_DATA_DIR)"
            }
            JournalError::ReadOnly { .. } => {
                "make the file and its folder writable, or use another folder (RUNSHEET_DATA_DIR)"
            }
            JournalError::Busy { .. } => "try again in a moment",
            JournalError::Corrupt { .. } => {
                "keep the file, and start with another folder (RUNSHEET_DATA_DIR); doctor tells more"
            }
            JournalError::Full { .. } => "make room on that disk, then do it again",
            JournalError::Io { .. } => "check the disk and its permissions, then do it again",
            JournalError::Exists(_) | JournalError::Named(_) => "nothing was added",
        }
    }
}
