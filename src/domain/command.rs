//! What an operator asks for, in the imperative. `decide` turns it into events or a refusal.
//!
//! Long because every command has its documented fields here.

use std::sync::Arc;

use super::event::{Finding, Mode, Severity, Standing};
use super::id::{CauseRef, EventId, IncidentId, RunbookId, StepRef};
use super::run::{Output, RunOutcome, RunWhat};
use super::runbook::{Risk, Runbook};
use super::scenario_ref::ScenarioRef;
use super::time::{Precision, Reported, Timestamp};

/// Who asks, when, and how.
#[derive(Debug, Clone)]
pub struct Context {
    /// The present moment.
    pub now: Timestamp,
    /// Who.
    pub actor: Arc<str>,
    /// In what role.
    pub role: Arc<str>,
    /// When it happened, if not now.
    pub at: Option<Reported>,
    /// When a step ends, start the next one. Only the screen does so.
    pub auto_start: bool,
}

/// A runbook to attach, with the hash of its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The runbook.
    pub runbook: Arc<Runbook>,
    /// SHA-256 of its text, in hex.
    pub sha256: Arc<str>,
}

/// A runbook's text, kept beside the events: later edits never rewrite history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// SHA-256 of the text, in hex.
    pub sha256: Arc<str>,
    /// The text.
    pub text: Arc<str>,
}

/// A new incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The number of its key, given by the journal.
    pub number: u64,
    /// Its first runbook.
    pub book: Book,
    /// Its title; the runbook's if there is none.
    pub title: Option<String>,
    /// What it is for; the runbook's mode if nothing is said.
    pub mode: Option<Mode>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// Where it comes from, such as `alertmanager`.
    pub source: Option<String>,
    /// A drill's script.
    pub scenario: Option<String>,
    /// Planned work: its end.
    pub planned_end: Option<Timestamp>,
    /// Planned work: the last moment to turn back.
    pub backout_by: Option<Timestamp>,
    /// When the trouble began.
    pub impact_at: Option<Reported>,
    /// When and by what it was noticed; assumed to be now if nothing is said.
    pub detected: Option<(Reported, String)>,
    /// The opening acknowledges it: so on the screen.
    pub acknowledge: bool,
    /// Values of variables that are no secrets.
    pub variables: Vec<(String, String)>,
    /// The search that found the runbook, and its rank from 1.
    pub chosen: Option<(String, u32)>,
}

impl Opening {
    /// Nothing but the runbook is said: an incident that nobody has acknowledged.
    pub fn of(book: Book) -> Self {
        Self {
            number: 0,
            book,
            title: None,
            mode: None,
            severity: None,
            source: None,
            scenario: None,
            planned_end: None,
            backout_by: None,
            impact_at: None,
            detected: None,
            acknowledge: false,
            variables: Vec::new(),
            chosen: None,
        }
    }
}

/// A new drill. It begins without a runbook: that has to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct DrillOpening {
    /// The number of its key, given by the journal.
    pub number: u64,
    /// What people say is wrong.
    pub title: String,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// Who says so.
    pub source: String,
    /// Which drill, and how it is played.
    pub scenario: ScenarioRef,
    /// How long before the opening it was noticed, in milliseconds.
    pub detected_ms: i64,
    /// By what it was noticed: `alert` or `report`.
    pub detected_by: String,
    /// The opening acknowledges it: so on the screen.
    pub acknowledge: bool,
}

/// Something that is about to be sent to a box.
#[derive(Debug, Clone, PartialEq)]
pub struct RunStart {
    /// What is run.
    pub what: RunWhat,
    /// The step, if it is one.
    pub step: Option<StepRef>,
    /// Which of the step's runs, from 1.
    pub index: Option<u32>,
    /// The change that a rollback takes back.
    pub of: Option<EventId>,
    /// The name of the target.
    pub target: String,
    /// Its address.
    pub address: Option<String>,
    /// Its kind, such as `asa`.
    pub kind: Option<String>,
    /// The way there: `local`, `ssh` or `tmux`.
    pub via: String,
    /// What is sent, secrets masked as `[secret NAME]`.
    pub text: String,
    /// SHA-256 of that text, in hex.
    pub text_sha256: String,
    /// How risky it is.
    pub risk: Risk,
    /// Who approved it.
    pub approved_by: Option<String>,
}

/// How something that was sent to a box ended.
#[derive(Debug, Clone, PartialEq)]
pub struct RunEnd {
    /// The event that began it.
    pub run: EventId,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Its exit status.
    pub exit: Option<i32>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// What it printed.
    pub output: Output,
    /// How often a wait asked.
    pub polls: Option<u32>,
}

