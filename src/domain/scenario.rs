//! A drill's script that is valid: every step, cause, signature and answer in it is in its
//! runbook. Only `library` makes one.
//!
//! Absent from here: what is seen when. That is `drill`.
//!
//! Long because every key of a scenario file has its documented field here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Severity;
use super::id::{CauseId, PartId, RunbookId, ScenarioId, SignatureId, StepRef};
use super::runbook::Risk;

/// A simulated outage, for training.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its id.
    pub id: ScenarioId,
    /// What people say is wrong, in one line; never the cause.
    pub title: String,
    /// The runbook to find.
    pub runbook: RunbookId,
    /// Runbooks that count as found too.
    pub also_right: Vec<RunbookId>,
    /// Counts up with each change of the file.
    pub revision: u32,
    /// How hard it is.
    pub level: Level,
    /// How long it takes, in minutes of its own time.
    pub minutes: u32,
    /// What it trains.
    pub objectives: Vec<String>,
    /// It explains the program as it goes.
    pub guided: bool,
    /// What a guided one says, stage by stage.
    pub teach: Vec<Teach>,
    /// The alert or the report that it begins with.
    pub opening: Report,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// How soon things should happen.
    pub targets: Goals,
    /// Values that the seed picks from, by the name that stands in braces in its texts.
    pub pool: BTreeMap<String, Vec<String>>,
    /// What there is for every variant.
    pub script: Parts,
    /// Three hints, each stronger than the one before.
    pub hints: [String; 3],
    /// The same symptoms with different causes; at least one.
    pub variants: Vec<Variant>,
    /// What is asked afterwards.
    pub questions: Vec<String>,
    /// The times of somebody who knows it.
    pub expert: Goals,
    /// The steps of the ten-minute version; empty when there is none.
    pub short: Vec<StepRef>,
}

impl Scenario {
    /// The variant with this id.
    pub fn variant(&self, id: &PartId) -> Option<&Variant> {
        self.variants.iter().find(|v| v.id == *id)
    }

    /// The runbooks that are right.
    pub fn right_runbooks(&self) -> impl Iterator<Item = &RunbookId> {
        std::iter::once(&self.runbook).chain(&self.also_right)
    }
}

/// The parts of a script that a variant may have of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    /// What is seen at which step.
    pub observations: Vec<Observation>,
    /// What is played in.
    pub injects: Vec<Inject>,
    /// What a good operator does, in the order of the expert's path.
    pub expected: Vec<Expected>,
    /// What nobody should do.
    pub forbidden: Vec<Forbidden>,
}

/// The same symptoms with a cause of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Its id.
    pub id: PartId,
    /// What is wrong.
    pub cause: Planted,
    /// What else is wrong at the same time.
    pub also: Vec<CauseId>,
    /// Its own parts. Observations come before those of all variants; an expected act, an
    /// inject or a forbidden act replaces the one with the same id.
    pub parts: Parts,
    /// Its own hints.
    pub hints: Option<[String; 3]>,
}

/// The cause that is planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planted {
    /// One of the runbook's.
    Cause(CauseId),
    /// None that can be found in time: the right act is to escalate.
    Unknown,
}

/// How hard a scenario is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Level {
    First,
    Easy,
    Usual,
    Hard,
}

impl Level {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Level::First => "first",
            Level::Easy => "easy",
            Level::Usual => "usual",
            Level::Hard => "hard",
        }
    }
}

/// What a drill begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// An alert or a person's report.
    pub kind: ReportKind,
    /// Who says it.
    pub from: String,
    /// Its words.
    pub text: String,
    /// How long before the opening it was noticed, in milliseconds.
    pub detected_ms: i64,
}

/// Who noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportKind {
    /// A machine.
    Alert,
    /// A person.
    Report,
}

impl ReportKind {
    /// The word for it, which is also the source of the detection.
    pub fn word(self) -> &'static str {
        match self {
            ReportKind::Alert => "alert",
            ReportKind::Report => "report",
        }
    }
}

