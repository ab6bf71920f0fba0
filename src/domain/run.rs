//! Runs: what was sent to a box, and how it ended. A run is a fact: no order of a merged
//! log takes it away, and it can be neither retracted nor amended.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Finding;
use super::id::{EventId, StepRef};
use super::runbook::Risk;
use super::time::Timestamp;

/// What was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunWhat {
    /// A `run` of a step.
    Step,
    /// What takes a change back.
    Rollback,
    /// A command that is in no runbook.
    Action,
    /// A check that was asked again and again.
    Wait,
    /// A shell that an operator worked in.
    Shell,
}

impl RunWhat {
    /// Whether it may leave something altered behind. A rollback takes a change back, a wait
    /// only looks, and of a shell nothing is known but its beginning and its end.
    pub fn may_alter(self) -> bool {
        matches!(self, RunWhat::Step | RunWhat::Action)
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// By itself, whatever it said.
    Exited,
    /// It took longer than it was given.
    TimedOut,
    /// Somebody stopped it.
    Stopped,
    /// The link went: it may have run.
    Lost,
    /// Nothing reached the box.
    NotSent,
}

impl RunOutcome {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            RunOutcome::Exited => "exited",
            RunOutcome::TimedOut => "timed_out",
            RunOutcome::Stopped => "stopped",
            RunOutcome::Lost => "lost",
            RunOutcome::NotSent => "not_sent",
        }
    }
}

/// What a run printed, secrets masked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Output {
    /// Its size in bytes; `None` when nobody could tell.
    pub bytes: Option<u64>,
    /// How many lines.
    pub lines: Option<u64>,
    /// SHA-256 of all of it, in hex.
    pub sha256: Option<String>,
    /// Its first 4 KiB.
    pub head: Option<String>,
    /// Its last 4 KiB.
    pub tail: Option<String>,
    /// It was longer than what is kept.
    pub truncated: bool,
    /// The known signatures in it.
    pub findings: Vec<Finding>,
    /// What was read out of it, by the name of the variable.
    pub captured: BTreeMap<String, String>,
}

/// A run as it is known: one that was started here, or whose output was pasted.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    /// The event that began it.
    pub event: EventId,
    /// The step, if it was one.
    pub step: Option<StepRef>,
    /// What was run; `None` for a pasted output.
    pub what: Option<RunWhat>,
    /// Which of the step's runs, from 1.
    pub index: Option<u32>,
    /// The name of the target.
    pub target: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its kind, such as `asa`.
    pub kind: Option<String>,
    /// The way there: `local`, `ssh`, `tmux`; `paste` for a pasted output.
    pub via: String,
    /// What was sent, secrets masked.
    pub text: Option<String>,
    /// How risky it was.
    pub risk: Option<Risk>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended; `None` while it goes on.
    pub outcome: Option<RunOutcome>,
    /// Its exit status.
    pub exit: Option<i32>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// What it printed.
    pub output: Output,
}

impl RunRecord {
    /// Whether it goes on.
    pub fn is_running(&self) -> bool {
        self.outcome.is_none()
    }

    /// Which step, index and target it is: the same may not run twice at once.
    pub fn place(&self) -> (Option<&StepRef>, Option<u32>, Option<&str>) {
        (self.step.as_ref(), self.index, self.target.as_deref())
    }
}
