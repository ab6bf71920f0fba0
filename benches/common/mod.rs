//! What the benchmarks share: a session on a journal of its own, an incident, and an act.

use std::path::Path;

use runsheet::clock::SystemClock;
use runsheet::domain::command::{Command, Opening};
use runsheet::domain::id::{IncidentId, ReplicaId};
use runsheet::journal::SqliteJournal;
use runsheet::library::{Library, read_kept};
use runsheet::session::{Session, SubmitOptions, Who};
use uuid::Uuid;

/// A session on the journal at a path.
pub fn session(path: &Path) -> Session {
    let journal = SqliteJournal::open(path, || ReplicaId(Uuid::now_v7())).expect("a journal");
    let read = |text: &str| match read_kept(text) {
        Ok(book) => Ok(book.runbook),
        Err(_) => Err("a runbook".to_owned()),
    };
    let who = Who {
        actor: "bench".into(),
        role: "responder".into(),
    };
    Session::new(
        Box::new(journal),
        Box::new(SystemClock),
        Box::new(Uuid::now_v7),
        Box::new(read),
        who,
    )
}

/// Opens an incident.
pub fn open(session: &mut Session) -> IncidentId {
    let library = Library::load(&[]);
    let entry = library
        .get("anyconnect-authentication-failure")
        .expect("it is embedded");
    let opening = Opening {
        acknowledge: true,
        ..Opening::of(entry.book.clone())
    };
    let outcome = session.open(opening, &entry.shared_text(), SubmitOptions::default());
    outcome.expect("a new journal takes it").incident
}

/// One durable act.
pub fn note(session: &mut Session, incident: IncidentId, n: usize) {
    let text = format!("note {n}: the carrier says that the line is up again");
    let command = Command::AddNote { text, step: None };
    let done = session.submit(incident, command, SubmitOptions::default());
    done.expect("a note is always legal");
}
