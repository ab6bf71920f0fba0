//! A runbook that is valid: every reference in it resolves, every id is unique, every
//! duration was read and every regular expression tried once. Only `library` makes one.
//!
//! Long because every key of a runbook file has its documented field here.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

mod expression;
mod run;
mod test;

pub use expression::Expression;
pub use run::{Compare, Ends, OnlyOn, Run, RunMode, Severs, ShownAs, Shows, Undo, UndoRun, Wait};
pub use test::{Given, GivenAct, WalkTest};

use super::id::{CauseId, PhaseId, RunbookId, SignatureId, StepId};
use super::refusal::Refusal;
use super::value::{ValueType, check};

/// Symptoms, causes, signatures and phases of steps for one kind of trouble, or for one
/// planned procedure.
#[derive(Debug, Clone, PartialEq)]
pub struct Runbook {
    /// Its id.
    pub id: RunbookId,
    /// What it is for, in one line.
    pub title: String,
    /// The title in at most 22 columns.
    pub short: Option<String>,
    /// Counts up with each change of the file.
    pub revision: u32,
    /// A group of runbooks, such as `vpn_outage`.
    pub category: String,
    /// Whether it is for trouble or for planned work.
    pub mode: RunbookMode,
    /// The products that it knows.
    pub products: Vec<Product>,
    /// Where its knowledge comes from.
    pub sources: Vec<Source>,
    /// When it is the right one.
    pub summary: String,
    /// When another one is.
    pub see: Vec<See>,
    /// What people see or read when it is the right one.
    pub symptoms: Vec<Symptom>,
    /// What may be wrong.
    pub causes: Vec<Cause>,
    /// Texts in logs that point at causes.
    pub signatures: Vec<Signature>,
    /// How soon things should happen.
    pub targets: Vec<TimeTarget>,
    /// What its sources promise.
    pub claims: Vec<Claim>,
    /// What differs from site to site.
    pub variables: Vec<Variable>,
    /// The steps, in groups.
    pub phases: Vec<Phase>,
    /// What is true when it has been walked.
    pub outcome: Option<String>,
    /// Whom to call when it does not help.
    pub escalation: Option<Escalation>,
    /// Documents to read on.
    pub references: Vec<Reference>,
    /// Walks with recorded answers, and what each must lead to.
    pub tests: Vec<WalkTest>,
}

/// Whether a runbook is for trouble or for planned work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunbookMode {
    /// Trouble.
    Live,
    /// A planned procedure.
    Change,
}

/// A product and the versions that a runbook knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// The versions, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versions: Option<String>,
}

/// Where knowledge comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// What it is, such as "official FAQ".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Another runbook and when it is the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {
    /// The other runbook. It may be missing from this library.
    pub runbook: RunbookId,
    /// When to take it.
    pub when: String,
}

/// What tells that a runbook is the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Symptom {
    /// Literal words on a screen or in a log.
    Says(String),
    /// What a person reports.
    Sees(String),
}

impl Symptom {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Symptom::Says(text) | Symptom::Sees(text) => text,
        }
    }
}

/// Something that may be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Its id.
    pub id: CauseId,
    /// What is wrong, in one line.
    pub title: String,
    /// The class that targets refer to, such as `credential`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// Causes that this one is only a consequence of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<CauseId>,
}

/// How a signature finds its lines, as its runbook writes it; `signature` reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// The text as it stands, upper and lower case alike.
    Text(String),
    /// A regular expression.
    Regex(String),
}

impl Pattern {
    /// The text, or the expression's.
    pub fn source(&self) -> &str {
        match self {
            Pattern::Text(text) | Pattern::Regex(text) => text,
        }
    }
}

/// A text or regular expression in a log that points at causes and a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    /// Its id.
    pub id: SignatureId,
    /// What it looks for.
    pub pattern: Pattern,
    /// The causes it points at.
    pub causes: Vec<CauseId>,
    /// The step to go to.
    pub step: Option<StepId>,
    /// Lines that match.
    pub examples: Vec<String>,
    /// Lines that look alike and do not match.
    pub not: Vec<String>,
}

/// How soon something should happen, counted from the detection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeTarget {
    /// What it is about.
    pub metric: TargetMetric,
    /// Milliseconds.
    pub within_ms: i64,
    /// Counts only while a cause of this class is suspected or confirmed.
    pub class: Option<String>,
}

/// What a target is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetMetric {
    /// The first action.
    FirstAction,
    /// The resolution.
    Resolve,
}

/// What a source promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The metric, such as `ttfa`, `ttr` or `top5`.
    pub metric: String,
    /// The value before, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The value after, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The change, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// By what means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What differs from site to site and is filled into what a step runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name, as in `{{name}}`.
    pub name: String,
    /// What to ask the operator.
    pub ask: String,
    /// What a value looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// What kind of value it has.
    #[serde(default, rename = "type", skip_serializing_if = "ValueType::is_text")]
    pub kind: ValueType,
    /// A secret is kept in memory only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

impl Variable {
    /// Whether it may have this value.
    pub fn check(&self, value: &str) -> Result<(), Refusal> {
        check(self.kind, value).map_err(|bad| Refusal::BadValue {
            name: self.name.clone(),
            bad,
            example: self.example.clone(),
        })
    }
}

