//! Decide, record, apply: the one place with that order.
//!
//! One transaction spans reading what others wrote, folding it, deciding, numbering,
//! hashing and inserting. The state in memory changes only after the commit, so a screen
//! can show nothing that is not durable.
//!
//! Long because the order of one transaction should be read in one place.

mod masking;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::domain::chain::{self, Link};
use crate::domain::command::{Book, Command, Context, DrillOpening, Opening, Text};
use crate::domain::decide;
use crate::domain::event::{Mode, Payload, Recorded};
use crate::domain::id::{EventId, IncidentId};
use crate::domain::incident::{Books, Incident};
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Runbook;
use crate::domain::scenario::Scenario;
use crate::domain::scenario_ref::ScenarioRef;
use crate::domain::state::{State, Status};
use crate::domain::time::{Reported, TimeSource, Timestamp};
use crate::journal::{self, Head, Journal, JournalError, NoSuchName, Position, Reader};
use crate::masks::Masks;

pub use masking::{MaskedText, Secrets, said};

/// Makes a runbook of a text that was kept in the journal.
pub type ReadRunbook = Box<dyn Fn(&str) -> Result<Arc<Runbook>, String> + Send>;

/// Makes a drill's script of a text that was kept in the journal.
pub type ReadScenario = Box<dyn Fn(&str) -> Result<Arc<Scenario>, String> + Send>;

/// The scripts of drills that are known, by the SHA-256 of their texts.
#[derive(Default)]
struct Scenarios {
    known: HashMap<Arc<str>, Arc<Scenario>>,
    read: Option<ReadScenario>,
}

/// A clock may be set back by so much without being told: clocks are corrected all day.
const CLOCK_TOLERANCE_MS: i64 = 2_000;

/// Who works with this session.
#[derive(Debug, Clone)]
pub struct Who {
    /// The name recorded.
    pub actor: Arc<str>,
    /// The role recorded; `responder` unless said.
    pub role: Arc<str>,
}

/// How a command is given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Manner {
    /// When it happened, if not now.
    pub at: Option<Reported>,
    /// When a step ends, start the next one. Only the screen does so.
    pub auto_start: bool,
}

/// What a session cannot do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The rules forbid it.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The journal cannot be read or written.
    #[error("{0}")]
    Journal(#[from] JournalError),
    /// A write failed so late that it may have been done, and the journal could not be asked.
    #[error("it is not known whether this was recorded: {0}")]
    Unknown(JournalError),
    /// There is no such incident.
    #[error("there is no incident {0}")]
    NoSuchIncident(String),
    /// Several incidents are called so.
    #[error("several incidents are called {name}: {}", .choices.join(", "))]
    Ambiguous {
        /// The name.
        name: String,
        /// Their keys.
        choices: Vec<String>,
    },
    /// Events to import do not fit those that are here.
    #[error("event {0} is here already with other content")]
    Conflict(EventId),
    /// The operator's own masks cannot be read, so what they hide would be recorded.
    #[error("nothing is recorded, because your own masks cannot be read: {0}")]
    NoMasks(String),
}

/// The events that a command yielded.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The incident.
    pub incident: IncidentId,
    /// The events, the head of the group first.
    pub events: Vec<Recorded>,
    /// What was masked in their texts.
    pub masked: Vec<MaskedText>,
    /// The keys of the drills that a live incident stopped as it was opened.
    pub held: Vec<String>,
}

/// An incident in memory, and how far it has been read.
#[derive(Default)]
struct Loaded {
    incident: Incident,
    position: Position,
}

/// One operator's work on a journal.
pub struct Session {
    journal: Box<dyn Journal + Send>,
    clock: Box<dyn Clock>,
    new_id: Box<dyn FnMut() -> Uuid + Send>,
    read_runbook: ReadRunbook,
    who: Who,
    loaded: HashMap<IncidentId, Loaded>,
    books: HashMap<Arc<str>, Arc<Runbook>>,
    scenarios: Scenarios,
    version: u64,
    /// A write failed, and the journal could not be opened again since. Nothing is read from
    /// it meanwhile: what it would show may not be durable.
    lost: bool,
    /// What is masked in events, or why that is not known. Until it is said, the rules that
    /// always hold.
    masks: Result<Masks, String>,
    /// What was masked since it was last taken.
    masked: Vec<MaskedText>,
    /// The values of secret variables.
    pub secrets: Secrets,
    /// What could not be read of runbooks kept in the journal, in words.
    pub warnings: Vec<String>,
    /// Incidents that are damaged, by key, and what is wrong with each.
    pub damaged: BTreeMap<String, String>,
    /// The incidents whose chains were checked.
    checked: HashSet<IncidentId>,
    /// A clock that was set back is noticed by each act. A screen notices it by itself.
    pub notices_clock: bool,
    /// Events that were recorded.
    pub recorded: usize,
}

