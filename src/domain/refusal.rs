//! Why a command is not carried out: what is wrong, and what to do instead.

use super::chronology::Disorder;
use super::fill::value::BadValue;
use super::legal::Illegal;
use super::time::Timestamp;

/// A refusal. Nothing was recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what the fields are")]
pub enum Refusal {
    #[error("{0}")]
    Illegal(#[from] Illegal),
    #[error("step {step} needs {what}")]
    Needs {
        step: String,
        what: &'static str,
        hint: String,
    },
    #[error("step {step} has no answer \"{answer}\"")]
    NoSuchAnswer {
        step: String,
        answer: String,
        known: Vec<String>,
    },
    #[error("step {step} is disruptive: it wants \"{wanted}\" typed to confirm it")]
    NotConfirmed { step: String, wanted: String },
    #[error("step {step} is critical: it cannot be {what}")]
    Critical {
        step: String,
        what: &'static str,
        hint: String,
    },
    #[error("the work stopped at step {stopped}: it is critical, and it failed")]
    Stopped { stopped: String, step: String },
    #[error("step {0} does not apply: the answers given so far exclude it")]
    DoesNotApply(String),
    #[error("step {step} is done already, by {actors}")]
    AlreadyDone { step: String, actors: String },
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
        hint: Option<String>,
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

impl Refusal {
    /// What to do next, in a sentence; `None` when the message says it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Refusal::Illegal(illegal) => return illegal.hint(),
            Refusal::Needs { hint, .. } | Refusal::Critical { hint, .. } => hint.clone(),
            Refusal::NoSuchAnswer { known, .. } => format!("the answers are {}", known.join(", ")),
            Refusal::NotConfirmed { wanted, .. } => format!("--confirm {wanted}"),
            Refusal::DoesNotApply(_) => {
                "reopen the question that excludes it, and answer it again".to_owned()
            }
            Refusal::Stopped { step, .. } => format!(
                "start it again, back out (mark … backed-out --reason …), or start {step} first to go on all the same"
            ),
            Refusal::AlreadyDone { .. } => "reopen it first to do it again".to_owned(),
            Refusal::NoSuchRun { count: 0, .. } => "there is nothing to copy in it".to_owned(),
            Refusal::NoSuchRun { count, .. } => format!("it has 1 to {count}"),
            Refusal::Empty(_) => "say it in a few words".to_owned(),
            Refusal::Future { .. } => "give a time that has passed, such as -5m".to_owned(),
            Refusal::Order(_) => {
                "give a later time, or correct the earlier one first (amend, or mark it again)"
                    .to_owned()
            }
            Refusal::NotResolvable { .. } => {
                "finish these steps, or skip a critical one with --override STEP".to_owned()
            }
            Refusal::NeedsCause => {
                "--cause CAUSE (a cause's id, your own words, or unknown with --owner)".to_owned()
            }
            Refusal::NeedsOwner => "--owner NAME".to_owned(),
            Refusal::Secret(name) => {
                format!("give it where it is used: copy … --set {name}=@FILE")
            }
            Refusal::LooksSecret { .. } => {
                "declare it in the runbook (secret: true), or reword it if it is none".to_owned()
            }
            Refusal::NoSuchVariable { known, .. } if known.is_empty() => {
                "its runbooks have no variables".to_owned()
            }
            Refusal::NoSuchVariable { known, .. } => format!("it has {}", known.join(", ")),
            Refusal::BadValue { hint, .. } => return hint.clone(),
            Refusal::HasDependents { .. } => "undo these first".to_owned(),
            Refusal::BackoutAfterEnd { .. } => "give an earlier one, or a later end".to_owned(),
            Refusal::StillRunning { .. } => "wait for it, or stop it".to_owned(),
            Refusal::DuplicateWithChanges { .. } => {
                "take them back first: a duplicate is not looked at again".to_owned()
            }
            Refusal::NoSuchEvent(_) => {
                "status and export show the ids; the last six characters do".to_owned()
            }
            _ => return None,
        })
    }
}

impl Illegal {
    /// What to do next, in a sentence; `None` when the message says it.
    pub fn hint(&self) -> Option<String> {
        use super::checklist::StepState;
        use super::state::Status;
        Some(
            match self {
                Illegal::Incident(Status::Held) => "resume it first (mark … resumed)",
                Illegal::Incident(Status::Resolved | Status::Closed | Status::BackedOut) => {
                    "reopen it first (mark … reopened --reason …)"
                }
                Illegal::Incident(Status::Cancelled) => "a cancelled incident stays as it is",
                Illegal::Step {
                    state: StepState::Blocked,
                    ..
                } => "unblock it first",
                Illegal::Step {
                    state: StepState::Na,
                    ..
                } => "it does not apply here; reopen it, or the question that excludes it",
                Illegal::Step {
                    state: StepState::Pending,
                    ..
                } => "it has not been worked on yet",
                Illegal::Step {
                    state: StepState::Active,
                    ..
                } => "finish it first: done, failed or inconclusive",
                Illegal::Step { .. } => "reopen it first, with a reason",
                Illegal::NotPlanned(_) => "resolve it, or cancel it if it was none",
                Illegal::Joined(_) => "go on in that one, or undo the joining",
                Illegal::SetAside(_) => "attach the runbook again first",
                Illegal::NoSuchStep(_) => "status shows the steps and their numbers",
                Illegal::NotInForce(_) => "status shows the changes in force",
                _ => return None,
            }
            .to_owned(),
        )
    }
}
