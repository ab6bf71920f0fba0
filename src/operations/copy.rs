//! What a step runs is filled in and handed on, and then recorded: nothing counts as copied
//! that was not.
//!
//! Whatever forbids the record is asked for first. Only that an incident is held or over
//! forbids no copy: it takes no acts, but its commands may be read, and then nothing is recorded.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::clipboard::Clipboard;
use crate::domain::command::Command;
use crate::domain::event::Mode;
use crate::domain::fill::{Filling, Unfilled};
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::legal::Illegal;
use crate::domain::refusal::Refusal;
use crate::domain::state::Status;
use crate::session::{Session, SessionError, SubmitOptions};

/// Which run of which step.
#[derive(Debug, Clone)]
pub struct CopyRequest {
    /// The incident.
    pub incident: IncidentId,
    /// The step.
    pub step: StepRef,
    /// Which of its runs, from 1.
    pub index: u32,
    /// Values for this time, which win over the recorded ones.
    pub values: BTreeMap<String, String>,
    /// When.
    pub options: SubmitOptions,
}

/// Where it goes.
pub enum Outlet<'a> {
    /// The clipboard, and the file beside it.
    Clipboard(&'a mut dyn Clipboard),
    /// Whoever reads our output. Says what failed.
    Pipe(&'a mut dyn FnMut(&str) -> Result<(), String>),
}

/// Where it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// To the clipboard; how, in words.
    Clipboard(String),
    /// Only into the file beside it; why, in words.
    FileOnly(String),
    /// To whoever reads our output.
    Pipe,
    /// Nowhere but into the file: the outage of a drill is simulated, the devices that stand in
    /// a command are not, and what lies in a clipboard is pasted somewhere sooner or later.
    Drill,
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// For what kind of device it is.
    pub device: String,
    /// The text, with the names of secrets in the place of their values.
    pub shown: String,
    /// Where it went.
    pub sent: Sent,
    /// The file that holds it, too.
    pub kept: Option<PathBuf>,
    /// Why it is not recorded, if it is not: the incident takes no acts.
    pub unrecorded: Option<Status>,
}

/// Why nothing was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyFailure {
    /// The rules forbid it, or the journal cannot be written.
    #[error("{0}")]
    Session(#[from] SessionError),
    /// A value is missing or refused.
    #[error("{0}")]
    Unfilled(Unfilled),
    /// Nothing took it.
    #[error("not copied: {0}")]
    Unsent(String),
}

impl From<Refusal> for CopyFailure {
    fn from(refusal: Refusal) -> Self {
        Self::Session(refusal.into())
    }
}

/// Copies it.
pub fn copy(
    session: &mut Session,
    request: CopyRequest,
    to: Outlet,
) -> Result<Copied, CopyFailure> {
    let (step, index) = (request.step, request.index);
    let state = session.load(request.incident)?.state();
    let takes_acts = matches!(state.status, Some(Status::Open | Status::Mitigated));
    let Some((attachment, known)) = state.step(&step) else {
        let missing = Illegal::NoSuchStep(step.to_string());
        return Err(Refusal::from(missing).into());
    };
    let place = (index as usize).checked_sub(1);
    let Some(run) = place.and_then(|place| known.run.get(place)).cloned() else {
        return Err(Refusal::NoSuchRun {
            step: format!("{} ({})", state.number_of(&step), step.step),
            index,
            count: known.run.len(),
        }
        .into());
    };
    let is_drill = state.mode() == Mode::Drill;
    let unrecorded = state.status.filter(|_| !takes_acts);
    let runbook = attachment.runbook.clone();
    let mut values = state.variables.clone();
    values.extend(request.values);
    let filling = Filling {
        variables: runbook.as_deref().map_or(&[][..], |r| &r.variables),
        values: &values,
        examples: is_drill,
        secret: |name: &str| session.secrets.get(name),
    };
    let text = filling.fill(&run).map_err(CopyFailure::Unfilled)?;
    let command = Command::CopyRun { step, index };
    if takes_acts {
        session.check(request.incident, &command, request.options)?;
    }
    let shown = session.secrets.mask(&text);
    let (sent, kept) = send(&text, shown != text, is_drill, to)?;
    if takes_acts {
        session.submit(request.incident, command, request.options)?;
    }
    Ok(Copied {
        device: run.device,
        shown,
        sent,
        kept,
        unrecorded,
    })
}

/// Hands a text on.
fn send(
    text: &str,
    is_secret: bool,
    is_drill: bool,
    to: Outlet,
) -> Result<(Sent, Option<PathBuf>), CopyFailure> {
    let clipboard = match to {
        Outlet::Pipe(_) if is_drill => return Ok((Sent::Drill, None)),
        Outlet::Pipe(print) => {
            print(text).map_err(CopyFailure::Unsent)?;
            return Ok((Sent::Pipe, None));
        }
        Outlet::Clipboard(clipboard) => clipboard,
    };
    let sent = match is_drill {
        true => Ok(Sent::Drill),
        false => clipboard.copy(text).map(Sent::Clipboard),
    };
    let kept = clipboard.keep((!is_secret).then_some(text));
    match (sent, &kept) {
        (Ok(sent), _) => Ok((sent, kept)),
        // The file beside it is a copy, too.
        (Err(what), Some(_)) => Ok((Sent::FileOnly(what), kept)),
        (Err(what), None) => Err(CopyFailure::Unsent(what)),
    }
}
