//! One operator's work on a journal: what is read from it, and what is written.
//!
//! `write` is the one place with the order decide, record, apply; `find` reads what people call
//! an incident, `texts` keeps what their runbooks say, `masking` what must not be recorded.

mod drills;
mod find;
mod import;
mod masking;
mod past;
mod read;
mod summaries;
mod texts;
mod write;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;

use crate::clock::Clock;
use crate::domain::event::Recorded;
use crate::domain::id::{EventId, IncidentId};
use crate::domain::incident::Incident;
use crate::domain::refusal::Refusal;
use crate::domain::runbook::Runbook;
use crate::domain::time::{Reported, Timestamp};
use crate::journal::{Journal, JournalError, Position};
use crate::masks::Masks;

use texts::KnownScenarios;

pub use masking::{MaskedText, Secrets, said};
pub use past::{LinkedIncidents, Taken};
pub use texts::{ReadRunbook, ReadScenario};

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
pub struct SubmitOptions {
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
pub struct Submitted {
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
    scenarios: KnownScenarios,
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
            scenarios: KnownScenarios::default(),
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
}