impl Session {
    /// A session on a journal.
    pub fn new(
        journal: Box<dyn Journal + Send>,
        clock: Box<dyn Clock>,
        new_id: Box<dyn FnMut() -> Uuid + Send>,
        read_runbook: ReadRunbook,
        who: Who,
    ) -> Self {
        Self {
            journal,
            clock,
            new_id,
            read_runbook,
            who,
            loaded: HashMap::new(),
            books: HashMap::new(),
            scenarios: Scenarios::default(),
            version: 0,
            lost: false,
            masks: Ok(Masks::default()),
            masked: Vec::new(),
            secrets: Secrets::default(),
            warnings: Vec::new(),
            damaged: BTreeMap::new(),
            checked: HashSet::new(),
            notices_clock: false,
            recorded: 0,
        }
    }

    /// Says how the kept scripts of drills are read. Without it drills are incidents whose
    /// script is not at hand.
    pub fn read_scenarios_with(&mut self, read: ReadScenario) {
        self.scenarios.read = Some(read);
    }

    /// Says what is masked in events beside what always is, or why that cannot be said. Then
    /// nothing is recorded: what those masks are to hide would stand there for good.
    pub fn mask_with(&mut self, masks: Result<Masks, String>) {
        self.masks = masks;
    }

    /// What is masked in events; fails if that is not known.
    pub fn masks(&self) -> Result<&Masks, SessionError> {
        let masks = self.masks.as_ref();
        masks.map_err(|what| SessionError::NoMasks(what.clone()))
    }

    /// What was masked since this was last asked.
    pub fn take_masked(&mut self) -> Vec<MaskedText> {
        std::mem::take(&mut self.masked)
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Milliseconds of a clock that never jumps.
    pub fn steady_ms(&self) -> i64 {
        self.clock.steady_ms()
    }

    /// Who works with it.
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The journal, for reading.
    pub fn journal(&self) -> &dyn Journal {
        &*self.journal
    }

    /// How long an act waits for another process that writes.
    pub fn wait_at_most(&mut self, patience: Duration) {
        self.journal.wait_at_most(patience);
    }

    /// Makes runbooks known, so that their kept texts need not be read again.
    pub fn know<'a>(&mut self, books: impl IntoIterator<Item = &'a Book>) {
        for book in books {
            self.books.insert(book.sha256.clone(), book.runbook.clone());
        }
    }

    /// All incidents, by number.
    pub fn heads(&self) -> Result<Vec<Head>, SessionError> {
        Ok(self.journal.heads()?)
    }

    /// The incidents that are open, held or mitigated, by number.
    pub fn unfinished(&mut self) -> Result<Vec<Head>, SessionError> {
        let mut unfinished = Vec::new();
        for head in self.journal.maybe_unfinished()? {
            let state = self.load_if_whole(head)?.map(|i| i.state());
            if state.is_some_and(State::is_unfinished) {
                unfinished.push(head);
            }
        }
        Ok(unfinished)
    }

    /// The live incidents that are resolved and the planned work that is over, none of them closed,
    /// the newest first, at most so many. Of a drill nothing is left to close.
    pub fn resolved(&mut self, most: usize) -> Result<Vec<Head>, SessionError> {
        let mut resolved = Vec::new();
        // A journal in which nobody ever closes anything must not be read from end to end.
        let looked_at = self.journal.maybe_unclosed()?.into_iter().rev();
        for head in looked_at.take(most.saturating_mul(10)) {
            let state = self.load(head.id)?.state();
            let is_over = matches!(state.status, Some(Status::Resolved | Status::BackedOut));
            if is_over && state.mode() != Mode::Drill && state.joined_into.is_none() {
                resolved.push(head);
            }
            if resolved.len() == most {
                break;
            }
        }
        Ok(resolved)
    }

