//! The names that are offered, each with what it stands for. What cannot be read offers none.

use super::Line;
use crate::cli::context::{find_step, session_with};
use crate::cli::targets;
use crate::clock::SystemClock;
use crate::domain::id::StepRef;
use crate::domain::runbook::Runbook;
use crate::domain::state::State;
use crate::journal::SqliteJournal;
use crate::library::{Library, Scenarios};
use crate::operations::remembered;
use crate::session::Session;

/// Of a long journal the newest are offered.
const MOST: usize = 200;
/// So much of an event's id is offered.
const EVENT_DIGITS: usize = 8;

/// A name to offer, and what it stands for.
pub(super) type Name = (String, String);

/// A session on the journal, if there is one.
fn session(line: &Line) -> Option<Session> {
    let journal = line.program().paths().ok()?.journal();
    let journal = journal.exists().then(|| SqliteJournal::look(&journal))?;
    Some(session_with(
        journal.ok()?,
        Box::new(SystemClock),
        "responder",
    ))
}

/// Asks the state of the incident that the line names.
fn of_incident(line: &Line, names: impl Fn(&State) -> Vec<Name>) -> Vec<Name> {
    let known = || {
        let mut session = session(line)?;
        let head = session.find(&line.incident).ok()?;
        Some(names(session.load(head.id).ok()?.state()))
    };
    known().unwrap_or_default()
}

pub(super) fn incidents(line: &Line, typed: &str) -> Vec<Name> {
    let Some(mut session) = session(line) else {
        return Vec::new();
    };
    let is_number = typed.starts_with(|c: char| c.is_ascii_digit());
    let name = |key: String| match is_number {
        true => key.trim_start_matches("INC-").to_owned(),
        false => key,
    };
    let mut open = session.peek_unfinished().unwrap_or_default();
    open.reverse();
    let is_open = |id| open.iter().any(|(head, _)| head.id == id);
    let heads = session.heads().unwrap_or_default();
    let closed = heads.iter().rev().filter(|head| !is_open(head.id));
    let closed = closed
        .take(MOST)
        .map(|head| (name(head.key()), String::new()));
    let unfinished = open.iter();
    let mut names: Vec<Name> = unfinished
        .map(|(head, state)| (name(head.key()), format!("open: {}", state.title)))
        .chain(closed.collect::<Vec<_>>())
        .collect();
    if !names.is_empty() {
        names.push(("last".to_owned(), "the latest".to_owned()));
    }
    names
}

pub(super) fn runbooks(line: &Line, _: &str) -> Vec<Name> {
    let folders = line.program().runbook_folders().unwrap_or_default();
    let library = Library::load(&folders);
    let entries = library.entries().iter().map(|entry| &entry.book.runbook);
    entries
        .map(|runbook| (runbook.id.to_string(), runbook.title.to_string()))
        .collect()
}

pub(super) fn scenarios(line: &Line, _: &str) -> Vec<Name> {
    let folders = line.program().runbook_folders().unwrap_or_default();
    let scenarios = Scenarios::load(&Library::load(&folders), &folders);
    let entries = scenarios.entries().iter().map(|entry| &entry.scenario);
    entries
        .map(|scenario| (scenario.id.to_string(), scenario.title.to_string()))
        .collect()
}

/// By id, or by number where one was begun.
pub(super) fn steps(line: &Line, typed: &str) -> Vec<Name> {
    let is_number = typed.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
    of_incident(line, |state| {
        let steps = state.steps_in_use();
        steps
            .map(|(attachment, step)| {
                let at = StepRef {
                    runbook: attachment.id.clone(),
                    step: step.id.clone(),
                };
                let number = state.number_of(&at);
                match is_number {
                    true => (number, step.does.clone()),
                    false => (step.id.to_string(), format!("{number} {}", step.does)),
                }
            })
            .collect()
    })
}

pub(super) fn causes(line: &Line, _: &str) -> Vec<Name> {
    // `scan --runbook R --cause C` has no incident.
    let folders = line.program().runbook_folders().unwrap_or_default();
    let named = line.runbooks.iter();
    let named: Vec<_> = named
        .filter_map(|id| crate::library::find_one(&folders, id))
        .map(|entry| entry.book.runbook)
        .collect();
    let told = |runbook: &Runbook| -> Vec<Name> {
        let causes = runbook.causes.iter();
        causes
            .map(|cause| (cause.id.to_string(), cause.title.to_string()))
            .collect()
    };
    if !named.is_empty() {
        return named.iter().flat_map(|runbook| told(runbook)).collect();
    }
    of_incident(line, |state| {
        let attached = state.in_use().filter_map(|a| a.runbook.as_deref());
        attached.flat_map(told).collect()
    })
}

pub(super) fn answers(line: &Line, _: &str) -> Vec<Name> {
    let step = line.step.clone().unwrap_or_default();
    of_incident(line, |state| {
        let at = find_step(state, &step).ok();
        let step = at.and_then(|at| Some(state.step(&at)?.1.answers.clone()));
        let answers = step.unwrap_or_default().into_iter();
        answers
            .map(|answer| (answer.id, answer.says.unwrap_or_default()))
            .collect()
    })
}

/// With a value where an earlier incident with the same target had one.
pub(super) fn variables(line: &Line, _: &str) -> Vec<Name> {
    let offered = || {
        let mut session = session(line)?;
        let head = session.find(&line.incident).ok()?;
        remembered::offered(&mut session, head.id).ok()
    };
    let offered = offered().unwrap_or_default().into_iter();
    let mut names: Vec<Name> = offered
        .map(|(name, it)| (format!("{name}={}", it.value), format!("as in {}", it.from)))
        .collect();
    names.extend(of_incident(line, |state| {
        let attached = state.in_use().filter_map(|a| a.runbook.as_deref());
        let variables = attached.flat_map(|runbook| &runbook.variables);
        variables
            .map(|variable| (format!("{}=", variable.name), variable.ask.clone()))
            .collect()
    }));
    names
}

pub(super) fn all_targets(line: &Line, _: &str) -> Vec<Name> {
    let targets = targets::all(&line.program()).unwrap_or_default();
    targets
        .into_iter()
        .map(|target| (target.name.to_string(), target.kind.name.to_string()))
        .collect()
}

/// The ends of the ids, the newest first: nobody types more of them.
pub(super) fn events(line: &Line, _: &str) -> Vec<Name> {
    let known = || {
        let mut session = session(line)?;
        let head = session.find(&line.incident).ok()?;
        let incident = session.load(head.id).ok()?;
        let log = incident.log().map(|(recorded, _)| recorded);
        let mut names: Vec<Name> = log
            .map(|recorded| {
                let id = recorded.id.to_string();
                let end = id.len().saturating_sub(EVENT_DIGITS);
                (
                    id[end..].to_owned(),
                    recorded.event.payload.kind().to_owned(),
                )
            })
            .collect();
        names.reverse();
        names.truncate(MOST);
        Some(names)
    };
    known().unwrap_or_default()
}
