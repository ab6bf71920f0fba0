//! Why a command is not carried out: what is wrong. What to do instead is said where the keys
//! and the flags are known.

use super::chronology::Disorder;
use super::legal::Illegal;
use super::time::Timestamp;
use super::value::BadValue;

/// A refusal. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what the fields are")]
pub enum Refusal {
    #[error("{0}")]
    Illegal(#[from] Illegal),
    #[error("step {step} needs {need}")]
    Needs { step: String, need: Need },
    #[error("step {step} has no answer \"{answer}\"")]
    NoSuchAnswer {
        step: String,
        answer: String,
        known: Vec<String>,
    },
    #[error("step {step} is disruptive: it wants \"{wanted}\" typed to confirm it")]
    NotConfirmed { step: String, wanted: String },
    #[error("step {step} is critical: it cannot be {passing}")]
    Critical {
        step: String,
        id: String,
        passing: Passing,
    },
    #[error("the work stopped at step {stopped}: it is critical, and it failed")]
    Stopped { stopped: String, step: String },
    #[error("step {0} does not apply: the answers given so far exclude it")]
    DoesNotApply(String),
    #[error("step {step} is done already, by {actors}")]
    AlreadyDone { step: String, actors: String },
    #[error("step {step} was answered \"{answer}\" already, by {actors}")]
    AnsweredOtherwise {
        step: String,
        answer: String,
        actors: String,
    },
    #[error("step {step} runs nothing with the number {index}")]
    NoSuchRun {
        step: String,
        index: u32,
        count: usize,
    },
    #[error("{0} is empty")]
    Empty(&'static str),
    #[error("{place} is {number}, and whole numbers end at 9007199254740991")]
    TooLarge { place: String, number: String },
    #[error("{at} lies in the future; it is {now}")]
    Future { at: Timestamp, now: Timestamp },
    #[error("{0}")]
    Order(#[from] Disorder),
    #[error("it cannot be resolved yet: {}", .open.join("; "))]
    NotResolvable { open: Vec<String> },
    #[error("resolving needs a cause")]
    NeedsCause,
    #[error("an unknown cause needs an owner who follows it up")]
    NeedsOwner,
    #[error("{0} is a secret: it is kept in memory only and never recorded")]
    Secret(String),
    #[error("the value of {name} looks like a secret ({what}), and would be recorded in clear")]
    LooksSecret { name: String, what: String },
    #[error("no attached runbook has the variable \"{name}\"")]
    NoSuchVariable { name: String, known: Vec<String> },
    #[error("{name} {bad}")]
    BadValue {
        name: String,
        bad: BadValue,
        example: Option<String>,
    },
    #[error("there is nothing of yours left to undo")]
    NothingToUndo,
    #[error("there is no event {0} in this incident")]
    NoSuchEvent(String),
    #[error("event {0} cannot be undone: it is {1}")]
    NotRetractable(String, &'static str),
    #[error("event {event} cannot be undone: {} depend on it", .dependents.join(", "))]
    HasDependents {
        event: String,
        dependents: Vec<String>,
    },
    #[error("event {0} cannot be amended: {1}")]
    NotAmendable(String, &'static str),
    #[error("there is no handoff waiting to be accepted")]
    NoHandoff,
    #[error("nothing would change")]
    NothingToDo,
    #[error("that belongs to a drill, and this is mode {0}")]
    NoDrill(&'static str),
    #[error("the scenario has no variant \"{0}\"")]
    NoSuchVariant(String),
    #[error("a planned end belongs to planned work, and this is mode {0}")]
    NotPlanned(&'static str),
    #[error("the last moment to turn back, {backout}, lies after the planned end, {end}")]
    BackoutAfterEnd { backout: Timestamp, end: Timestamp },
    #[error("still running: {}", .running.join("; "))]
    StillRunning { running: Vec<String> },
    #[error("no run {0} is going on")]
    NotRunning(String),
    #[error("it cannot be joined into itself")]
    JoinsItself,
    #[error("a duplicate cannot be cancelled while changes are in force: {}", .in_force.join("; "))]
    DuplicateWithChanges { in_force: Vec<String> },
}

/// What a step wants to be told before it is done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Need {
    /// One of these answers.
    #[error("an answer")]
    Answer(Vec<String>),
    /// What was observed, where this was expected.
    #[error("what was observed")]
    Observed(String),
    /// An approval, by somebody of this sort.
    #[error("an approval")]
    Approval(String),
}

/// How a step is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Passing {
    /// It was skipped without saying that this is meant.
    #[error("skipped by accident")]
    Skip,
    /// It does not apply.
    #[error("marked as not applicable")]
    NotApplicable,
    /// Somebody does it later.
    #[error("deferred")]
    Defer,
}