    /// The incidents that are open, held or mitigated, as far as their events alone tell:
    /// without the runbooks, and so without steps. Nothing of it is kept. For a first frame.
    pub fn peek_unfinished(&mut self) -> Result<Vec<(Head, State)>, SessionError> {
        self.recover()?;
        let mut unfinished = Vec::new();
        for head in self.journal.maybe_unfinished()? {
            let read = self.journal.read(head.id, Position::default());
            let Some((events, _)) = self.pass_over(head, read.map_err(SessionError::from))? else {
                continue;
            };
            let state = Incident::fold(Books::new(), events).state().clone();
            if state.is_unfinished() {
                unfinished.push((head, state));
            }
        }
        Ok(unfinished)
    }

    /// The incident that a key (`INC-12`, `12`, `INC-12-ab3`), an id, or `last` names.
    pub fn find(&self, name: &str) -> Result<Head, SessionError> {
        journal::find(&self.journal.heads()?, name).map_err(|missed| match missed {
            NoSuchName::Unknown => SessionError::NoSuchIncident(name.to_owned()),
            NoSuchName::Ambiguous(choices) => SessionError::Ambiguous {
                name: name.to_owned(),
                choices,
            },
        })
    }

    /// An incident as it is now, or nothing if it is damaged: where many are gone through, one
    /// hides none of the others. What is wrong with it is kept in [`Session::damaged`].
    pub fn load_if_whole(&mut self, head: Head) -> Result<Option<&Incident>, SessionError> {
        let loaded = self.load(head.id).map(drop);
        match self.pass_over(head, loaded)? {
            Some(()) => Ok(self.incident(head.id)),
            None => Ok(None),
        }
    }

