//! What went wrong, where, what to do next, and with what status the program ends.

use super::hints;
use crate::clock::when::BadTime;
use crate::domain::refusal::Refusal;
use crate::files;
use crate::journal::{Fault, JournalError};
use crate::operations;
use crate::report::{DocumentError, VerifyError};
use crate::session::SessionError;

/// How the program ends. The numbers above 2 are those of sysexits(3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed or refused.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Input is wrong.
    BadInput = 65,
    /// Input is missing.
    NoInput = 66,
    /// Output cannot be created.
    NoOutput = 73,
    /// The journal cannot be read or written.
    Journal = 74,
    /// Another process has it.
    Busy = 75,
    /// The configuration is wrong.
    Config = 78,
    /// Interrupted.
    Interrupted = 130,
}

/// A command that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// What happened, and where.
    pub what: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure without a hint.
    pub fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            hint: None,
        }
    }

    /// The command line is wrong.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Input that cannot be read.
    pub fn input(name: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{InvalidData, QuotaExceeded};
        let exit = match error.kind() {
            InvalidData | QuotaExceeded => Exit::BadInput,
            _ => Exit::NoInput,
        };
        Self::new(exit, format!("{name} {}", files::why(error))).hint("check the path")
    }

    /// Output that cannot be written.
    pub fn output(name: &str, error: &std::io::Error) -> Self {
        let what = match error.kind() {
            std::io::ErrorKind::StorageFull => format!("there is no room left to write {name}"),
            _ => format!("{name} cannot be written: {error}"),
        };
        Self::new(Exit::NoOutput, what).hint("give another place with -o, or make room there")
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Refused(refusal) => refusal.into(),
            SessionError::Journal(error) => error.into(),
            SessionError::Unknown(_) => Self::new(Exit::Journal, error.to_string())
                .hint("look with status before doing it again: it may stand there already"),
            SessionError::NoSuchIncident(_) => Self::new(Exit::NoInput, error.to_string())
                .hint("incidents lists them; last is the newest"),
            SessionError::Ambiguous { .. } => {
                Self::new(Exit::Usage, error.to_string()).hint("give one of these keys in full")
            }
            SessionError::NoMasks(_) => Self::new(Exit::Config, error.to_string())
                .hint("mend config.toml; doctor says what is wrong with it"),
            SessionError::Conflict(_) => Self::new(Exit::BadInput, error.to_string())
                .hint("verify tells which file was altered; nothing was imported"),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let exit = match refusal {
            // Two options that cannot both be meant.
            Refusal::BackoutAfterEnd { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        Self {
            exit,
            what: refusal.to_string(),
            hint: hints::refusal(&refusal),
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        let exit = match error.fault {
            Fault::Busy => Exit::Busy,
            _ => Exit::Journal,
        };
        Self::new(exit, error.to_string()).hint(operations::hints::journal(&error))
    }
}

impl From<BadTime> for Failure {
    fn from(error: BadTime) -> Self {
        let exit = match error {
            BadTime::Unreadable(_) | BadTime::UnreadableAhead(_) | BadTime::OutOfRange(_) => {
                Exit::Usage
            }
            _ => Exit::Failed,
        };
        Self::new(exit, error.to_string()).hint(error.hint())
    }
}

impl From<DocumentError> for Failure {
    fn from(error: DocumentError) -> Self {
        Self::new(Exit::BadInput, error.to_string())
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        Self::new(Exit::BadInput, error.to_string())
    }
}
