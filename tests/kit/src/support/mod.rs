//! What several suites need: a journal in memory with two operators, a clock that stands
//! until it is moved, ids that are counted, and short names for commands.
#![allow(
    dead_code,
    reason = "every suite compiles its own copy and uses a part of it"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use runsheet::clock::ManualClock;
use runsheet::domain::command::{Book, Command, Opening};
use runsheet::domain::event::{Payload, Recorded};
use runsheet::domain::id::{EventId, IncidentId, ReplicaId, StepRef};
use runsheet::domain::incident::Incident;
use runsheet::domain::refusal::Refusal;
use runsheet::domain::state::State;
use runsheet::domain::time::{Precision, Reported, Timestamp};
use runsheet::journal::{Journal, MemoryJournal};
use runsheet::library::read_text;
use runsheet::session::{Session, SessionError, SubmitOptions, Submitted, Who};
use uuid::Uuid;

pub const MINUTE: i64 = 60_000;

/// When every test begins.
pub fn start_time() -> Timestamp {
    "2026-03-01T12:00:00.000Z".parse().unwrap()
}

pub fn replica(n: u128) -> ReplicaId {
    ReplicaId(Uuid::from_u128(n))
}

/// A runbook of a text that must be valid.
pub fn book(text: &str) -> (Book, Arc<str>) {
    match read_text("test.yaml", text) {
        Ok(book) => (book, text.into()),
        Err(found) => panic!(
            "{}",
            found.iter().map(|d| format!("{d}\n")).collect::<String>()
        ),
    }
}

pub fn opening(book: &Book) -> Opening {
    Opening::of(book.clone())
}

/// A source of ids that counts up from `base`.
pub fn counted(base: u128) -> Arc<dyn Fn() -> Uuid + Send + Sync> {
    let count = AtomicU64::new(0);
    Arc::new(move || Uuid::from_u128(base + u128::from(count.fetch_add(1, Ordering::Relaxed)) + 1))
}

pub fn session(
    journal: Box<dyn Journal + Send>,
    clock: &ManualClock,
    ids: &Arc<dyn Fn() -> Uuid + Send + Sync>,
    actor: &str,
) -> Session {
    let ids = ids.clone();
    Session::new(
        journal,
        Box::new(clock.clone()),
        Box::new(move || ids()),
        Box::new(|text| {
            read_text("journal", text)
                .map(|book| book.runbook)
                .map_err(|found| found[0].what.clone())
        }),
        Who {
            actor: actor.into(),
            role: "responder".into(),
        },
    )
}

/// An incident with two operators on one journal.
pub struct World {
    pub ann: Session,
    pub ben: Session,
    pub clock: ManualClock,
    pub id: IncidentId,
    pub home: String,
    pub runbook_text: Arc<str>,
}

/// How an act is given in a test, with what is usual filled in.
#[derive(Clone, Copy, Default)]
pub struct How {
    pub ben: bool,
    /// Milliseconds before now; negative lies in the future.
    pub ago: Option<i64>,
    pub auto: bool,
}

pub const NOW: How = How {
    ben: false,
    ago: None,
    auto: false,
};
pub const BY_BEN: How = How { ben: true, ..NOW };
pub const ON_SCREEN: How = How { auto: true, ..NOW };

pub fn ago(ms: i64) -> How {
    How {
        ago: Some(ms),
        ..NOW
    }
}

impl World {
    pub fn new(text: &str) -> Self {
        Self::opened(text, |_| {})
    }

    pub fn opened(text: &str, change: impl FnOnce(&mut Opening)) -> Self {
        let mut world = Self::unopened(text);
        let (book, _) = book(text);
        let mut opening = opening(&book);
        change(&mut opening);
        world.open(opening).unwrap();
        world
    }

    /// A journal without an incident.
    pub fn unopened(text: &str) -> Self {
        Self::on_replica(text, 1)
    }

    /// A journal without an incident, on a replica of its own.
    pub fn on_replica(text: &str, number: u128) -> Self {
        let journal = MemoryJournal::new(replica(number));
        let clock = ManualClock::at(start_time());
        let ids = counted(number << 64);
        let (book, runbook_text) = book(text);
        Self {
            ann: session(Box::new(journal.clone()), &clock, &ids, "ann"),
            ben: session(Box::new(journal), &clock, &ids, "ben"),
            clock,
            id: IncidentId(Uuid::nil()),
            home: book.runbook.id.to_string(),
            runbook_text,
        }
    }

    pub fn open(&mut self, opening: Opening) -> Result<Submitted, SessionError> {
        let text = self.runbook_text.clone();
        let outcome = self.ann.open(opening, &text, SubmitOptions::default())?;
        self.id = outcome.incident;
        Ok(outcome)
    }

