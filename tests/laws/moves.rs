//! Sequences of commands: plain data that shrinks well, turned into commands only when
//! they are given, because some name events that do not exist before.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use runsheet::clock::ManualClock;
use runsheet::domain::command::{Book, Command, RunEnd, RunStart};
use runsheet::domain::event::{Finding, FoundLine, Mode, Recorded, Severity, Standing};
use runsheet::domain::id::{CauseRef, EventId, IncidentId, StepRef};
use runsheet::domain::incident::Books;
use runsheet::domain::run::{Output, RunOutcome, RunWhat};
use runsheet::domain::runbook::Risk;
use runsheet::domain::time::{Precision, Reported};
use runsheet::journal::{Journal, MemoryJournal, SqliteJournal};
use runsheet::library::Library;
use runsheet::session::{Session, SessionError, SubmitOptions};

use crate::support::*;

/// The runbooks of the program and the one with a step of every sort.
pub fn shelf() -> &'static [(Book, Arc<str>)] {
    static SHELF: OnceLock<Vec<(Book, Arc<str>)>> = OnceLock::new();
    SHELF.get_or_init(|| {
        let library = Library::load(&[]);
        let shipped = library
            .entries()
            .iter()
            .map(|e| (e.book.clone(), e.shared_text()));
        let mut shelf = vec![
            book(include_str!("../domain/proof.yaml")),
            book(include_str!("../domain/other.yaml")),
        ];
        shelf.extend(shipped);
        assert!(shelf.len() > 30, "the shipped runbooks are there");
        shelf
    })
}

pub fn books() -> Books {
    let shelf = shelf().iter();
    shelf
        .map(|(b, _)| (b.sha256.clone(), b.runbook.clone()))
        .collect()
}

/// One command and how it is given.
#[derive(Debug, Clone)]
pub struct Move {
    /// How far the clock moves before it, in milliseconds; sometimes back.
    pub wait: i64,
    /// Which of two operators gives it.
    pub ben: bool,
    /// It is given on the screen.
    pub auto: bool,
    /// It happened this long ago.
    pub ago: Option<i64>,
    /// What it is.
    pub what: What,
}

/// A command with places instead of names. A place is taken modulo what there is.
#[derive(Debug, Clone)]
pub enum What {
    /// An act on a step: which act, which step, and whether what it asks for is given well.
    Step(u8, u16, bool),
    /// The step that is next, done well or failed.
    Next(bool),
    /// Something about the incident as a whole.
    Incident(u8, u16, String),
    /// Undo of the latest, or of an event at a place in the log.
    Undo(Option<u16>),
    /// A correction of an event: a shift of its time, an actor, a text.
    Amend(u16, Option<i64>, bool, Option<String>),
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("text".to_owned()),
        1 => Just(String::new()),
        1 => "\\PC{0,6}",
        1 => Just("\u{1b}[2J\u{202e}\u{0}".to_owned()),
        1 => Just("unknown".to_owned()),
        1 => Just("credentials".to_owned()),
    ]
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        6 => (0..12u8, any::<u16>(), prop::bool::weighted(0.9)).prop_map(|(a, s, w)| What::Step(a, s, w)),
        // Few steps, so that several acts meet on one of them.
        6 => (0..12u8, 0..4u16, prop::bool::weighted(0.9)).prop_map(|(a, s, w)| What::Step(a, s, w)),
        4 => prop::bool::weighted(0.8).prop_map(What::Next),
        10 => (0..40u8, any::<u16>(), text()).prop_map(|(a, n, t)| What::Incident(a, n, t)),
        2 => Just(What::Undo(None)),
        1 => any::<u16>().prop_map(|n| What::Undo(Some(n))),
        2 => (any::<u16>(), option::of(-400_000..400_000i64), any::<bool>(), option::of(text()))
            .prop_map(|(e, t, a, s)| What::Amend(e, t, a, s)),
    ]
}

fn a_move() -> impl Strategy<Value = Move> {
    (
        prop_oneof![1 => Just(0), 6 => 1..300_000i64, 1 => -20_000..0i64],
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.5),
        prop_oneof![6 => Just(None), 2 => (-3_000..600_000i64).prop_map(Some)],
        what(),
    )
        .prop_map(|(wait, ben, auto, ago, what)| Move {
            wait,
            ben,
            auto,
            ago,
            what,
        })
}

/// What an incident is opened with: a runbook and its mode.
pub type Begin = (u8, u8);

/// A sequence and how its incident is opened.
pub fn sequence(longest: usize) -> impl Strategy<Value = (Begin, Vec<Move>)> {
    ((0..5u8, 0..5u8), vec(a_move(), 1..=longest))
}

