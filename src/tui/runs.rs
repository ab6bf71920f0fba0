//! What is sent to a box from the screen, and what boxes said, as places show it.

use super::findings::FindingRow;
use crate::domain::id::{EventId, StepRef};
use crate::domain::run::RunOutcome;
use crate::domain::runbook::Risk;
use crate::domain::shown::Shown;
use crate::domain::target::policy::Asked;
use crate::domain::time::Timestamp;

/// What is to be run, as far as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunAsk {
    /// The command.
    pub what: RunAsked,
    /// The name of the target, if it was chosen.
    pub target: Option<String>,
    /// The pane of tmux, if it was chosen.
    pub pane: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// There is a console, or a second way to the box.
    pub has_console: bool,
    /// It goes on though another box answers than before.
    pub other_box: bool,
}

/// Which command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunAsked {
    /// One of a step's, from 1.
    Step(StepRef, u32),
    /// One that is in no runbook, and what it can do.
    Typed(String, Risk),
}

impl RunAsk {
    /// A command of which nothing else is said yet.
    pub fn of(what: RunAsked) -> Self {
        Self {
            what,
            target: None,
            pane: None,
            approved_by: None,
            has_console: false,
            other_box: false,
        }
    }
}

/// What has to be said before it can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunWant {
    /// Which of these targets.
    Target(Vec<String>),
    /// Which pane of tmux: its name, and what it shows.
    Pane(Vec<(String, String)>),
    /// Who approved it, of these.
    Approval(String),
    /// Whether there is a console at this target.
    Console(String),
    /// Whether another box is meant as well; what differs.
    OtherBox(String),
}

/// A value that nobody has typed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignValue {
    /// The variable.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub from: String,
}

/// A command that is about to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// What was asked for.
    pub ask: RunAsk,
    /// The number of its step.
    pub number: Option<String>,
    /// The target.
    pub target: String,
    /// Its kind.
    pub kind: &'static str,
    /// The way there, in a word.
    pub via: &'static str,
    /// Where it is, as far as its way tells.
    pub address: Option<String>,
    /// What it can do.
    pub risk: Risk,
    /// The words that raised that.
    pub raised: Option<String>,
    /// What goes out, secrets masked.
    pub text: String,
    /// The values in it that come from elsewhere and were not confirmed yet.
    pub foreign: Vec<ForeignValue>,
    /// How it is taken back.
    pub undo: Vec<String>,
    /// What is asked first.
    pub asked: Asked,
    /// How long it may take.
    pub limit_ms: i64,
    /// Its box is asked first which one it is.
    pub identifies: bool,
    /// The first line shown.
    pub scroll: usize,
}

impl Sending {
    /// Whether Enter alone sends it: it only reads, and whoever sits here typed all of it.
    pub fn is_plain(&self) -> bool {
        self.asked == Asked::Enter && self.foreign.is_empty()
    }
}

/// What a box said, or says just now.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputPage {
    /// The event of its beginning, or of the paste.
    pub event: Option<EventId>,
    /// The step, and its number.
    pub step: Option<(StepRef, String)>,
    /// The target; none where it was pasted.
    pub target: Option<String>,
    /// What was sent, secrets masked.
    pub text: Option<String>,
    /// Its lines, or the last of them.
    pub lines: Vec<String>,
    /// How many lines came before those.
    pub before: u64,
    /// Whether it goes on, or how it ended.
    pub state: OutputState,
    /// The first line shown.
    pub scroll: usize,
}

/// Whether an output still comes.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputState {
    /// It comes.
    Comes {
        /// Since when.
        since: Timestamp,
        /// It was told to stop.
        is_stopping: bool,
    },
    /// It is whole.
    Whole(Box<OutputEnd>),
}

/// How an output ended, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputEnd {
    /// By itself, or not.
    pub outcome: RunOutcome,
    /// The exit status, where there is one.
    pub exit: Option<i32>,
    /// How long it took.
    pub took_ms: Option<u64>,
    /// What went wrong on the way.
    pub trouble: Option<String>,
    /// What it says of its step.
    pub shown: Shown,
    /// The known errors in it.
    pub found: Vec<FindingRow>,
    /// It is longer than what is kept.
    pub is_cut: bool,
    /// Why it could not be kept.
    pub not_kept: Option<String>,
    /// What can be done now is asked: it may have altered something, and was stopped.
    pub may_have_altered: bool,
}

impl OutputPage {
    /// How it ended, if it did.
    pub fn end(&self) -> Option<&OutputEnd> {
        match &self.state {
            OutputState::Whole(end) => Some(end),
            OutputState::Comes { .. } => None,
        }
    }

    /// Whether it still comes.
    pub fn comes(&self) -> bool {
        self.end().is_none()
    }
}

/// The known errors of an output, and those who may have caused them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// The target that something goes on at.
    pub target: String,
    /// Since when.
    pub since: Timestamp,
}
