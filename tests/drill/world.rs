//! A drill on a journal in memory, with a clock that stands until it is moved.

use std::sync::{Arc, OnceLock};

use runsheet::clock::ManualClock;
use runsheet::domain::command::Command;
use runsheet::domain::id::{IncidentId, RunbookId, StepRef};
use runsheet::domain::state::State;
use runsheet::domain::time::Timestamp;
use runsheet::drill::act::{self, DrillStart};
use runsheet::drill::{Drill, Score};
use runsheet::journal::{Journal, MemoryJournal};
use runsheet::library::{Library, ScenarioEntry, Scenarios, read_kept_scenario};
use runsheet::search::Index;
use runsheet::session::{Session, SessionError, SubmitOptions, Submitted};

use crate::support::{counted, replica, session, start_time};

pub const SECOND: i64 = 1_000;

pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&[]))
}

/// The shipped scenarios, which must have nothing wrong with them.
pub fn scenarios() -> &'static Scenarios {
    static SCENARIOS: OnceLock<Scenarios> = OnceLock::new();
    SCENARIOS.get_or_init(|| {
        let all = Scenarios::load(library(), &[]);
        let said: Vec<String> = all.diagnostics.iter().map(ToString::to_string).collect();
        assert!(said.is_empty(), "{}", said.join("\n"));
        all
    })
}

pub fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| Index::new(library().entries().iter().map(|e| &*e.book.runbook)))
}

/// How a drill is played.
#[derive(Clone)]
pub struct How {
    pub variant: Option<&'static str>,
    pub seed: u64,
    pub speed: u32,
    pub short: bool,
    pub begins: Timestamp,
    pub ids: u128,
}

pub fn how() -> How {
    How {
        variant: None,
        seed: 7,
        speed: 1,
        short: false,
        begins: start_time(),
        ids: 1,
    }
}

pub struct World {
    pub session: Session,
    pub clock: ManualClock,
    pub id: IncidentId,
}

/// A session that reads scripts, on a journal.
pub fn connect(journal: Box<dyn Journal + Send>, clock: &ManualClock, ids: u128) -> Session {
    let mut session = session(journal, clock, &counted(ids << 64), "ann");
    session.know(library().entries().iter().map(|e| &e.book));
    session.read_scenarios_with(Box::new(|text| {
        read_kept_scenario(text).map_err(|found| found[0].to_string())
    }));
    session
}

pub fn start(script: &ScenarioEntry, how: &How) -> DrillStart {
    DrillStart {
        scenario: script.scenario.clone(),
        text: script.text.clone(),
        sha256: script.sha256.clone(),
        variant: how.variant.map(|id| id.parse().unwrap()),
        seed: how.seed,
        speed: how.speed,
        short: how.short,
        acknowledge: false,
    }
}

/// The words of an opening that find a runbook, and at which rank: all of them, or the phrase
/// that does best.
pub fn found_by(opening: &str, runbook: &RunbookId) -> Option<(String, u32)> {
    let phrases = opening.split([',', '.', ';', '?']).map(str::trim);
    let phrases = phrases.filter(|phrase| phrase.len() > 8);
    let ranks = std::iter::once(opening).chain(phrases).filter_map(|words| {
        let hits = index().search(words);
        let hit = hits.iter().find(|hit| hit.runbook == *runbook)?;
        Some((words.to_owned(), hit.rank))
    });
    ranks.min_by_key(|(_, rank)| *rank)
}

impl World {
    pub fn open(script: &ScenarioEntry, how: &How) -> Self {
        let journal = MemoryJournal::new(replica(how.ids));
        Self::open_on(Box::new(journal), script, how)
    }

    pub fn open_on(journal: Box<dyn Journal + Send>, script: &ScenarioEntry, how: &How) -> Self {
        let clock = ManualClock::at(how.begins);
        let mut session = connect(journal, &clock, how.ids);
        let opened = act::open(&mut session, start(script, how)).unwrap();
        Self {
            session,
            clock,
            id: opened.incident,
        }
    }

    pub fn drill(&mut self) -> Drill {
        Drill::of(self.session.load(self.id).unwrap()).expect("its script is at hand")
    }

    pub fn state(&mut self) -> State {
        self.session.load(self.id).unwrap().state().clone()
    }

    pub fn score(&mut self) -> Score {
        let (drill, state) = (self.drill(), self.state());
        drill.score(&state)
    }

    pub fn try_it(&mut self, command: Command) -> Result<Submitted, SessionError> {
        act::tick(&mut self.session, self.id)?;
        self.session
            .submit(self.id, command, SubmitOptions::default())
    }

    #[track_caller]
    pub fn ok(&mut self, command: Command) {
        if let Err(error) = self.try_it(command.clone()) {
            panic!("{command:?}: {error}");
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, ms: i64) {
        self.clock.advance_ms(ms);
        act::tick(&mut self.session, self.id).unwrap();
    }

    /// Finds the runbook by words of the opening: all of them, or the phrase that does best.
    pub fn find_runbook(&mut self) {
        let script = self.drill().script;
        let runbook = script.scenario.runbook.clone();
        let entry = library().get(runbook.as_str()).unwrap();
        let (book, text) = (entry.book.clone(), entry.shared_text());
        let chosen = found_by(&script.opening, &runbook).expect("the opening finds it");
        let session = &mut self.session;
        session
            .attach_found(self.id, book, &text, chosen, SubmitOptions::default())
            .unwrap();
    }

    pub fn step(&mut self, name: &str) -> StepRef {
        StepRef {
            runbook: self.drill().script.scenario.runbook.clone(),
            step: name.parse().unwrap(),
        }
    }

    pub fn json(&mut self) -> serde_json::Value {
        let stamp = runsheet::report::Stamp {
            exported_at: self.session.now(),
            version: "test",
        };
        self.session.load(self.id).unwrap();
        let text = |sha256: &str| {
            let text: Option<Arc<str>> = self.session.text(sha256).unwrap();
            text.map(|t| t.to_string())
        };
        let incident = self.session.incident(self.id).unwrap();
        runsheet::report::document(incident, stamp, &text).into()
    }
}
