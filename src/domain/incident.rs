//! An incident: its log in the order of the merge, and the state folded from it.
//!
//! The fold cannot fail. An event that the table forbids stays in the log without effect.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::apply::{assign, keep_fact, shelve};
use super::event::{Event, Payload, Recorded};
use super::id::EventId;
use super::ledger::{Ledger, is_entry};
use super::legal::allowed;
use super::runbook::Runbook;
use super::scenario::Scenario;
use super::state::{LocalName, State};

/// The runbooks whose texts are known, by the SHA-256 of the text in hex.
pub type Books = HashMap<Arc<str>, Arc<Runbook>>;

/// One occurrence, with one or more runbooks attached.
#[derive(Debug, Clone, Default)]
pub struct Incident {
    state: State,
    log: Vec<Recorded>,
    effective: Vec<bool>,
    /// The events without effect.
    void: HashSet<EventId>,
    books: Books,
    scenario: Option<Arc<Scenario>>,
    name: LocalName,
}

impl Incident {
    /// An incident of which nothing is known yet.
    pub fn new(books: Books) -> Self {
        Self {
            books,
            ..Self::default()
        }
    }

    /// Folds a whole log, in whatever order it comes.
    pub fn fold(books: Books, log: Vec<Recorded>) -> Self {
        let mut incident = Self {
            log,
            books,
            ..Self::default()
        };
        incident.refold();
        incident
    }

    /// Adds one event. Only a late one, a retraction or an amendment needs a new fold.
    pub fn apply(&mut self, recorded: Recorded) {
        let in_order = self
            .log
            .last()
            .is_none_or(|last| last.order() < recorded.order());
        let amended_entry = is_entry(&recorded.event.payload);
        self.log.push(recorded);
        if !in_order || amended_entry {
            self.refold();
            return;
        }
        let recorded = &self.log[self.log.len() - 1];
        let view = (&recorded.event, &recorded.actor);
        let takes = take(&mut self.state, &self.void, recorded, view, &self.books);
        if !takes {
            self.void.insert(recorded.id);
        }
        self.effective.push(takes);
    }

    /// Adds several events at once, with one fold for all of them.
    pub fn extend(&mut self, recorded: Vec<Recorded>) {
        if recorded.len() < 2 {
            recorded.into_iter().for_each(|r| self.apply(r));
            return;
        }
        self.log.extend(recorded);
        self.refold();
    }

    /// Says what this journal calls the incident, where that is not the number of its opening.
    pub fn call_it(&mut self, name: Arc<str>) {
        self.name = LocalName(Some(name));
        self.state.name.clone_from(&self.name);
    }

    /// Makes a runbook known. Attachments of it take effect at the next fold.
    pub fn learn(&mut self, sha256: Arc<str>, runbook: Arc<Runbook>) {
        self.books.insert(sha256, runbook);
    }

    /// Makes the script of a drill known.
    pub fn learn_scenario(&mut self, scenario: Arc<Scenario>) {
        self.scenario = Some(scenario);
    }

    /// The script of a drill, where its text is at hand.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.scenario.as_ref()
    }

    /// Whether the text with this hash is known.
    pub fn knows(&self, sha256: &str) -> bool {
        self.books.contains_key(sha256)
    }

    /// The folded state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Every event in order, with whether it has an effect.
    pub fn log(&self) -> impl DoubleEndedIterator<Item = (&Recorded, bool)> + ExactSizeIterator {
        self.log.iter().zip(self.effective.iter().copied())
    }

    /// The event with this id.
    pub fn event(&self, id: EventId) -> Option<&Recorded> {
        self.log.iter().find(|r| r.id == id)
    }

    /// What later entries say of earlier ones.
    pub fn ledger(&self) -> Ledger {
        Ledger::read(&self.log)
    }

    /// The known runbooks.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The opening event's id.
    pub fn opening(&self) -> Option<EventId> {
        self.log
            .iter()
            .find(|r| matches!(r.event.payload, Payload::IncidentOpened { .. }))
            .map(|r| r.id)
    }

    /// The events of the group that `id` belongs to, in order.
    pub fn group(&self, id: EventId) -> Vec<EventId> {
        let head = self.event(id).and_then(|r| r.with).unwrap_or(id);
        self.log
            .iter()
            .filter(|r| r.id == head || r.with == Some(head))
            .map(|r| r.id)
            .collect()
    }

    /// This incident with further events, for looking ahead.
    pub fn with(&self, more: Vec<Recorded>) -> Incident {
        let mut ahead = self.clone();
        for recorded in more {
            ahead.apply(recorded);
        }
        ahead
    }

    fn refold(&mut self) {
        if !self.log.is_sorted_by(|a, b| a.order() <= b.order()) {
            self.log.sort_by_key(Recorded::order);
        }
        let ledger = Ledger::read(&self.log);
        let mut state = State {
            name: self.name.clone(),
            ..State::default()
        };
        self.effective.clear();
        self.void.clear();
        for recorded in &self.log {
            let effective = if ledger.is_retracted(recorded.id) {
                shelve(&mut state, &recorded.event, &self.books);
                false
            } else if is_entry(&recorded.event.payload) {
                !ledger.is_void(recorded.id)
                    && !is_of_void_group(&self.void, recorded)
                    && state.status.is_some()
            } else {
                let amended = ledger.view(recorded);
                let view = match &amended {
                    Some((event, actor)) => (event, actor),
                    None => (&recorded.event, &recorded.actor),
                };
                take(&mut state, &self.void, recorded, view, &self.books)
            };
            if !effective {
                self.void.insert(recorded.id);
            }
            self.effective.push(effective);
        }
        self.state = state;
    }
}

/// Whether an event belongs to a group whose head has no effect: what one command yielded
/// counts together or not at all.
fn is_of_void_group(void: &HashSet<EventId>, recorded: &Recorded) -> bool {
    recorded.with.is_some_and(|head| void.contains(&head))
}

/// Writes an event into the state if it has an effect, and says whether it has. `view` is the
/// event and its actor with all amendments in. What it says of a device is kept either way.
fn take(
    state: &mut State,
    void: &HashSet<EventId>,
    recorded: &Recorded,
    (event, actor): (&Event, &Arc<str>),
    books: &Books,
) -> bool {
    let counts = event.payload.is_fact() || !is_of_void_group(void, recorded);
    let legal = counts && allowed(state, event).is_ok();
    match legal {
        true => assign(state, event, recorded, actor, books),
        false => keep_fact(state, event, recorded, books),
    }
    legal
}
