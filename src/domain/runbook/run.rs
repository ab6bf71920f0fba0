//! What a step runs, what that shows, what is waited for, and what takes it back.

use super::super::id::CauseId;
use super::Expression;

/// One command or block of commands, and the device it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The sort of device, such as `asa`.
    pub device: String,
    /// The text, with `{{variables}}`.
    pub text: String,
    /// A remark.
    pub note: Option<String>,
    /// The box it is for, with `{{variables}}`, where that follows from the runbook.
    pub at: Option<String>,
    /// How its lines are taken.
    pub mode: RunMode,
    /// How it ends.
    pub ends: Ends,
    /// How long one that does not end by itself goes on, in milliseconds.
    pub for_ms: Option<i64>,
    /// How long it may take, in milliseconds.
    pub timeout_ms: Option<i64>,
    /// What its output says, in the order in which it is tried.
    pub shows: Vec<Shows>,
    /// What its output is held against.
    pub compare: Option<Compare>,
    /// What it may cut.
    pub severs: Option<Severs>,
    /// The member of a pair that it may run on.
    pub only_on: Option<OnlyOn>,
}

/// How the lines of a run are taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunMode {
    /// As commands.
    #[default]
    Exec,
    /// As configuration, line by line.
    Config,
}

/// How a run ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    /// When the program that it starts does.
    #[default]
    Itself,
    /// When the device shows its prompt again.
    Prompt,
    /// Not before it is stopped.
    Never,
}

/// What the output of a run is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compare {
    /// What the same run showed before the change.
    Before,
}

/// What a run may cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severs {
    /// The way to the device itself.
    Path,
}

/// The member of a pair that a run may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnlyOn {
    /// The one that works.
    Active,
    /// The one that waits.
    Standby,
}

/// What an output says when it has, or has not, a certain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shows {
    /// What is looked for.
    pub pattern: Expression,
    /// It speaks when the pattern is *not* found.
    pub negated: bool,
    /// How the step went then.
    pub means: Option<ShownAs>,
    /// Causes that are suspected then.
    pub suspects: Vec<CauseId>,
    /// Causes that are out then.
    pub rules_out: Vec<CauseId>,
    /// Variables, and the group of the pattern that each gets its value from.
    pub sets: Vec<(String, String)>,
}

/// How a step went by what its run shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShownAs {
    /// As expected.
    Done,
    /// Not as expected.
    Failed,
}

/// What a step waits for: its run is repeated, or time just passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// What the output has when the wait is over; without it the time is waited out.
    pub until: Option<Expression>,
    /// How often to look, in milliseconds. There is one where there is an `until`.
    pub every_ms: Option<i64>,
    /// How long to wait at most, in milliseconds.
    pub for_ms: i64,
    /// What the output has when waiting is in vain.
    pub abort: Option<Expression>,
}

/// How a step is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undo {
    /// By running these, in this order.
    Runs(Vec<UndoRun>),
    /// By a person.
    ByHand {
        /// What that person does.
        how: String,
        /// How long it takes, in milliseconds.
        takes_ms: Option<i64>,
    },
    /// Not at all.
    Nothing {
        /// Why.
        why: String,
        /// How long it takes until that does not matter, in milliseconds.
        takes_ms: Option<i64>,
    },
}

impl Undo {
    /// How long it takes in milliseconds, as far as its author says.
    pub fn takes_ms(&self) -> Option<i64> {
        match self {
            Undo::Runs(runs) => runs
                .iter()
                .filter_map(|run| run.takes_ms)
                .reduce(|a, b| a + b),
            Undo::ByHand { takes_ms, .. } | Undo::Nothing { takes_ms, .. } => *takes_ms,
        }
    }
}

/// One command that takes something back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoRun {
    /// What is run.
    pub run: Run,
    /// How long it takes, in milliseconds.
    pub takes_ms: Option<i64>,
}
