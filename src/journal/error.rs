//! Why a journal cannot be read or written: where it is kept, and what is wrong there.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::id::{EventId, IncidentId};

/// Where a journal is kept, as people call it: mostly a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreName(Arc<str>);

impl StoreName {
    /// A store that is no file.
    pub fn called(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<&Path> for StoreName {
    fn from(path: &Path) -> Self {
        Self(path.display().to_string().into())
    }
}

impl fmt::Display for StoreName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a journal cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalError {
    /// Where it is kept.
    pub store: StoreName,
    /// What is wrong.
    pub fault: Fault,
}

impl std::error::Error for JournalError {}

/// What is wrong with a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It was written by a newer version. Nothing was changed.
    Newer {
        /// Its format.
        found: i64,
        /// The newest that is known.
        known: i64,
    },
    /// It cannot be written to.
    ReadOnly,
    /// Another process has been writing for too long.
    Busy,
    /// It belongs to another program.
    Foreign,
    /// The file is not there, and what was recorded last in it is.
    Orphan,
    /// The WAL beside it belongs to another file.
    Mismatch,
    /// What was opened is not there any more.
    Lost {
        /// What happened to it.
        how: &'static str,
        /// A copy of what was recorded until then.
        saved: Option<PathBuf>,
    },
    /// It is damaged, or no journal: what was found.
    Corrupt(String),
    /// There is no room left.
    Full,
    /// The system refused.
    Io {
        /// What was being done with it.
        doing: &'static str,
        /// What the system said.
        what: String,
    },
    /// An event is there already.
    Exists(EventId),
    /// An incident has a name already, or its name is taken.
    Named(IncidentId),
}

impl Fault {
    /// The error of a journal that is kept there.
    pub fn of(self, store: impl Into<StoreName>) -> JournalError {
        JournalError {
            store: store.into(),
            fault: self,
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let store = &self.store;
        match &self.fault {
            Fault::Newer { found, known } => write!(
                f,
                "{store} was written by a newer version of runsheet (its format is {found}, this version knows {known}); it was left untouched"
            ),
            Fault::ReadOnly => write!(f, "{store} is read-only"),
            Fault::Busy => write!(f, "{store} is being written by another process"),
            Fault::Foreign => write!(
                f,
                "{store} is a database of another program; it was left untouched"
            ),
            Fault::Orphan => write!(
                f,
                "{store} is missing, but {store}-wal is there and holds what was recorded last"
            ),
            Fault::Mismatch => write!(
                f,
                "{store} and {store}-wal do not belong together: one was restored or copied without the other"
            ),
            Fault::Lost { how, saved } => {
                write!(
                    f,
                    "{store} was {how} while it was open, so this was not recorded"
                )?;
                match saved {
                    Some(copy) => {
                        write!(f, "; all that was recorded before is in {}", copy.display())
                    }
                    None => Ok(()),
                }
            }
            Fault::Corrupt(what) => write!(f, "{store} is damaged or is no journal: {what}"),
            Fault::Full => write!(f, "there is no room left to write {store}"),
            Fault::Io { doing, what } => write!(f, "{store} cannot be {doing}: {what}"),
            Fault::Exists(event) => write!(f, "event {event} is there already"),
            Fault::Named(incident) => write!(
                f,
                "incident {incident} is listed already, or its number is taken"
            ),
        }
    }
}
