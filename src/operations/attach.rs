//! A runbook is attached, found by a search or named.

use crate::domain::command::Command;
use crate::domain::id::IncidentId;
use crate::library::Entry;
use crate::session::{Session, SessionError, SubmitOptions, Submitted};

/// What to attach, and to what.
pub struct AttachRequest {
    /// The incident.
    pub incident: IncidentId,
    /// The runbook.
    pub entry: Entry,
    /// The query that found it, and its rank.
    pub found: Option<(String, u32)>,
    /// Why; kept as a note.
    pub reason: Option<String>,
    /// When, and whether its first step starts.
    pub options: SubmitOptions,
}

/// Attaches it. The note is an act of its own, behind it.
pub fn attach(session: &mut Session, request: AttachRequest) -> Result<Submitted, SessionError> {
    let AttachRequest {
        incident, entry, ..
    } = request;
    let (text, runbook) = (entry.shared_text(), entry.book.runbook.id.clone());
    let (book, options) = (entry.book, request.options);
    let mut outcome = match request.found {
        Some(found) => session.attach_found(incident, book, &text, found, options)?,
        None => session.attach(incident, book, &text, options)?,
    };
    if let Some(reason) = request.reason {
        let text = format!("attached {runbook}: {reason}");
        let note = Command::AddNote { text, step: None };
        let noted = session.submit(incident, note, options)?;
        outcome.events.extend(noted.events);
    }
    Ok(outcome)
}