/// A journal with two operators.
pub struct World {
    pub sessions: [Session; 2],
    pub clock: ManualClock,
    pub id: IncidentId,
    /// The events of every opening and command that was carried out.
    pub recorded: Vec<Recorded>,
    files: Option<(tempfile::TempDir, PathBuf)>,
    number: u128,
    memory: MemoryJournal,
}

impl World {
    /// An empty journal, in memory or in a file. `number` keeps ids of several apart.
    pub fn empty(on_file: bool, number: u128) -> Self {
        let clock = ManualClock::at(start_time());
        let memory = MemoryJournal::new(replica(number));
        let files = on_file.then(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("journal.db");
            (folder, path)
        });
        let ids = counted(number << 64);
        let connect = || connect(&memory, &files, number);
        let sessions = [
            session(connect(), &clock, &ids, "ann"),
            session(connect(), &clock, &ids, "ben"),
        ];
        let mut world = Self {
            sessions,
            clock,
            id: IncidentId(uuid::Uuid::nil()),
            recorded: Vec::new(),
            files,
            number,
            memory,
        };
        for session in &mut world.sessions {
            session.know(shelf().iter().map(|(book, _)| book));
        }
        world
    }

    /// With one incident.
    pub fn new(on_file: bool, number: u128, (runbook, mode): Begin) -> Self {
        let mut world = Self::empty(on_file, number);
        let (book, text) = &shelf()[runbook as usize % shelf().len()];
        let mut new = opening(book);
        new.mode = [
            None,
            Some(Mode::Live),
            Some(Mode::Drill),
            Some(Mode::Change),
            None,
        ][mode as usize % 5];
        new.acknowledge = mode.is_multiple_of(2);
        if mode == 4 {
            let at = Reported {
                at: start_time().plus_ms(-30_000),
                precision: Precision::Second,
            };
            new.detected = Some((at, "alert".into()));
        }
        let outcome = world.sessions[0]
            .open(new, text, SubmitOptions::default())
            .unwrap();
        world.id = outcome.incident;
        world.recorded.extend(outcome.events);
        world
    }

    /// Another connection to the journal.
    pub fn fresh_session(&self) -> Session {
        let journal = connect(&self.memory, &self.files, self.number);
        let mut fresh = session(
            journal,
            &self.clock,
            &counted((self.number + 50) << 64),
            "cleo",
        );
        fresh.know(shelf().iter().map(|(book, _)| book));
        fresh
    }

    pub fn log(&mut self) -> Vec<Recorded> {
        let incident = self.sessions[0].load(self.id).unwrap();
        incident.log().map(|(r, _)| r.clone()).collect()
    }

    /// Gives a command; its events, or `None` if it was refused.
    pub fn give(&mut self, one: &Move) -> Option<Vec<Recorded>> {
        self.clock.advance_ms(one.wait);
        let command = self.command(one);
        let now = self.sessions[0].now();
        let options = SubmitOptions {
            at: one.ago.map(|ms| Reported {
                at: now.plus_ms(-ms),
                precision: Precision::Minute,
            }),
            auto_start: one.auto,
        };
        let session = &mut self.sessions[usize::from(one.ben)];
        let result = match command {
            Given::Command(command) => session.submit(self.id, command, options),
            Given::Attach(place) => {
                let (book, text) = &shelf()[place];
                session.attach(self.id, book.clone(), text, options)
            }
        };
        match result {
            Ok(outcome) => {
                self.recorded.extend(outcome.events.iter().cloned());
                Some(outcome.events)
            }
            Err(SessionError::Refused(refusal)) => {
                // The message and its hint must be there to be said.
                assert!(!refusal.to_string().is_empty());
                let _ = runsheet::cli::hints::refusal(&refusal);
                None
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn command(&mut self, one: &Move) -> Given {
        let log = self.log();
        let state = self.sessions[0].incident(self.id).unwrap().state().clone();
        let event_at = |place: u16| -> EventId { log[usize::from(place) % log.len()].id };
        let command = match &one.what {
            What::Step(act, place, well) => step_command(*act, step_at(*place), *well),
            What::Next(well) => match state.current_step() {
                Some(step) if *well => step_command(1, step, true),
                Some(step) => step_command(2, step, true),
                None => Command::Release,
            },
            What::Undo(place) => Command::Undo {
                event: place.map(event_at),
                reason: None,
            },
            What::Amend(place, shift, actor, text) => {
                let recorded = &log[usize::from(*place) % log.len()];
                let occurred_at = shift.map(|ms| recorded.event.occurred_at.plus_ms(ms));
                Command::Amend {
                    event: recorded.id,
                    occurred_at: occurred_at.map(|at| (at, Precision::Second)),
                    actor: actor.then(|| "dora".to_owned()),
                    text: text.clone(),
                    reason: "corrected".into(),
                }
            }
            What::Incident(act, n, text) => {
                if *act == 0 {
                    return Given::Attach(usize::from(*n) % shelf().len());
                }
                incident_command(*act, *n, text, event_at(*n))
            }
        };
        Given::Command(command)
    }
}

enum Given {
    Command(Command),
    Attach(usize),
}

fn connect(
    memory: &MemoryJournal,
    files: &Option<(tempfile::TempDir, PathBuf)>,
    number: u128,
) -> Box<dyn Journal + Send> {
    match files {
        Some((_, path)) => Box::new(SqliteJournal::open(path, || replica(number)).unwrap()),
        None => Box::new(memory.clone()),
    }
}

/// A step of any runbook on the shelf, attached or not.
fn step_at(place: u16) -> StepRef {
    static STEPS: OnceLock<Vec<StepRef>> = OnceLock::new();
    let steps = STEPS.get_or_init(|| {
        let mut steps = Vec::new();
        for (book, _) in shelf() {
            for (_, step) in book.runbook.steps() {
                steps.push(StepRef {
                    runbook: book.runbook.id.clone(),
                    step: step.id.clone(),
                });
            }
        }
        steps.push(StepRef {
            runbook: "proof".parse().unwrap(),
            step: "nowhere".parse().unwrap(),
        });
        steps
    });
    steps[usize::from(place) % steps.len()].clone()
}

fn step_command(act: u8, step: StepRef, well: bool) -> Command {
    let books = shelf().iter();
    let known = books
        .filter(|(b, _)| b.runbook.id == step.runbook)
        .find_map(|(b, _)| b.runbook.step(&step.step));
    let word = if well { "said" } else { " " };
    match act {
        0 => Command::StartStep { step },
        1 => Command::CompleteStep {
            observed: well.then(|| "seen".into()),
            answer: known
                .and_then(|s| s.answers.first())
                .filter(|_| well)
                .map(|a| a.id.clone()),
            approved_by: well.then(|| "sue".into()),
            confirm: known
                .and_then(|s| s.confirmation())
                .filter(|_| well)
                .map(str::to_owned),
            step,
        },
        2 => Command::FailStep {
            step,
            observed: word.into(),
        },
        3 => Command::FindInconclusive {
            step,
            reason: word.into(),
        },
        4 => Command::SkipStep {
            r#override: well.then(|| step.step.to_string()),
            step,
            reason: word.into(),
        },
        5 => Command::MarkStepNa {
            step,
            reason: word.into(),
        },
        6 => Command::BlockStep {
            step,
            waiting_on: word.into(),
            reason: None,
        },
        7 => Command::UnblockStep { step },
        8 => Command::DeferStep {
            step,
            owner: word.into(),
            due: None,
            reason: None,
        },
        9 => Command::ReopenStep {
            step,
            reason: word.into(),
        },
        10 => Command::RevertStep { step, note: None },
        _ => Command::CopyRun {
            step,
            index: u32::from(well),
        },
    }
}

fn incident_command(act: u8, n: u16, text: &str, event: EventId) -> Command {
    let text = text.to_owned();
    let some = (!text.is_empty()).then(|| text.clone());
    let step = step_at(n);
    let runbook = step.runbook.clone();
    let risks = [Risk::Read, Risk::Change, Risk::Disrupt];
    if act >= 28 {
        return box_command(act, n, text, event, step);
    }
    match act {
        1 => Command::SetRunbookAside {
            runbook,
            reason: text,
        },
        2 => Command::SetVariable {
            name: ["host", "pin", "user", "site", "ca_passphrase"][usize::from(n) % 5].into(),
            value: text,
        },
        3 => Command::SetSeverity {
            severity: [None, Some(Severity::Sev1), Some(Severity::Sev4)][usize::from(n) % 3],
        },
        4 => Command::SetTitle { title: text },
        5 => Command::SetImpact {
            users: Some(u64::from(n)),
            scope: some,
            services: None,
        },
        6 => Command::MarkImpactStarted,
        7 => Command::MarkDetected { source: text },
        8 => Command::Acknowledge,
        9 | 10 => Command::Mitigate,
        11 => Command::ReturnImpact { reason: some },
        12 | 13 => Command::Hold {
            reason: some,
            waiting_on: None,
        },
        14 | 15 => Command::Resume,
        16 | 17 => Command::Resolve {
            cause: some,
            contributing: vec!["account".into(), text],
            summary: None,
            owner: n.is_multiple_of(2).then(|| "ann".into()),
        },
        18 => Command::Close { reason: some },
        19 => Command::Reopen { reason: text },
        20 => match n % 8 {
            0 => Command::Cancel {
                reason: some,
                duplicate_of: Some(IncidentId(uuid::Uuid::from_u128(3))),
            },
            _ => Command::AddFollowUp {
                text,
                owner: None,
                due: None,
            },
        },
        21 => {
            let mut books = shelf().iter();
            let found = books.find(|(b, _)| b.runbook.id == runbook);
            let causes = found
                .map(|(b, _)| &b.runbook.causes[..])
                .unwrap_or_default();
            let cause = match causes.len() {
                0 => "nothing".parse().unwrap(),
                count => causes[usize::from(n) % count].id.clone(),
            };
            let standing = [
                Standing::Open,
                Standing::Suspected,
                Standing::RuledOut,
                Standing::Confirmed,
            ][usize::from(n) % 4];
            Command::JudgeCause {
                cause: CauseRef { runbook, cause },
                standing,
                because: some,
            }
        }
        22 => Command::TakeAction {
            text,
            device: None,
            risk: risks[usize::from(n) % 3],
            rollback: None,
            step: n.is_multiple_of(3).then_some(step),
        },
        23 => Command::RevertAction { event, note: some },
        24 => Command::AddEvidence {
            name: text,
            sha256: "00".into(),
            bytes: u64::from(n),
            lines: 1,
            findings: vec![Finding {
                runbook,
                signature: "link-down".parse().unwrap(),
                causes: vec!["plug".parse().unwrap()],
                count: 1,
                first: FoundLine {
                    line: 1,
                    text: "x".into(),
                },
            }],
            step: n.is_multiple_of(3).then_some(step),
        },
        25 => Command::RecordHandoff { to: some, text },
        26 => Command::AcceptHandoff {
            event: n.is_multiple_of(2).then_some(event),
        },
        _ => match n % 3 {
            0 => Command::Release,
            1 => Command::RecordClockJump {
                by_ms: i64::from(n),
            },
            _ => Command::AddNote {
                text,
                step: n.is_multiple_of(2).then_some(step),
            },
        },
    }
}

/// Commands about boxes, links, and the other ends of an incident.
fn box_command(act: u8, n: u16, text: String, event: EventId, step: StepRef) -> Command {
    let whats = [
        RunWhat::Step,
        RunWhat::Action,
        RunWhat::Rollback,
        RunWhat::Wait,
    ];
    let outcomes = [RunOutcome::Exited, RunOutcome::Lost, RunOutcome::NotSent];
    let place = usize::from(n);
    let some = (!text.is_empty()).then(|| text.clone());
    match act {
        28 | 29 => Command::BackOut { reason: text },
        30..=32 => Command::StartRun(Box::new(RunStart {
            what: whats[place % 4],
            step: (place % 4 != 1).then_some(step),
            index: (place % 4 != 1).then_some(1),
            of: None,
            target: ["asa1", "asa2"][place % 2].to_owned(),
            address: None,
            kind: Some("asa".to_owned()),
            via: "ssh".to_owned(),
            text: "reload".to_owned(),
            text_sha256: "00".repeat(32),
            risk: [Risk::Read, Risk::Change, Risk::Disrupt][place % 3],
            approved_by: None,
        })),
        33 | 34 => Command::EndRun(Box::new(RunEnd {
            run: event,
            outcome: outcomes[place % 3],
            exit: Some(0),
            duration_ms: Some(u64::from(n)),
            output: Output {
                bytes: Some(u64::from(n)),
                ..Output::default()
            },
            polls: None,
        })),
        35 => Command::PasteOutput {
            step,
            index: None,
            output: Box::new(Output {
                sha256: Some("11".repeat(32)),
                head: some,
                ..Output::default()
            }),
        },
        36 => Command::BindTarget {
            kind: "asa".to_owned(),
            at: None,
            target: ["asa1", "asa2"][place % 2].to_owned(),
            address: None,
        },
        37 => Command::LinkExternal {
            system: "ticket".to_owned(),
            id: format!("T-{}", place % 3),
            url: None,
            text: some,
        },
        38 => Command::PinEvidence {
            name: "vpn.log".to_owned(),
            line: u64::from(n) + 1,
            text,
            cause: None,
            around_sha256: None,
        },
        _ => match n % 6 {
            0 => Command::Join {
                into: IncidentId(uuid::Uuid::from_u128(4)),
                reason: some,
            },
            _ => Command::Acknowledge,
        },
    }
}
