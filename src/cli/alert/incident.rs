//! An alert and the incident that it belongs to: one that is open already, or a new one.

use std::collections::BTreeSet;

use super::Alert;
use crate::cli::context::{Program, key_of};
use crate::cli::failure::{Exit, Failure};
use crate::cli::{output, screen};
use crate::domain::command::Command;
use crate::domain::event::Payload;
use crate::domain::id::IncidentId;
use crate::domain::state::State;
use crate::journal::Head;
use crate::library::Entry;
use crate::operations::Awaited;
use crate::search::Hit;
use crate::session::SubmitOptions;

/// What was searched for, and the rank of what was taken.
type Chosen = (String, u32);

/// The open incident that has an alert, or one of its group.
pub fn open_with(program: &mut Program, alert: &Alert) -> Result<Option<Head>, Failure> {
    let session = program.session()?;
    let heads = session.unfinished()?.into_iter().rev();
    let mut of_alert = heads.filter(|head| {
        let state = session.incident(head.id).map(|incident| incident.state());
        state.is_some_and(|state| alert.is_of(state))
    });
    Ok(of_alert.next())
}

/// An alert that fires no more is no reason to open anything. The incident that is open for it is
/// told, once.
pub fn resolved(
    program: &mut Program,
    alert: &Alert,
    known: Option<Head>,
    json: bool,
) -> Result<(), Failure> {
    let title = &alert.title;
    let Some(head) = known else {
        let what = format!(
            "the alert \"{title}\" is resolved, and no open incident has it: nothing was opened"
        );
        return Err(Failure::new(Exit::Failed, what));
    };
    let key = key_of(head);
    let text = format!("its alert is resolved: {title}");
    let session = program.session()?;
    let is_last_word = {
        let words = session.load(head.id)?.log().rev();
        let mut words = words.filter_map(|(recorded, _)| match &recorded.event.payload {
            Payload::NoteAdded { text } if text.contains("its alert") => Some(text.as_str()),
            _ => None,
        });
        words.next() == Some(&*text)
    };
    if !is_last_word {
        let note = Command::AddNote { text, step: None };
        session.submit(head.id, note, SubmitOptions::default())?;
    }
    output::remark(&format!(
        "runsheet: the alert \"{title}\" is resolved, which {key} notes; it stays open: look whether \
         users can work again, then: mark {key} mitigated, or mark {key} resolved --cause CAUSE"
    ));
    answer(program, head, &key, json)
}

/// The alert belongs to an incident that is open: what is new of it goes there.
pub fn go_on(
    program: &mut Program,
    head: Head,
    alert: &Alert,
    (detach, json): (bool, bool),
) -> Result<(), Failure> {
    let key = key_of(head);
    if !detach {
        screen::require_terminal(program)?;
    }
    let is_news = {
        let state = program.session()?.load(head.id)?.state();
        !alert.news(state).is_empty()
    };
    if is_news {
        keep(
            program,
            head.id,
            alert,
            format!("more of its alert:\n{}", alert.note()),
        )?;
    }
    let became = if is_news {
        "what is new of it is recorded"
    } else {
        "it says nothing new"
    };
    output::remark(&format!(
        "{key} is open for the alert \"{}\": no second incident was opened, {became}",
        alert.title
    ));
    if !detach {
        return screen::walk(program, head.id);
    }
    answer(program, head, &key, json)
}

/// Prints which incident it is.
fn answer(program: &mut Program, head: Head, key: &str, json: bool) -> Result<(), Failure> {
    let state = program.session()?.load(head.id)?.state();
    let runbook = state.in_use().next().map(|attached| attached.id.clone());
    match json {
        true => output::print_json(&serde_json::json!({
            "incident": key,
            "id": head.id,
            "runbook": runbook,
            "existing": true,
        })),
        false => output::print(&format!("{key}\n")),
    }
}

/// Records what an alert says, and what it is known by.
pub fn keep(
    program: &mut Program,
    incident: IncidentId,
    alert: &Alert,
    text: String,
) -> Result<(), Failure> {
    let session = program.session()?;
    let news = alert.news(session.load(incident)?.state());
    for link in news {
        session.submit(incident, link.command(), SubmitOptions::default())?;
    }
    let note = Command::AddNote { text, step: None };
    session.submit(incident, note, SubmitOptions::default())?;
    Ok(())
}

/// What the incident will be told for which a runbook is still to be chosen.
pub fn awaited(alert: &Alert) -> Awaited {
    let links = alert.news(&State::default()).into_iter();
    let text = alert.note();
    let note = Command::AddNote { text, step: None };
    let known = alert.clone();
    Awaited {
        title: alert.title.clone(),
        severity: alert.severity,
        detected: alert.starts_at,
        values: Box::new(move |runbook| known.variables(runbook)),
        commands: links.map(|link| link.command()).chain([note]).collect(),
    }
}

/// Whether a runbook holds at least half of the words that an alert is searched by. With fewer it
/// is only the nearest of many that know nothing of it.
fn fits(query: &str, hit: &Hit) -> bool {
    let words = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| word.chars().count() > 2);
        words.map(str::to_lowercase).collect::<BTreeSet<_>>()
    };
    let asked = words(query);
    let held = hit.matches.iter().flat_map(|found| &found.terms);
    let held: BTreeSet<String> = held.flat_map(|term| words(term)).collect();
    asked.intersection(&held).count() * 2 >= asked.len()
}

/// The runbook that the search finds first for an alert's words.
pub fn first_for(program: &mut Program, alert: &Alert) -> Result<(Entry, Option<Chosen>), Failure> {
    let query = alert.query.clone();
    let library = program.library()?;
    let first = library.index().search(&query).into_iter().next();
    let Some(hit) = first.filter(|_| !query.trim().is_empty()) else {
        let what = format!("no runbook holds the alert's words \"{query}\"");
        return Err(Failure::new(Exit::NoInput, what)
            .hint("name one: start RUNBOOK --alert …; runbooks lists them"));
    };
    let said = if fits(&query, &hit) {
        "the first for"
    } else {
        "which shares few words with"
    };
    output::remark(&format!(
        "runbook {}, {said} \"{query}\": {}",
        hit.runbook, hit.title
    ));
    if !fits(&query, &hit) {
        output::remark(&format!(
            "runsheet: none may fit this alert; search \"{}\", then attach INCIDENT RUNBOOK",
            query
        ));
    }
    Ok((
        program.runbook(hit.runbook.as_str())?,
        Some((query, hit.rank)),
    ))
}
