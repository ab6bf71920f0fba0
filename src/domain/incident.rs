//! An incident: its log in the order of the merge, and the state folded from it.
//!
//! The fold cannot fail. An event that the table forbids stays in the log without effect.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::apply::{assign, keep_fact, shelve};
use super::chain::Tail;
use super::event::{Event, Payload, Recorded};
use super::id::{EventId, ReplicaId};
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
    /// Where the chain of each replica ends.
    tails: HashMap<ReplicaId, Tail>,
    /// A text became known that an earlier event attached: the state is that of a fold without
    /// it.
    is_stale: bool,
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
        let mut incident = Self::new(books);
        log.into_iter().for_each(|recorded| incident.keep(recorded));
        incident.refold();
        incident
    }

    /// Adds one event.
    pub fn apply(&mut self, recorded: Recorded) {
        self.extend(vec![recorded]);
    }

    /// Adds several events at once. Only a late one, a retraction or an amendment needs a new
    /// fold, and then it is one for all of them: what stands behind the rest and speaks of
    /// none of it changes nothing of what was folded.
    pub fn extend(&mut self, recorded: Vec<Recorded>) {
        let follows = |before: Option<&Recorded>, next: &Recorded| {
            before.is_none_or(|before| before.order() < next.order())
        };
        let is_next = recorded.is_sorted_by(|a, b| a.order() < b.order())
            && recorded
                .first()
                .is_none_or(|first| follows(self.log.last(), first));
        let mut entries = recorded.iter().filter(|r| is_entry(&r.event.payload));
        if self.is_stale || !is_next || entries.next().is_some() {
            recorded.into_iter().for_each(|new| self.keep(new));
            self.refold();
            return;
        }
        for new in recorded {
            self.keep(new);
            self.take_last();
        }
    }

    /// Keeps an event, whatever comes of it.
    fn keep(&mut self, recorded: Recorded) {
        let tail = Tail {
            seq: recorded.seq,
            hash: recorded.hash.clone(),
        };
        let known = self
            .tails
            .entry(recorded.replica)
            .or_insert_with(|| tail.clone());
        if known.seq < tail.seq {
            *known = tail;
        }
        self.log.push(recorded);
    }

    /// Where the chain of a replica ends.
    pub fn tail(&self, replica: ReplicaId) -> Option<&Tail> {
        self.tails.get(&replica)
    }

    /// Takes the last event of the log into the state.
    fn take_last(&mut self) {
        let Some(recorded) = self.log.last() else {
            return;
        };
        let view = (&recorded.event, &recorded.actor);
        let takes = take(&mut self.state, &self.void, recorded, view, &self.books);
        if !takes {
            self.void.insert(recorded.id);
        }
        self.effective.push(takes);
    }

    /// Says what this journal calls the incident, where that is not the number of its opening.
    pub fn call_it(&mut self, name: Arc<str>) {
        self.name = LocalName(Some(name));
        self.state.name.clone_from(&self.name);
    }

    /// Makes a runbook known. Attachments of it take effect at the next fold.
    pub fn learn(&mut self, sha256: Arc<str>, runbook: Arc<Runbook>) {
        let attaches = |recorded: &Recorded| matches!(&recorded.event.payload, Payload::RunbookAttached { sha256: known, .. } if *known == sha256);
        if !self.books.contains_key(&sha256) {
            self.is_stale |= self.log.iter().any(attaches);
            self.books.insert(sha256, runbook);
        }
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
        ahead.extend(more);
        ahead
    }

    fn refold(&mut self) {
        self.is_stale = false;
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
