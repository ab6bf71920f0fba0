//! The checklist: step states, the one table of what may happen to them, and what is kept
//! of the work on each step.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::id::{EventId, StepId};
use super::runbook::{Expectation, Runbook, Step};
use super::time::{Span, Timestamp};

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// Not reached.
    #[default]
    Pending,
    /// Being worked on.
    Active,
    /// As expected.
    Done,
    /// Not as expected, or it did not work.
    Failed,
    /// It could not be checked.
    Inconclusive,
    /// Passed over on purpose.
    Skipped,
    /// It does not apply.
    Na,
    /// Waiting for somebody.
    Blocked,
    /// Somebody does it later.
    Deferred,
}

impl StepState {
    /// The word for it on a screen and in the timeline.
    pub fn word(self) -> &'static str {
        match self {
            StepState::Pending => "pending",
            StepState::Active => "active",
            StepState::Done => "done",
            StepState::Failed => "failed",
            StepState::Inconclusive => "inconclusive",
            StepState::Skipped => "skipped",
            StepState::Na => "na",
            StepState::Blocked => "blocked",
            StepState::Deferred => "deferred",
        }
    }

    /// Whether work on the step has come to an end, for now.
    pub fn is_ended(self) -> bool {
        !matches!(
            self,
            StepState::Pending | StepState::Active | StepState::Blocked
        )
    }
}

impl fmt::Display for StepState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What can happen to a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named like its event")]
pub enum StepAct {
    Start { auto: bool },
    Release,
    Complete,
    Fail,
    Inconclusive,
    Skip,
    MarkNa,
    Block,
    Unblock,
    Defer,
    Reopen,
}

/// The table: the state that `act` leads to from `progress`, or `None` if it is illegal.
///
/// `na` is true when the step's `when` does not hold; only a pending step is n/a by that.
pub fn allowed(progress: &Progress, na: bool, act: StepAct) -> Option<StepState> {
    use StepState::*;
    let from = progress.state;
    if na && from == Pending {
        return None;
    }
    match act {
        StepAct::Start { auto } => match from {
            Pending | Deferred | Failed | Inconclusive => Some(Active),
            Active => (progress.auto && !auto).then_some(Active),
            _ => None,
        },
        StepAct::Release => (from == Active && progress.auto).then_some(Pending),
        StepAct::Complete => matches!(from, Pending | Active | Done).then_some(Done),
        StepAct::Fail => matches!(from, Pending | Active | Blocked).then_some(Failed),
        StepAct::Inconclusive => matches!(from, Pending | Active | Blocked).then_some(Inconclusive),
        StepAct::Skip => (!matches!(from, Done | Na)).then_some(Skipped),
        StepAct::MarkNa => matches!(from, Pending | Active).then_some(Na),
        StepAct::Block => matches!(from, Pending | Active).then_some(Blocked),
        StepAct::Unblock => matches!(from, Blocked).then_some(Active),
        StepAct::Defer => matches!(from, Pending | Active | Blocked).then_some(Deferred),
        StepAct::Reopen => matches!(from, Done | Failed | Inconclusive | Skipped | Na | Deferred)
            .then_some(Pending),
    }
}

/// A wait for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Waited {
    /// From when to when.
    pub span: Span,
    /// For whom or what.
    pub waiting_on: String,
    /// Why.
    pub reason: Option<String>,
}

/// What is kept of the work on one step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Where it stands by its own events; `when` may still make a pending one n/a.
    pub state: StepState,
    /// Its timed attempts; at most the last is running.
    pub attempts: Vec<Span>,
    /// The last attempt was started by the screen, and nobody has acted on it since.
    pub auto: bool,
    /// Its waits; at most the last is open.
    pub waits: Vec<Waited>,
    /// When it came to its present ended state.
    pub ended_at: Option<Timestamp>,
    /// What was observed, when it came to its present state.
    pub observed: Option<String>,
    /// The answer given.
    pub answer: Option<String>,
    /// The reason given for its present state.
    pub reason: Option<String>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// It is critical and was passed over on purpose.
    pub overridden: bool,
    /// Who does it later.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Timestamp>,
    /// Its change was taken back.
    pub reverted: bool,
    /// Who did something on it, in order.
    pub actors: Vec<Arc<str>>,
    /// The event that brought it to its present state.
    pub by_event: Option<EventId>,
}