/// What an operator asks for.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    missing_docs,
    reason = "each is the imperative of its event and has its fields"
)]
pub enum Command {
    Open(Box<Opening>),
    OpenDrill(Box<DrillOpening>),
    /// Attaches a runbook that a search found at this rank, from 1.
    FindRunbook {
        book: Book,
        query: String,
        rank: u32,
    },
    /// A drill plays something in, at its own time.
    Inject {
        inject: String,
        at: Timestamp,
    },
    /// A drill gives its hint of this strength, from 1.
    ShowHint {
        level: u32,
    },
    /// A drill is talked over; one that is not over ends with it.
    Debrief {
        answers: Vec<String>,
    },
    StartStep {
        step: StepRef,
    },
    CompleteStep {
        step: StepRef,
        observed: Option<String>,
        answer: Option<String>,
        approved_by: Option<String>,
        confirm: Option<String>,
    },
    FailStep {
        step: StepRef,
        observed: String,
    },
    FindInconclusive {
        step: StepRef,
        reason: String,
    },
    SkipStep {
        step: StepRef,
        reason: String,
        r#override: Option<String>,
    },
    MarkStepNa {
        step: StepRef,
        reason: String,
    },
    BlockStep {
        step: StepRef,
        waiting_on: String,
        reason: Option<String>,
    },
    UnblockStep {
        step: StepRef,
    },
    DeferStep {
        step: StepRef,
        owner: String,
        due: Option<Timestamp>,
        reason: Option<String>,
    },
    ReopenStep {
        step: StepRef,
        reason: String,
    },
    RevertStep {
        step: StepRef,
        note: Option<String>,
    },
    CopyRun {
        step: StepRef,
        index: u32,
    },
    TakeAction {
        text: String,
        device: Option<String>,
        risk: Risk,
        rollback: Option<String>,
        step: Option<StepRef>,
    },
    RevertAction {
        event: EventId,
        note: Option<String>,
    },
    AttachRunbook(Book),
    SetRunbookAside {
        runbook: RunbookId,
        reason: String,
    },
    SetVariable {
        name: String,
        value: String,
    },
    SetSeverity {
        severity: Option<Severity>,
    },
    SetTitle {
        title: String,
    },
    SetImpact {
        users: Option<u64>,
        scope: Option<String>,
        services: Option<Vec<String>>,
    },
    MarkImpactStarted,
    MarkDetected {
        source: String,
    },
    Acknowledge,
    Mitigate,
    ReturnImpact {
        reason: Option<String>,
    },
    Hold {
        reason: Option<String>,
        waiting_on: Option<String>,
    },
    Resume,
    Resolve {
        cause: Option<String>,
        contributing: Vec<String>,
        summary: Option<String>,
        owner: Option<String>,
    },
    Close {
        reason: Option<String>,
    },
    Reopen {
        reason: String,
    },
    Cancel {
        reason: Option<String>,
        duplicate_of: Option<IncidentId>,
    },
    /// Planned work only.
    BackOut {
        reason: String,
    },
    /// This incident goes on as another one.
    Join {
        into: IncidentId,
        reason: Option<String>,
    },
    StartRun(Box<RunStart>),
    EndRun(Box<RunEnd>),
    /// The output of something that was run elsewhere.
    PasteOutput {
        step: StepRef,
        index: Option<u32>,
        output: Box<Output>,
    },
    BindTarget {
        kind: String,
        at: Option<String>,
        target: String,
        address: Option<String>,
    },
    LinkExternal {
        system: String,
        id: String,
        url: Option<String>,
        text: Option<String>,
    },
    PinEvidence {
        name: String,
        line: u64,
        text: String,
        cause: Option<CauseRef>,
        around_sha256: Option<String>,
    },
    JudgeCause {
        cause: CauseRef,
        standing: Standing,
        because: Option<String>,
    },
    AddEvidence {
        name: String,
        sha256: String,
        bytes: u64,
        lines: u64,
        findings: Vec<Finding>,
        step: Option<StepRef>,
    },
    /// Findings in lines that came while a log was followed: no act of the operator's.
    FollowEvidence {
        name: String,
        sha256: String,
        bytes: u64,
        lines: u64,
        findings: Vec<Finding>,
        /// When the line says that it happened.
        at: Option<Reported>,
    },
    AddNote {
        text: String,
        step: Option<StepRef>,
    },
    SendUpdate {
        text: String,
        audience: Option<String>,
        next_due: Option<Timestamp>,
    },
    RecordHandoff {
        to: Option<String>,
        text: String,
    },
    AcceptHandoff {
        event: Option<EventId>,
    },
    AddFollowUp {
        text: String,
        owner: Option<String>,
        due: Option<Timestamp>,
    },
    /// Takes back this actor's latest act, or the one named.
    Undo {
        event: Option<EventId>,
        reason: Option<String>,
    },
    Amend {
        event: EventId,
        occurred_at: Option<(Timestamp, Precision)>,
        actor: Option<String>,
        text: Option<String>,
        reason: String,
    },
    /// Gives back steps that the screen started and nobody touched: on leaving.
    Release,
    RecordClockJump {
        by_ms: i64,
    },
}

/// What a ticket's system is called in a link when nobody says which it is.
pub const TICKET: &str = "ticket";

impl Command {
    /// Links a ticket, by its id or by its address, whose last part is its id.
    pub fn link_ticket(reference: &str) -> Self {
        let reference = reference.trim();
        let is_address = reference.starts_with("https://") || reference.starts_with("http://");
        let last = reference.trim_end_matches('/').rsplit('/').next();
        Command::LinkExternal {
            system: TICKET.to_owned(),
            id: match is_address {
                true => last.unwrap_or(reference).to_owned(),
                false => reference.to_owned(),
            },
            url: is_address.then(|| reference.to_owned()),
            text: None,
        }
    }
}

/// The reason for all steps not reached, when closing gives no other.
pub const CLOSING_REASON: &str = "not needed after resolution";
