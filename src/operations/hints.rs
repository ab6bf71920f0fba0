//! What to do after a refusal, where it reads the same on the screen and on the command line.
//! What names keys or flags is said by each of them.

use crate::domain::checklist::StepState;
use crate::domain::legal::Illegal;
use crate::domain::refusal::Refusal;
use crate::domain::state::Status;
use crate::journal::{Fault, JournalError};

/// What to do after a refusal; `None` when the message says it, or when it takes keys or flags.
pub fn refusal(refused: &Refusal) -> Option<String> {
    Some(match refused {
        Refusal::Illegal(forbidden) => return illegal(forbidden).map(str::to_owned),
        Refusal::NoSuchAnswer { known, .. } => format!("the answers are {}", known.join(", ")),
        Refusal::NoSuchRun { count: 0, .. } => "there is nothing to copy in it".to_owned(),
        Refusal::NoSuchRun { count, .. } => format!("it has 1 to {count}"),
        Refusal::Empty(_) => "say it in a few words".to_owned(),
        Refusal::Future { .. } => "give a time that has passed, such as -5m".to_owned(),
        Refusal::NoSuchVariable { known, .. } if known.is_empty() => {
            "its runbooks have no variables".to_owned()
        }
        Refusal::NoSuchVariable { known, .. } => format!("it has {}", known.join(", ")),
        Refusal::BadValue { example, .. } => format!("such as {}", example.as_ref()?),
        Refusal::HasDependents { .. } => "undo these first".to_owned(),
        Refusal::BackoutAfterEnd { .. } => "give an earlier one, or a later end".to_owned(),
        Refusal::StillRunning { .. } => "wait for it, or stop it".to_owned(),
        Refusal::DuplicateWithChanges { .. } => {
            "take them back first: a duplicate is not looked at again".to_owned()
        }
        _ => return None,
    })
}

/// The same where the state of things forbids an act.
pub fn illegal(forbidden: &Illegal) -> Option<&'static str> {
    Some(match forbidden {
        Illegal::Incident(Status::Cancelled) => "a cancelled incident stays as it is",
        Illegal::Step {
            state: StepState::Pending,
            ..
        } => "it has not been worked on yet",
        Illegal::Step {
            state: StepState::Active,
            ..
        } => "finish it first: done, failed or inconclusive",
        Illegal::NotPlanned(_) => "resolve it, or cancel it if it was none",
        Illegal::Joined(_) => "go on in that one, or undo the joining",
        Illegal::SetAside(_) => "attach the runbook again first",
        _ => return None,
    })
}

/// What to do about a journal.
pub fn journal(error: &JournalError) -> &'static str {
    match &error.fault {
        Fault::Newer { .. } => "use the newer runsheet, or another folder (RUNSHEET_DATA_DIR)",
        Fault::ReadOnly => {
            "make the file and its folder writable, or use another folder (RUNSHEET_DATA_DIR)"
        }
        Fault::Busy => "try again in a moment",
        Fault::Corrupt { .. } => {
            "keep the file, and start with another folder (RUNSHEET_DATA_DIR); doctor tells more"
        }
        Fault::Foreign => "use another folder (RUNSHEET_DATA_DIR)",
        Fault::Orphan => {
            "put the file back that it belongs to; or move the -wal away, to begin a new journal"
        }
        Fault::Mismatch => {
            "nothing was changed; move -wal and -shm away to go on with the file as it is, or put back the file they belong to"
        }
        Fault::Lost { saved: Some(_), .. } => {
            "copy the text of this act, leave, move the copy to where the journal was (and what lies there away), and start again"
        }
        Fault::Lost { .. } => {
            "copy the text of this act, leave, put the journal back where it was, and start again"
        }
        Fault::Full => "make room on that disk, then do it again",
        Fault::Io { .. } => "check the disk and its permissions, then do it again",
        Fault::Exists(_) | Fault::Named(_) => "nothing was added",
    }
}