    /// Keeps damage in mind and goes on; anything else fails.
    fn pass_over<T>(
        &mut self,
        head: Head,
        read: Result<T, SessionError>,
    ) -> Result<Option<T>, SessionError> {
        match read {
            Ok(read) => Ok(Some(read)),
            Err(SessionError::Journal(JournalError::Corrupt { what, .. })) => {
                self.damaged.insert(head.key(), what);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What is wrong with the chains of an incident that was loaded, the first time that it is
    /// asked for. What was altered is still shown: nothing is hidden by it.
    pub fn broken_chain(&mut self, id: IncidentId) -> Option<String> {
        let loaded = self.loaded.get(&id)?;
        if !self.checked.insert(id) {
            return None;
        }
        let log: Vec<Recorded> = loaded.incident.log().map(|(r, _)| r.clone()).collect();
        chain::first_break(&log)
    }

    /// Everything that is wrong with an incident: every event is read, every chain checked.
    pub fn flaws(&self, id: IncidentId) -> Result<Vec<String>, SessionError> {
        Ok(self.journal.flaws(id)?)
    }

    /// An incident as it is now, with everything that others have recorded.
    pub fn load(&mut self, id: IncidentId) -> Result<&Incident, SessionError> {
        self.recover()?;
        let seen = self.loaded.entry(id).or_default();
        let (events, position) = self.journal.read(id, seen.position)?;
        if !events.is_empty() {
            let texts = learnable(&events, &self.books, &self.scenarios, &*self.journal)?;
            self.take_in(id, events, position, texts);
            self.name(id)?;
        }
        let loaded = self.loaded.get(&id).map(|loaded| &loaded.incident);
        loaded
            .filter(|incident| incident.log().len() > 0)
            .ok_or_else(|| SessionError::NoSuchIncident(id.to_string()))
    }

    /// Tells an incident from elsewhere what it is called here.
    fn name(&mut self, id: IncidentId) -> Result<(), JournalError> {
        let own = self.journal.replica();
        let Some(loaded) = self.loaded.get_mut(&id) else {
            return Ok(());
        };
        let is_foreign = loaded
            .incident
            .log()
            .next()
            .is_some_and(|(r, _)| r.replica != own);
        if is_foreign && let Some(head) = self.journal.head(id)? {
            loaded.incident.call_it(head.key().into());
        }
        Ok(())
    }

    /// An incident as it was last loaded.
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.loaded.get(&id).map(|loaded| &loaded.incident)
    }

    /// Reads what other processes have recorded in the incidents that are loaded. `true` if
    /// the journal has changed since the last look.
    pub fn refresh(&mut self) -> Result<bool, SessionError> {
        self.recover()?;
        let version = self.journal.version()?;
        if version == self.version {
            return Ok(false);
        }
        self.version = version;
        self.reload()?;
        Ok(true)
    }

    /// Reads on in every incident that is loaded. An opening that was refused left nothing
    /// to read.
    fn reload(&mut self) -> Result<(), SessionError> {
        let is_there = |loaded: &Loaded| loaded.incident.log().len() > 0;
        self.loaded.retain(|_, loaded| is_there(loaded));
        let ids: Vec<IncidentId> = self.loaded.keys().copied().collect();
        for id in ids {
            match self.load(id) {
                // What was read before stays; whoever opens the incident is told.
                Err(SessionError::Journal(JournalError::Corrupt { .. })) => {}
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// Opens an incident.
    pub fn open(
        &mut self,
        opening: Opening,
        text: &Arc<str>,
        manner: Manner,
    ) -> Result<Outcome, SessionError> {
        let id = IncidentId((self.new_id)());
        let text = Text {
            sha256: opening.book.sha256.clone(),
            text: text.clone(),
        };
        self.know([&opening.book]);
        let mut opened = self.write(id, Command::Open(Box::new(opening)), Some(text), manner)?;
        opened.held = self.hold_drills(id);
        Ok(opened)
    }

    /// Opens a drill. Its script's text is kept as a runbook's is.
    pub fn open_drill(
        &mut self,
        opening: DrillOpening,
        scenario: Arc<Scenario>,
        text: &Arc<str>,
        manner: Manner,
    ) -> Result<Outcome, SessionError> {
        let id = IncidentId((self.new_id)());
        let text = Text {
            sha256: opening.scenario.sha256.clone(),
            text: text.clone(),
        };
        self.scenarios.known.insert(text.sha256.clone(), scenario);
        let command = Command::OpenDrill(Box::new(opening));
        self.write(id, command, Some(text), manner)
    }

    /// Real trouble ends no drill, but it comes first: whatever is played is held. The
    /// incident stands whether this succeeds or not. Gives the keys of those that are held now.
    fn hold_drills(&mut self, live: IncidentId) -> Vec<String> {
        let mut held = Vec::new();
        let state = self.incident(live).map(Incident::state);
        let Some(key) = state.filter(|s| s.mode() == Mode::Live).map(State::key) else {
            return held;
        };
        let unfinished = self.unfinished().unwrap_or_default();
        for head in unfinished {
            let state = self.incident(head.id).map(Incident::state);
            if !state.is_some_and(State::is_running_drill) {
                continue;
            }
            let hold = Command::Hold {
                reason: None,
                waiting_on: Some(format!("live incident {key}")),
            };
            match self.submit(head.id, hold, Manner::default()) {
                Ok(_) => held.push(head.key()),
                Err(error) => {
                    let drill = head.key();
                    self.warnings
                        .push(format!("the drill {drill} could not be held: {error}"));
                }
            }
        }
        held
    }

    /// Attaches a runbook.
    pub fn attach(
        &mut self,
        id: IncidentId,
        book: Book,
        text: &Arc<str>,
        manner: Manner,
    ) -> Result<Outcome, SessionError> {
        let text = Text {
            sha256: book.sha256.clone(),
            text: text.clone(),
        };
        self.know([&book]);
        self.write(id, Command::AttachRunbook(book), Some(text), manner)
    }

    /// Attaches a runbook that a search found at this rank, from 1.
    pub fn attach_found(
        &mut self,
        id: IncidentId,
        book: Book,
        text: &Arc<str>,
        (query, rank): (String, u32),
        manner: Manner,
    ) -> Result<Outcome, SessionError> {
        let text = Text {
            sha256: book.sha256.clone(),
            text: text.clone(),
        };
        self.know([&book]);
        let command = Command::FindRunbook { book, query, rank };
        self.write(id, command, Some(text), manner)
    }

    /// Carries out a command, or says why not.
    pub fn submit(
        &mut self,
        id: IncidentId,
        command: Command,
        manner: Manner,
    ) -> Result<Outcome, SessionError> {
        self.notice_clock(id)?;
        self.write(id, command, None, manner)
    }

    /// Whether the rules allow a command now. Nothing is written.
    pub fn check(
        &mut self,
        id: IncidentId,
        command: &Command,
        manner: Manner,
    ) -> Result<(), SessionError> {
        self.load(id)?;
        let Some(incident) = self.incident(id) else {
            return Err(SessionError::NoSuchIncident(id.to_string()));
        };
        let mut command = command.clone();
        let (context, _) = context(&*self.clock, &self.who, incident, &mut command, manner);
        decide(incident, &command, &context)?;
        Ok(())
    }

    /// Records that the clock was set back since this journal's last event by the clock, as the
    /// screen does: only the times of what is recorded tell it.
    fn notice_clock(&mut self, id: IncidentId) -> Result<(), SessionError> {
        if !self.notices_clock {
            return Ok(());
        }
        let (replica, now) = (self.journal.replica(), self.clock.now());
        let incident = self.load(id)?;
        let state = incident.state();
        let counts = state.is_unfinished() && state.mode() != Mode::Drill;
        let ours = |r: &Recorded| r.replica == replica && r.event.time_source == TimeSource::Clock;
        let last = incident.log().rev().find(|(r, _)| ours(r));
        let by_ms = last.map_or(0, |(last, _)| now.since(last.event.occurred_at));
        if counts && by_ms < -CLOCK_TOLERANCE_MS {
            let jump = Command::RecordClockJump { by_ms };
            self.write(id, jump, None, Manner::default())?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        id: IncidentId,
        mut command: Command,
        text: Option<Text>,
        manner: Manner,
    ) -> Result<Outcome, SessionError> {
        let masks = self.masks()?.clone();
        self.recover()?;
        let replica = self.journal.replica();
        let position = self.loaded.entry(id).or_default().position;
        let mut transaction = self.journal.begin()?;
        let (unseen, position) = transaction.read(id, position)?;
        let texts = learnable(&unseen, &self.books, &self.scenarios, &*transaction)?;
        if !unseen.is_empty() {
            take_in(
                &mut self.loaded,
                &mut self.books,
                &mut self.scenarios,
                &mut self.warnings,
                &self.read_runbook,
                (id, unseen, position, texts),
            );
        }
        let incident = &self.loaded.entry(id).or_default().incident;
        match &mut command {
            Command::Open(opening) => opening.number = transaction.next_number()?,
            Command::OpenDrill(opening) => opening.number = transaction.next_number()?,
            _ if incident.log().len() == 0 => {
                return Err(SessionError::NoSuchIncident(id.to_string()));
            }
            _ => {}
        }
        let (mut context, wall) = context(&*self.clock, &self.who, incident, &mut command, manner);
        let mut events = decide(incident, &command, &context)?;
        context.now = wall;
        let mut masked = Vec::new();
        for event in &mut events {
            masked.extend(masking::mask_event(event, &masks, &self.secrets)?);
        }
        let link = Link {
            incident: id,
            replica,
            tail: chain::tail(incident.log().map(|(r, _)| r), replica),
            last_recorded_at: incident.log().next_back().map(|(last, _)| {
                // At the same moment the replica decides on the order; what is decided after
                // an event has to stand after it.
                let tie_is_lost = last.replica > replica;
                last.recorded_at.plus_ms(i64::from(tie_is_lost))
            }),
        };
        let recorded = chain::record(link, events, &context, || EventId((self.new_id)()));
        match &command {
            Command::Open(opening) => transaction.name_incident(id, opening.number, true)?,
            Command::OpenDrill(opening) => transaction.name_incident(id, opening.number, true)?,
            _ => {}
        }
        if let Some(text) = &text {
            transaction.keep_text(text)?;
        }
        let mut position = position;
        for event in &recorded {
            position = transaction.append(event)?;
        }
        match transaction.commit() {
            Ok(()) => {}
            Err(error) => self.settle(&recorded, error)?,
        }
        self.recorded += recorded.len();
        self.take_in(id, recorded.clone(), position, Vec::new());
        self.masked.extend(masked.iter().cloned());
        Ok(Outcome {
            incident: id,
            events: recorded,
            masked,
            held: Vec::new(),
        })
    }

    /// After a commit whose outcome is unknown: asks the reopened journal. Never tries again
    /// under a new id, which could record an act twice.
    fn settle(&mut self, recorded: &[Recorded], error: JournalError) -> Result<(), SessionError> {
        let Some(head) = recorded.first() else {
            return Ok(());
        };
        if matches!(error, JournalError::Lost { .. }) {
            // It was refused before anything was committed.
            return Err(error.into());
        }
        self.lost = true;
        let stands = self.recover().and_then(|()| self.journal.hash_of(head.id));
        match stands {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(error.into()),
            // Without room the commit itself was never written whole, so that is no question.
            Err(_) if matches!(error, JournalError::Full { .. }) => Err(error.into()),
            Err(_) => Err(SessionError::Unknown(error)),
        }
    }

    /// Opens the journal again after a write that failed.
    fn recover(&mut self) -> Result<(), JournalError> {
        if self.lost {
            self.journal.reopen()?;
            self.lost = false;
            // The number of a new connection says nothing about that of the old one.
            self.version = 0;
        }
        Ok(())
    }

    /// Adds events from elsewhere: the union by id. Says how many were new.
    pub fn import(&mut self, events: &[Recorded], texts: &[Text]) -> Result<usize, SessionError> {
        self.recover()?;
        let replica = self.journal.replica();
        let mut transaction = self.journal.begin()?;
        let mut added = 0;
        let mut keeps_text = false;
        for text in texts {
            keeps_text |= transaction.text(&text.sha256)?.is_none();
            transaction.keep_text(text)?;
        }
        for event in events {
            match transaction.hash_of(event.id)? {
                Some(hash) if hash == event.hash => continue,
                Some(_) => return Err(SessionError::Conflict(event.id)),
                None => {}
            }
            match transaction.append(event) {
                Err(JournalError::Exists(id)) => return Err(SessionError::Conflict(id)),
                other => drop(other?),
            }
            added += 1;
            if let Payload::IncidentOpened { number, .. } = event.event.payload
                && transaction.head(event.incident_id)?.is_none()
            {
                // An incident from elsewhere keeps its number: its key says that it is none of ours.
                let own = event.replica == replica && transaction.numbered(number)?.is_none();
                transaction.name_incident(event.incident_id, number, own)?;
            }
        }
        if added == 0 && !keeps_text {
            // What is here already needs no commit.
            return Ok(0);
        }
        if let Err(error) = transaction.commit() {
            self.settle(events, error)?;
        }
        self.recorded += added;
        self.reload()?;
        Ok(added)
    }

    /// The text of a runbook that was attached.
    pub fn text(&self, sha256: &str) -> Result<Option<Arc<str>>, SessionError> {
        Ok(self.journal.text(sha256)?)
    }

    fn take_in(
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

/// The moment at which a command is decided, and that of the wall's clock. Times are typed by the
/// wall's clock; in a drill they are as far from now by its own, and are moved there.
fn context(
    clock: &dyn Clock,
    who: &Who,
    incident: &Incident,
    command: &mut Command,
    manner: Manner,
) -> (Context, Timestamp) {
    let wall = clock.now();
    let own = incident.state().now(wall);
    let shift = own.since(wall);
    shift_times(command, shift);
    let context = Context {
        now: own,
        actor: who.actor.clone(),
        role: who.role.clone(),
        at: manner.at.map(|reported| Reported {
            at: reported.at.plus_ms(shift),
            ..reported
        }),
        auto_start: manner.auto_start,
    };
    (context, wall)
}

/// Moves the times that a command itself carries.
fn shift_times(command: &mut Command, ms: i64) {
    match command {
        Command::SendUpdate { next_due: at, .. } | Command::DeferStep { due: at, .. } => {
            *at = at.map(|at| at.plus_ms(ms));
        }
        Command::Amend { occurred_at, .. } => {
            *occurred_at = occurred_at.map(|(at, precision)| (at.plus_ms(ms), precision));
        }
        _ => {}
    }
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
fn learnable(
    events: &[Recorded],
    known: &HashMap<Arc<str>, Arc<Runbook>>,
    scenarios: &Scenarios,
    journal: &(impl Reader + ?Sized),
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
fn take_in(
    loaded: &mut HashMap<IncidentId, Loaded>,
    books: &mut HashMap<Arc<str>, Arc<Runbook>>,
    scenarios: &mut Scenarios,
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
            Err(what) => warnings.push(format!(
                "a runbook kept in the journal cannot be read by this version: {what}"
            )),
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