    pub fn now(&self) -> Timestamp {
        self.ann.now()
    }

    pub fn wait(&self, ms: i64) {
        self.clock.advance_ms(ms);
    }

    /// The one place where these tests touch the interface under test.
    pub fn submit(&mut self, command: Command, how: How) -> Result<Vec<Recorded>, Refusal> {
        let now = self.now();
        let options = SubmitOptions {
            at: how.ago.map(|ms| Reported {
                at: now.plus_ms(-ms),
                precision: Precision::Minute,
            }),
            auto_start: how.auto,
        };
        let who = if how.ben {
            &mut self.ben
        } else {
            &mut self.ann
        };
        match who.submit(self.id, command, options) {
            Ok(outcome) => Ok(outcome.events),
            Err(SessionError::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    /// An act that must succeed; the kinds of its events.
    pub fn ok(&mut self, command: Command) -> Vec<&'static str> {
        self.ok_how(command, NOW)
    }

    pub fn ok_how(&mut self, command: Command, how: How) -> Vec<&'static str> {
        match self.submit(command.clone(), how) {
            Ok(events) => kinds(&events),
            Err(refusal) => panic!("{command:?} was refused: {refusal}"),
        }
    }

    /// The id of an act's first event.
    pub fn event(&mut self, command: Command) -> EventId {
        self.submit(command, NOW).unwrap()[0].id
    }

    /// An act that must be refused; what is said.
    pub fn no(&mut self, command: Command) -> String {
        self.no_how(command, NOW)
    }

    pub fn no_how(&mut self, command: Command, how: How) -> String {
        match self.submit(command.clone(), how) {
            Ok(events) => panic!("{command:?} was not refused: {:?}", kinds(&events)),
            Err(refusal) => refusal.to_string(),
        }
    }

    pub fn incident(&mut self) -> &Incident {
        self.ann.load(self.id).unwrap()
    }

    pub fn state(&mut self) -> State {
        self.incident().state().clone()
    }

    pub fn log(&mut self) -> Vec<Recorded> {
        self.incident().log().map(|(r, _)| r.clone()).collect()
    }

    pub fn step(&self, name: &str) -> StepRef {
        match name.split_once('/') {
            Some((runbook, step)) => StepRef {
                runbook: runbook.parse().unwrap(),
                step: step.parse().unwrap(),
            },
            None => StepRef {
                runbook: self.home.parse().unwrap(),
                step: name.parse().unwrap(),
            },
        }
    }

    pub fn step_state(&mut self, name: &str) -> &'static str {
        let step = self.step(name);
        let state = self.state();
        state.step_state(&step).expect("the step is there").word()
    }
}

pub fn kinds(events: &[Recorded]) -> Vec<&'static str> {
    events.iter().map(kind).collect()
}

/// The kind of an event, `newer` if this version does not know it.
pub fn kind(event: &Recorded) -> &'static str {
    let kind = event.event.payload.kind();
    let mut known = Payload::KINDS.iter();
    known.find(|known| **known == kind).unwrap_or(&"newer")
}

pub fn find(log: &[Recorded], kind: &str) -> EventId {
    let last = log.iter().rev().find(|e| e.event.payload.kind() == kind);
    last.unwrap_or_else(|| panic!("no {kind} in the log")).id
}

/// The JSON bytes of a log.
pub fn bytes<'a>(log: impl Iterator<Item = (&'a Recorded, bool)>) -> String {
    log.map(|(recorded, effective)| {
        let mut json = recorded.hashed_json();
        json.insert("hash".into(), recorded.hash.to_string().into());
        json.insert("effective".into(), effective.into());
        serde_json::Value::Object(json).to_string() + "\n"
    })
    .collect()
}

pub fn is_retraction(recorded: &Recorded) -> bool {
    matches!(recorded.event.payload, Payload::EntryRetracted { .. })
}

/// Short names for commands. What is not said has a usual value.
pub mod act {
    use super::*;
    use runsheet::domain::runbook::Risk;