/// A group of 2 to 9 steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Its id.
    pub id: PhaseId,
    /// What it is about.
    pub title: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// One thing to do and look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its id.
    pub id: StepId,
    /// Where it stands, such as `2.1`: phase and step, from 1.
    pub number: String,
    /// What to do, in one sentence.
    pub does: String,
    /// The same in at most 22 columns.
    pub short: Option<String>,
    /// Why, as Markdown.
    pub why: Option<String>,
    /// What sort of work it is.
    pub kind: StepKind,
    /// Who does it.
    pub by: Option<Doer>,
    /// What should be seen.
    pub expect: Option<String>,
    /// Causes that are out when it is as expected.
    pub rules_out: Vec<CauseId>,
    /// Causes that are suspected when it is not.
    pub suspects: Vec<CauseId>,
    /// Its time-box in milliseconds.
    pub takes_ms: Option<i64>,
    /// What it runs.
    pub run: Vec<Run>,
    /// What is waited for before it ends.
    pub wait: Option<Wait>,
    /// How to take it back, in prose. It is never run.
    pub rollback: Option<String>,
    /// How to take it back, as what is run or done by hand.
    pub undo: Option<Undo>,
    /// What it can do to the devices.
    pub risk: Risk,
    /// What it breaks, for a disruptive one.
    pub breaks: Option<String>,
    /// Whose approval completing it needs.
    pub approval: Option<Doer>,
    /// Still in force at the end it becomes a follow-up.
    pub temporary: bool,
    /// Where it lies in a product's menus.
    pub menu: Option<String>,
    /// The conditions under which it counts; all must hold.
    pub when: Vec<Condition>,
    /// The answers that it may have.
    pub answers: Vec<Answer>,
    /// The log that it collects.
    pub log: Option<LogSource>,
    /// It may not be passed over by accident.
    pub critical: bool,
    /// A remark.
    pub note: Option<String>,
}

/// What sort of work a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// Look at something.
    Check,
    /// Change something.
    Act,
    /// Get a log.
    Collect,
    /// Ask somebody.
    Ask,
    /// Make sure that it works.
    Verify,
    /// Hand it to somebody else.
    Escalate,
}

/// Who does a step, or approves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Doer {
    /// The person who has the trouble.
    User,
    /// The person who holds this runbook.
    Responder,
    /// An administrator of the headend or the servers.
    Admin,
    /// The security team.
    Security,
    /// The vendor.
    Vendor,
}

impl fmt::Display for Doer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Doer::User => "user",
            Doer::Responder => "responder",
            Doer::Admin => "admin",
            Doer::Security => "security",
            Doer::Vendor => "vendor",
        })
    }
}

/// What a step or an action can do to the devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Nothing.
    Read,
    /// It alters something.
    Change,
    /// It breaks something for somebody while it lasts.
    Disrupt,
}

impl fmt::Display for Risk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Risk::Read => "read",
            Risk::Change => "change",
            Risk::Disrupt => "disrupt",
        })
    }
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Its id.
    pub id: String,
    /// Its words; the id if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// The step to go to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goto: Option<StepId>,
    /// The cause it makes suspected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<CauseId>,
}

impl Answer {
    /// What the operator reads.
    pub fn words(&self) -> &str {
        self.says.as_deref().unwrap_or(&self.id)
    }
}

/// A condition on another step of the same runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The other step.
    pub step: StepId,
    /// What must be true of it.
    pub is: Expectation,
}

/// What a condition wants of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// This answer.
    Answer(String),
    /// As expected.
    Done,
    /// Not as expected.
    Failed,
    /// Could not be checked.
    Inconclusive,
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Expectation::Answer(id) => id,
            Expectation::Done => "done",
            Expectation::Failed => "failed",
            Expectation::Inconclusive => "inconclusive",
        })
    }
}

/// A log and how to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSource {
    /// Its name.
    pub name: String,
    /// How to get it, per system.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub how: BTreeMap<String, String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whom to call, and what to have at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// Whom.
    pub to: String,
    /// With what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// A document to read on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Its title.
    pub title: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Runbook {
    /// All steps with their phases, in order.
    pub fn steps(&self) -> impl Iterator<Item = (&Phase, &Step)> {
        self.phases
            .iter()
            .flat_map(|phase| phase.steps.iter().map(move |step| (phase, step)))
    }

    /// The step with this id.
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.steps().map(|(_, step)| step).find(|s| s.id == *id)
    }

    /// The cause with this id.
    pub fn cause(&self, id: &CauseId) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.id == *id)
    }

    /// The variable with this name.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|v| v.name == name)
    }

    /// The title in few columns, if the file gives one.
    pub fn short_title(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.title)
    }
}

impl Step {
    /// What to do, in few columns if the file says so.
    pub fn short_title(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.does)
    }

    /// What must be typed to confirm a disruptive step: the device of its first `run`, or
    /// `yes` if it runs nothing. `None` when it needs no confirmation.
    pub fn confirmation(&self) -> Option<&str> {
        (self.risk == Risk::Disrupt).then(|| self.run.first().map_or("yes", |run| &run.device))
    }

    /// Whether it looks at something: then it ends as expected or not. Other work is done.
    pub fn is_check(&self) -> bool {
        matches!(self.kind, StepKind::Check | StepKind::Verify)
    }

    /// The answer with this id.
    pub fn answer(&self, id: &str) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.id == id)
    }
}