impl Progress {
    /// Whether a timed attempt is running.
    pub fn is_running(&self) -> bool {
        self.attempts.last().is_some_and(|span| span.to.is_none())
    }

    /// Sum of the ended timed attempts in milliseconds; `None` if there is none, or one is
    /// running, or one runs backward.
    pub fn duration_ms(&self) -> Option<i64> {
        if self.attempts.is_empty() {
            return None;
        }
        self.attempts.iter().try_fold(0, |sum, attempt| {
            attempt.length_ms().filter(|ms| *ms >= 0).map(|ms| sum + ms)
        })
    }

    /// Sum of the ended waits in milliseconds; `None` while one is open, or if one runs backward,
    /// as it may between two clocks.
    pub fn blocked_ms(&self) -> Option<i64> {
        self.waits.iter().try_fold(0, |sum, wait| {
            let length = wait.span.length_ms();
            length.filter(|ms| *ms >= 0).map(|ms| sum + ms)
        })
    }

    /// Who began the last attempt: `operator`, `auto`, or nobody.
    pub fn started_by(&self) -> Option<&'static str> {
        self.attempts.last()?;
        Some(if self.auto { "auto" } else { "operator" })
    }

    /// Remembers who acted, once.
    pub fn add_actor(&mut self, actor: &Arc<str>) {
        if !self.actors.contains(actor) {
            self.actors.push(actor.clone());
        }
    }
}

/// Whether a step counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// It does.
    Yes,
    /// A question that decides it has no answer yet.
    Unknown,
    /// It does not.
    No,
}

/// Folds a step's `when` over the states of the steps that it names. Nothing in a valid
/// runbook refers to itself, so this ends.
pub fn applies(runbook: &Runbook, steps: &BTreeMap<StepId, Progress>, step: &Step) -> Applies {
    Conditions {
        runbook,
        steps,
        known: HashMap::new(),
    }
    .applies(step)
}

/// One fold of conditions. What is known of a step is kept: with many ways between the
/// steps of a runbook, going along all of them would take forever.
struct Conditions<'a> {
    runbook: &'a Runbook,
    steps: &'a BTreeMap<StepId, Progress>,
    known: HashMap<&'a StepId, Applies>,
}

impl<'a> Conditions<'a> {
    fn applies(&mut self, step: &Step) -> Applies {
        let runbook = self.runbook;
        let mut result = Applies::Yes;
        for condition in &step.when {
            let Some(other) = runbook.step(&condition.step) else {
                continue;
            };
            match self.holds(other, &condition.is) {
                Applies::No => return Applies::No,
                Applies::Unknown => result = Applies::Unknown,
                Applies::Yes => {}
            }
        }
        result
    }

    fn is_excluded(&mut self, other: &'a Step) -> bool {
        if other.when.is_empty() {
            return false;
        }
        if let Some(known) = self.known.get(&other.id) {
            return *known == Applies::No;
        }
        let applies = self.applies(other);
        self.known.insert(&other.id, applies);
        applies == Applies::No
    }

    fn holds(&mut self, other: &'a Step, expected: &Expectation) -> Applies {
        let progress = self.steps.get(&other.id);
        let state = progress.map_or(StepState::Pending, |p| p.state);
        let decided = |yes: bool| if yes { Applies::Yes } else { Applies::No };
        if state == StepState::Na || state == StepState::Pending && self.is_excluded(other) {
            return Applies::No;
        }
        let is_outcome = matches!(
            state,
            StepState::Done | StepState::Failed | StepState::Inconclusive
        );
        match expected {
            Expectation::Answer(id) => match progress.and_then(|p| p.answer.as_ref()) {
                Some(answer) if state == StepState::Done => decided(answer == id),
                _ => Applies::Unknown,
            },
            _ if !is_outcome => Applies::Unknown,
            Expectation::Done => decided(state == StepState::Done),
            Expectation::Failed => decided(state == StepState::Failed),
            Expectation::Inconclusive => decided(state == StepState::Inconclusive),
        }
    }
}