    fn at(step: &str) -> StepRef {
        let (runbook, step) = step.split_once('/').unwrap_or(("proof", step));
        StepRef {
            runbook: runbook.parse().unwrap(),
            step: step.parse().unwrap(),
        }
    }
    pub fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    pub fn start(step: &str) -> Command {
        Command::StartStep { step: at(step) }
    }
    pub fn done(step: &str) -> Command {
        complete(step, None, None, None, None)
    }
    pub fn saw(step: &str, observed: &str) -> Command {
        complete(step, some(observed), None, None, None)
    }
    pub fn answer(step: &str, answer: &str) -> Command {
        complete(step, None, some(answer), None, None)
    }
    pub fn approved(step: &str, by: &str) -> Command {
        complete(step, None, None, some(by), None)
    }
    pub fn confirmed(step: &str, typed: &str) -> Command {
        complete(step, None, None, None, some(typed))
    }
    pub fn complete(
        step: &str,
        observed: Option<String>,
        answer: Option<String>,
        approved_by: Option<String>,
        confirm: Option<String>,
    ) -> Command {
        Command::CompleteStep {
            step: at(step),
            observed,
            answer,
            approved_by,
            confirm,
        }
    }
    pub fn fail(step: &str) -> Command {
        Command::FailStep {
            step: at(step),
            observed: "it is not".into(),
        }
    }
    pub fn unsure(step: &str) -> Command {
        Command::FindInconclusive {
            step: at(step),
            reason: "no access".into(),
        }
    }
    pub fn skip(step: &str) -> Command {
        Command::SkipStep {
            step: at(step),
            reason: "not now".into(),
            r#override: None,
        }
    }
    pub fn override_skip(step: &str, typed: &str) -> Command {
        Command::SkipStep {
            step: at(step),
            reason: "not now".into(),
            r#override: some(typed),
        }
    }
    pub fn na(step: &str) -> Command {
        Command::MarkStepNa {
            step: at(step),
            reason: "not here".into(),
        }
    }
    pub fn block(step: &str) -> Command {
        Command::BlockStep {
            step: at(step),
            waiting_on: "the network team".into(),
            reason: None,
        }
    }
    pub fn unblock(step: &str) -> Command {
        Command::UnblockStep { step: at(step) }
    }
    pub fn defer(step: &str) -> Command {
        Command::DeferStep {
            step: at(step),
            owner: "cleo".into(),
            due: None,
            reason: None,
        }
    }
    pub fn reopen_step(step: &str) -> Command {
        Command::ReopenStep {
            step: at(step),
            reason: "look again".into(),
        }
    }
    pub fn revert(step: &str) -> Command {
        Command::RevertStep {
            step: at(step),
            note: None,
        }
    }
    pub fn copy(step: &str, index: u32) -> Command {
        Command::CopyRun {
            step: at(step),
            index,
        }
    }
    pub fn action(text: &str, risk: Risk) -> Command {
        Command::TakeAction {
            text: text.into(),
            device: some("asa"),
            risk,
            rollback: some("undo it"),
            step: None,
        }
    }
    pub fn revert_action(event: EventId) -> Command {
        Command::RevertAction { event, note: None }
    }
    pub fn note(text: &str) -> Command {
        Command::AddNote {
            text: text.into(),
            step: None,
        }
    }
    pub fn hold() -> Command {
        Command::Hold {
            reason: some("night"),
            waiting_on: some("the vendor"),
        }
    }
    pub fn impact_back() -> Command {
        Command::ReturnImpact { reason: None }
    }
    pub fn resolve(cause: &str) -> Command {
        Command::Resolve {
            cause: some(cause),
            contributing: Vec::new(),
            summary: None,
            owner: some("ann"),
        }
    }
    pub fn close() -> Command {
        Command::Close { reason: None }
    }
    pub fn reopen() -> Command {
        Command::Reopen {
            reason: "it is back".into(),
        }
    }
    pub fn cancel() -> Command {
        Command::Cancel {
            reason: some("false alarm"),
            duplicate_of: None,
        }
    }
    pub fn undo() -> Command {
        Command::Undo {
            event: None,
            reason: None,
        }
    }
    pub fn undo_event(event: EventId) -> Command {
        Command::Undo {
            event: Some(event),
            reason: None,
        }
    }
    pub fn detected() -> Command {
        Command::MarkDetected {
            source: "report".into(),
        }
    }
    pub fn amend_time(event: EventId, at: Timestamp) -> Command {
        Command::Amend {
            event,
            occurred_at: Some((at, Precision::Second)),
            actor: None,
            text: None,
            reason: "wrong watch".into(),
        }
    }
    pub fn amend_text(event: EventId, text: &str) -> Command {
        Command::Amend {
            event,
            occurred_at: None,
            actor: None,
            text: some(text),
            reason: "typing error".into(),
        }
    }
    pub fn aside(runbook: &str) -> Command {
        Command::SetRunbookAside {
            runbook: runbook.parse().unwrap(),
            reason: "the wrong one".into(),
        }
    }
    pub fn judge(cause: &str, standing: runsheet::domain::event::Standing) -> Command {
        Command::JudgeCause {
            cause: runsheet::domain::id::CauseRef {
                runbook: "proof".parse().unwrap(),
                cause: cause.parse().unwrap(),
            },
            standing,
            because: None,
        }
    }
    pub fn variable(name: &str, value: &str) -> Command {
        Command::SetVariable {
            name: name.into(),
            value: value.into(),
        }
    }
}