/// Times to keep, in milliseconds from the detection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the contract")]
pub struct Goals {
    pub first_action: Option<i64>,
    pub resolve: Option<i64>,
}

/// What a guided drill says from a stage on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teach {
    /// The stage.
    pub after: Stage,
    /// What it says.
    pub says: String,
}

/// How far a drill has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It was opened.
    Opening,
    /// A right runbook was attached.
    Found,
    /// A step has ended.
    Step(StepRef),
    /// The planted cause is suspected or confirmed.
    Cause,
    /// The users can work again.
    Mitigated,
    /// It is over.
    Resolved,
}

/// What an operator sees who does a step, or runs what it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The step.
    pub step: StepRef,
    /// Only once all of these have happened: what a repair changes.
    pub after: Vec<After>,
    /// What is seen.
    pub shows: ObservedAs,
    /// What a careful operator concludes; `None` where nothing is to be concluded.
    pub outcome: Option<Outcome>,
    /// The answer that a careful operator gives.
    pub answer: Option<String>,
}

/// What has to have happened before something is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// This step is done.
    Step(StepRef),
    /// This inject was played in.
    Inject(PartId),
}

/// In what form something is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObservedAs {
    /// Words.
    Says(String),
    /// What the step's command with this number, from 1, prints.
    Output(u32, String),
    /// A log to scan: its name and its text.
    Log(String, String),
}

/// How a step ends for a careful operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As expected.
    Done,
    /// Not as expected.
    Failed,
    /// It could not be checked.
    Inconclusive,
}

impl Outcome {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::Inconclusive => "inconclusive",
        }
    }
}

/// Something that is played in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inject {
    /// Its id.
    pub id: PartId,
    /// When.
    pub when: InjectTime,
    /// Who says it.
    pub from: String,
    /// Its words.
    pub says: String,
    /// The recorded reply that it wants.
    pub wants: Wants,
    /// How soon, in milliseconds from the inject.
    pub within_ms: Option<i64>,
}

/// When an inject is played in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InjectTime {
    /// So many milliseconds after the opening.
    At(i64),
    /// So many milliseconds after a step first ended.
    After(StepRef, i64),
}

/// The reply that an inject wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say all")]
pub enum Wants {
    #[default]
    Nothing,
    Update,
    Handoff,
    Note,
}

impl Wants {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Wants::Nothing => "nothing",
            Wants::Update => "update",
            Wants::Handoff => "handoff",
            Wants::Note => "note",
        }
    }
}

/// Something that a good operator does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its id.
    pub id: PartId,
    /// What.
    pub act: ExpectedAct,
    /// How soon, in milliseconds from the opening; for a reply, from its inject.
    pub within_ms: Option<i64>,
    /// Who misses it has not passed.
    pub critical: bool,
}

/// What a good operator does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedAct {
    /// Ends a step; with this outcome and this answer, if they are given.
    Step {
        /// The step.
        step: StepRef,
        /// The outcome.
        outcome: Option<Outcome>,
        /// The answer.
        answer: Option<String>,
    },
    /// Gives the reply that an inject wants.
    Reply(PartId),
    /// Suspects or confirms a cause.
    Cause(CauseId),
    /// Adds a log in which a signature is found.
    Signature(SignatureId),
    /// Reaches a milestone.
    Mark(Marked),
    /// Tells others without being asked.
    Send(Wants),
}

/// A milestone that can be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words of the contract")]
pub enum Marked {
    Acknowledged,
    Mitigated,
    Resolved,
}

impl Marked {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Marked::Acknowledged => "acknowledged",
            Marked::Mitigated => "mitigated",
            Marked::Resolved => "resolved",
        }
    }
}

/// Something that nobody should do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// Its id.
    pub id: PartId,
    /// What.
    pub act: ForbiddenAct,
    /// Only until this step has ended.
    pub until: Option<StepRef>,
    /// Why.
    pub because: String,
}

/// What nobody should do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForbiddenAct {
    /// This step.
    Step(StepRef),
    /// Anything of this risk or above that is not expected.
    Risk(Risk),
}
