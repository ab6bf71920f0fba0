//! The texts of runbooks and of drills' scripts that were kept in the journal: each is read once,
//! and every incident that attached it is taught it.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Loaded, Session, SessionError};
use crate::domain::command::{Book, Text};
use crate::domain::event::{Mode, Payload, Recorded};
use crate::domain::id::IncidentId;
use crate::domain::runbook::Runbook;
use crate::domain::scenario::Scenario;
use crate::domain::scenario_ref::ScenarioRef;
use crate::journal::{JournalError, JournalReader, Position};

/// Makes a runbook of a text that was kept in the journal.
pub type ReadRunbook = Box<dyn Fn(&str) -> Result<Arc<Runbook>, String> + Send>;

/// Makes a drill's script of a text that was kept in the journal.
pub type ReadScenario = Box<dyn Fn(&str) -> Result<Arc<Scenario>, String> + Send>;

/// The scripts of drills that are known, by the SHA-256 of their texts.
#[derive(Default)]
pub(super) struct KnownScenarios {
    pub(super) known: HashMap<Arc<str>, Arc<Scenario>>,
    pub(super) read: Option<ReadScenario>,
}

impl Session {
    /// Makes runbooks known, so that their kept texts need not be read again.
    pub fn know<'a>(&mut self, books: impl IntoIterator<Item = &'a Book>) {
        for book in books {
            self.books.insert(book.sha256.clone(), book.runbook.clone());
        }
    }

    /// The text of a runbook that was attached.
    pub fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, SessionError> {
        Ok(self.journal.text(sha256)?)
    }

    /// The runbook with this text, if it is at hand and can be read.
    pub fn book(&mut self, sha256: &Arc<str>) -> Result<Option<Arc<Runbook>>, SessionError> {
        if let Some(book) = self.books.get(sha256) {
            return Ok(Some(book.clone()));
        }
        let Some(text) = self.journal.text(sha256)? else {
            return Ok(None);
        };
        match (self.read_runbook)(&text) {
            Ok(book) => {
                self.books.insert(sha256.clone(), book.clone());
                Ok(Some(book))
            }
            Err(what) => {
                self.warnings.push(unreadable(&what));
                Ok(None)
            }
        }
    }

    pub(super) fn take_in(
        &mut self,
        id: IncidentId,
        events: Vec<Recorded>,
        position: Position,
        texts: Vec<Text>,
    ) {
        take_in(
            &mut self.loaded,
            &mut self.books,
            &mut self.scenarios,
            &mut self.warnings,
            &self.read_runbook,
            (id, events, position, texts),
        );
    }
}

fn unreadable(what: &str) -> String {
    format!("a runbook kept in the journal cannot be read by this version: {what}")
}

/// The drill that an event opens.
fn opened_drill(event: &Recorded) -> Option<ScenarioRef> {
    match &event.event.payload {
        Payload::IncidentOpened {
            mode: Mode::Drill,
            scenario: Some(scenario),
            ..
        } => scenario.parse().ok(),
        _ => None,
    }
}

/// The texts of runbooks and scripts that new events speak of and that are not known yet.
pub(super) fn learnable(
    events: &[Recorded],
    known: &HashMap<Arc<str>, Arc<Runbook>>,
    scenarios: &KnownScenarios,
    journal: &(impl JournalReader + ?Sized),
) -> Result<Vec<Text>, JournalError> {
    let mut texts = Vec::new();
    for event in events {
        let sha256 = match &event.event.payload {
            Payload::RunbookAttached { sha256, .. } if !known.contains_key(sha256) => {
                sha256.clone()
            }
            _ => match opened_drill(event) {
                Some(drill) if !scenarios.known.contains_key(&drill.sha256) => drill.sha256,
                _ => continue,
            },
        };
        if let Some(text) = journal.text(&sha256)? {
            texts.push(Text { sha256, text });
        }
    }
    Ok(texts)
}

/// Folds new events into an incident in memory. Apart from the session's methods, because a
/// transaction borrows the journal meanwhile.
pub(super) fn take_in(
    loaded: &mut HashMap<IncidentId, Loaded>,
    books: &mut HashMap<Arc<str>, Arc<Runbook>>,
    scenarios: &mut KnownScenarios,
    warnings: &mut Vec<String>,
    read_runbook: &ReadRunbook,
    (id, events, position, texts): (IncidentId, Vec<Recorded>, Position, Vec<Text>),
) {
    let drill = events.iter().find_map(opened_drill);
    for text in texts {
        if drill.as_ref().is_some_and(|d| d.sha256 == text.sha256) {
            match scenarios.read.as_ref().map(|read| read(&text.text)) {
                Some(Ok(scenario)) => drop(scenarios.known.insert(text.sha256, scenario)),
                Some(Err(what)) => warnings.push(format!(
                    "a drill's script kept in the journal cannot be read by this version: {what}"
                )),
                None => {}
            }
            continue;
        }
        match read_runbook(&text.text) {
            Ok(runbook) => {
                books.insert(text.sha256, runbook);
            }
            Err(what) => warnings.push(unreadable(&what)),
        }
    }
    let entry = loaded.entry(id).or_default();
    if let Some(scenario) = drill.and_then(|drill| scenarios.known.get(&drill.sha256)) {
        entry.incident.learn_scenario(scenario.clone());
    }
    for event in &events {
        if let Payload::RunbookAttached { sha256, .. } = &event.event.payload
            && let Some(runbook) = books.get(sha256)
        {
            entry.incident.learn(sha256.clone(), runbook.clone());
        }
    }
    entry.incident.extend(events);
    entry.position = position;
}
