//! What is known of an incident after its events: assigned by `apply`, read by everybody.
//!
//! Absent from here: rules. They are in `legal` (the table) and in `decide`.
//!
//! Long because it lists everything that is known of an incident.

mod parts;

pub use parts::*;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checklist::{Applies, Progress, StepState};
use super::event::{Mode, Severity};
use super::id::{CauseRef, IncidentId, RunbookId, StepRef};
use super::list::List;
use super::run::RunRecord;
use super::runbook::{Runbook, Step};
use super::scenario_ref::ScenarioRef;
use super::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// How long undoing a change takes that nobody has said anything of.
const UNDO_MS: i64 = 5 * 60_000;

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words of the contract")]
pub enum Status {
    Open,
    Held,
    Mitigated,
    Resolved,
    BackedOut,
    Closed,
    Cancelled,
}

impl Status {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Held => "held",
            Status::Mitigated => "mitigated",
            Status::Resolved => "resolved",
            Status::BackedOut => "backed out",
            Status::Closed => "closed",
            Status::Cancelled => "cancelled",
        }
    }

    /// Whether somebody may still have work with it: anything before `resolved`.
    pub fn is_unfinished(self) -> bool {
        matches!(self, Status::Open | Status::Held | Status::Mitigated)
    }
}

/// What one journal calls an incident from elsewhere. It is no part of what is known of the
/// incident, so it makes no difference between two states.
#[derive(Debug, Clone, Default)]
pub struct LocalName(pub Option<Arc<str>>);

impl PartialEq for LocalName {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Runbooks that were attached by an event without effect, by their ids. They tell what a step
/// is that somebody worked on meanwhile; what is known of the incident is the same without.
#[derive(Debug, Clone, Default)]
pub struct Shelf(pub BTreeMap<RunbookId, Arc<Runbook>>);

impl PartialEq for Shelf {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Everything that is folded from an incident's events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// Where it stands; `None` before `incident.opened`.
    pub status: Option<Status>,
    /// The state that it was held from.
    pub held_from: Option<Status>,
    /// Its id.
    pub id: Option<IncidentId>,
    /// The number in its key.
    pub number: u64,
    /// What this journal calls it, if that is something else.
    pub name: LocalName,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub mode: Option<Mode>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// The list of past incidents that it was read from. It says so for ever.
    pub listed_in: Option<String>,
    /// A drill's script.
    pub scenario: Option<String>,
    /// The clock of a drill that has a script.
    pub drill_clock: Option<DrillClock>,
    /// Planned work: its end.
    pub planned_end: Option<Timestamp>,
    /// Planned work: the last moment to turn back.
    pub backout_by: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// How it was noticed.
    pub detection: Option<Detection>,
    /// Who and what is affected.
    pub impact: Impact,
    /// The milestones in force.
    pub milestones: Milestones,
    /// The holds; at most the last is open.
    pub holds: Vec<Span>,
    /// On whom or what a hold waits.
    pub waiting_on: Option<String>,
    /// How it ended.
    pub resolution: Option<Resolution>,
    /// Why it was closed.
    pub closing_reason: Option<String>,
    /// How often it was reopened.
    pub reopen_count: u32,
    /// The incident that it repeats.
    pub duplicate_of: Option<IncidentId>,
    /// The runbooks, in order of attachment.
    pub runbooks: Vec<Attachment>,
    /// The values of variables that are no secrets.
    pub variables: BTreeMap<String, String>,
    /// What persons think of causes.
    pub judgements: BTreeMap<CauseRef, Judgement>,
    /// What was altered on devices.
    pub changes: List<Change>,
    /// What was sent to boxes, and what was pasted.
    pub runs: List<RunRecord>,
    /// The box that stands for a kind of device, or for a role (`kind`, `at`).
    pub targets: BTreeMap<(String, Option<String>), Bound>,
    /// What made older rule-outs stale.
    pub upheavals: List<Upheaval>,
    /// What the incident is called elsewhere.
    pub links: Vec<Link>,
    /// The incident that goes on with what is here.
    pub joined_into: Option<IncidentId>,
    /// What the steps of runbooks are whose attachment does not count.
    pub shelved: Shelf,
    /// What was looked through.
    pub evidence: List<Evidence>,
    /// What others were told.
    pub updates: List<Update>,
    /// To whom it was handed.
    pub handoffs: List<Handoff>,
    /// What is left to do.
    pub follow_ups: List<FollowUp>,
    /// Query and rank of each choice from a search.
    pub chosen: Vec<(String, u32)>,
    /// The clocks parted at some time.
    pub clock_jumped: bool,
    /// The step that the last act was about.
    pub last_touched: Option<StepRef>,
    /// Where the last answer leads.
    pub goto: Option<StepRef>,
    /// The critical step of planned work that failed last, until somebody starts a step by hand.
    /// Whether work stops there now is said by `stopped_at`.
    pub stopped: Option<StepRef>,
}

/// A, B … Z, AA, AB and so on.
fn letters(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    match place / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}

impl State {
    /// What it is called here: `INC-12`, or `INC-12-ab3` for one from elsewhere.
    pub fn key(&self) -> String {
        match &self.name.0 {
            Some(name) => name.to_string(),
            None => self.exported_key(),
        }
    }

    /// Its key as exported, which is the same on every machine.
    pub fn exported_key(&self) -> String {
        match self.is_past() {
            true => history_key(self.number),
            false => key(self.number),
        }
    }

    /// Whether it was read from a list of past incidents, where times were written by hand.
    pub fn is_past(&self) -> bool {
        self.listed_in.is_some()
    }

    /// The incident's own time at a moment of the wall's clock. Only a drill's may differ: it
    /// runs faster, and it stands while the drill is held or over.
    pub fn now(&self, wall: Timestamp) -> Timestamp {
        self.drill_clock.as_ref().map_or(wall, |c| c.at(wall))
    }

    /// Whether it is a drill whose clock runs.
    pub fn is_running_drill(&self) -> bool {
        let runs = matches!(self.status, Some(Status::Open | Status::Mitigated));
        runs && self.mode() == Mode::Drill
    }

    /// Which drill is played and how, where one is.
    pub fn scenario_ref(&self) -> Option<ScenarioRef> {
        self.scenario.as_deref()?.parse().ok()
    }

    /// The mode; `live` before the opening.
    pub fn mode(&self) -> Mode {
        self.mode.unwrap_or(Mode::Live)
    }

    /// The attachment of a runbook.
    pub fn attachment(&self, id: &RunbookId) -> Option<&Attachment> {
        self.runbooks.iter().find(|a| a.id == *id)
    }

    /// The runbooks that are walked: attached and not set aside.
    pub fn in_use(&self) -> impl Iterator<Item = &Attachment> {
        self.runbooks.iter().filter(|a| a.set_aside.is_none())
    }

    /// A step and its attachment.
    pub fn step(&self, at: &StepRef) -> Option<(&Attachment, &Step)> {
        let attachment = self.attachment(&at.runbook)?;
        let step = attachment.runbook.as_ref()?.step(&at.step)?;
        Some((attachment, step))
    }

    /// The letter that tells a runbook from the others of the incident, by the order in which
    /// they were attached; `None` where there is one only.
    pub fn letter(&self, runbook: &RunbookId) -> Option<String> {
        let place = self.runbooks.iter().position(|a| a.id == *runbook)?;
        (self.runbooks.len() > 1).then(|| letters(place))
    }

    /// The number of a step as people read it: `1.2`, and `A1.2` where several runbooks are
    /// attached. The id of a step that is not known stands for itself.
    pub fn number_of(&self, at: &StepRef) -> String {
        let Some((_, step)) = self.step(at) else {
            return at.to_string();
        };
        format!(
            "{}{}",
            self.letter(&at.runbook).unwrap_or_default(),
            step.number
        )
    }

    /// What is kept of a step, if anything happened to it.
    pub fn progress(&self, at: &StepRef) -> Option<&Progress> {
        self.attachment(&at.runbook)?.steps.get(&at.step)
    }

    /// A step's state, `when` counted in; `None` if there is no such step.
    pub fn step_state(&self, at: &StepRef) -> Option<StepState> {
        let (attachment, step) = self.step(at)?;
        Some(attachment.state_of(step))
    }

    /// Every step of the runbooks in use, in order.
    pub fn steps_in_use(&self) -> impl Iterator<Item = (&Attachment, &Step)> {
        self.in_use().flat_map(|attachment| {
            attachment
                .runbook
                .iter()
                .flat_map(move |runbook| runbook.steps().map(move |(_, step)| (attachment, step)))
        })
    }

    /// The steps of the runbooks in use that are in this state.
    pub fn steps_in(&self, state: StepState) -> Vec<StepRef> {
        self.steps_in_use()
            .filter(|(attachment, step)| attachment.state_of(step) == state)
            .map(|(attachment, step)| StepRef {
                runbook: attachment.id.clone(),
                step: step.id.clone(),
            })
            .collect()
    }

    /// Whether work stops where this step fails: it is critical, and the work is planned.
    pub fn stops_at(&self, at: &StepRef) -> bool {
        let is_critical = self.step(at).is_some_and(|(_, step)| step.critical);
        is_critical && self.mode() == Mode::Change
    }

    /// The critical step whose failure stopped planned work, while nobody has decided what
    /// comes of it: to try it again, to go on all the same, or to back out.
    pub fn stopped_at(&self) -> Option<&StepRef> {
        let at = self.stopped.as_ref().filter(|_| self.is_unfinished())?;
        let (attachment, step) = self.step(at)?;
        let failed = attachment.state_of(step) == StepState::Failed;
        (failed && attachment.set_aside.is_none()).then_some(at)
    }

    /// The step at which planned work stopped, if this other one would pass it by: to begin or to
    /// end it means to go on as if nothing had happened. What is being worked on passes nothing.
    pub fn passed_by(&self, at: &StepRef) -> Option<&StepRef> {
        let is_running = matches!(
            self.step_state(at),
            Some(StepState::Active | StepState::Blocked)
        );
        self.stopped_at()
            .filter(|stopped| *stopped != at && !is_running)
    }

    /// The changes in force, newest first.
    pub fn changes_in_force(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .rev()
            .filter(|c| c.reverted_at.is_none())
    }

    /// What it is called elsewhere, and every system that has a name for it.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.links.iter().map(|link| link.id.as_str())
    }

    /// How long undoing what is in force takes, in milliseconds, as far as today's runbooks
    /// tell: each as long as its step, or five minutes.
    pub fn undoing_ms(&self) -> i64 {
        let takes = |change: &Change| {
            let step = change.step.as_ref().and_then(|at| self.step(at));
            step.and_then(|(_, step)| step.takes_ms).unwrap_or(UNDO_MS)
        };
        self.changes_in_force()
            .map(takes)
            .fold(0, i64::saturating_add)
    }

    /// The last moment to begin backing out: the deadline less what undoing takes.
    pub fn begin_backout_by(&self) -> Option<Timestamp> {
        Some(self.backout_by?.plus_ms(-self.undoing_ms()))
    }

    /// Whether somebody may still have work with it.
    pub fn is_unfinished(&self) -> bool {
        let is_open = self.status.is_some_and(Status::is_unfinished);
        is_open && self.joined_into.is_none() && !self.is_past()
    }

    /// The runs that go on.
    pub fn running(&self) -> impl Iterator<Item = &RunRecord> {
        self.runs.iter().filter(|run| run.is_running())
    }

    /// A step of a runbook that is attached, or that an event without effect attached.
    pub fn any_step(&self, at: &StepRef) -> Option<&Step> {
        let attached = self.step(at).map(|(_, step)| step);
        attached.or_else(|| self.shelved.0.get(&at.runbook)?.step(&at.step))
    }

    /// The change of a step, while it is in force.
    pub fn step_change(&self, at: &StepRef) -> Option<&Change> {
        self.changes_in_force()
            .find(|c| c.step.as_ref() == Some(at))
    }

    /// The step to work on: the one last started and still active, else where the last
    /// answer leads, else the next one that counts. Where planned work stopped it is that step.
    pub fn current_step(&self) -> Option<StepRef> {
        if let Some(stopped) = self.stopped_at() {
            return Some(stopped.clone());
        }
        let active = self.steps_in(StepState::Active);
        if let Some(last) = self.last_touched.as_ref().filter(|at| active.contains(at)) {
            return Some(last.clone());
        }
        let latest_active = active.into_iter().max_by_key(|at| {
            self.progress(at)
                .and_then(|p| p.attempts.last())
                .map(|span| span.from)
        });
        latest_active.or_else(|| self.next_step())
    }

    /// Where the last answer leads, else the next pending step that counts from the one last
    /// worked on, which may have been given back or reopened, else the first one left.
    pub fn next_step(&self) -> Option<StepRef> {
        let candidate = |(attachment, step): (&Attachment, &Step)| {
            let open = attachment.state_of(step) == StepState::Pending
                && attachment.applies(step) == Applies::Yes;
            open.then(|| StepRef {
                runbook: attachment.id.clone(),
                step: step.id.clone(),
            })
        };
        if let Some(goto) = &self.goto
            && self.step_state(goto) == Some(StepState::Pending)
        {
            return Some(goto.clone());
        }
        let after = self.last_touched.as_ref().and_then(|last| {
            self.steps_in_use()
                .skip_while(|(a, s)| a.id != last.runbook || s.id != last.step)
                .filter(|(a, _)| a.id == last.runbook)
                .find_map(candidate)
        });
        after.or_else(|| self.steps_in_use().find_map(candidate))
    }

    /// The cause that a text names: `runbook/cause`, a cause's id, `unknown`, or free words.
    /// `home` is the runbook to look in first.
    pub fn named_cause(&self, text: &str, home: Option<&RunbookId>) -> NamedCause {
        if let Some((_, cause)) = self.find_cause(text, home) {
            return NamedCause {
                id: Some(cause.id.to_string()),
                title: cause.title.clone(),
                class: cause.class.clone(),
            };
        }
        let unknown = text == UNKNOWN_CAUSE;
        NamedCause {
            id: unknown.then(|| UNKNOWN_CAUSE.to_owned()),
            title: if unknown {
                "Unknown".to_owned()
            } else {
                text.to_owned()
            },
            class: None,
        }
    }

    /// A runbook's cause that a text names.
    pub fn find_cause<'a>(
        &'a self,
        text: &str,
        home: Option<&RunbookId>,
    ) -> Option<(&'a RunbookId, &'a super::runbook::Cause)> {
        let (wanted, id) = match text.split_once('/') {
            Some((runbook, id)) => (Some(runbook), id),
            None => (home.map(RunbookId::as_str), text),
        };
        self.runbooks
            .iter()
            .filter(|a| wanted.is_none_or(|wanted| a.id.as_str() == wanted))
            .filter_map(|a| Some((&a.id, a.runbook.as_deref()?)))
            .find_map(|(at, runbook)| {
                let cause = runbook.causes.iter().find(|c| c.id.as_str() == id)?;
                Some((at, cause))
            })
    }
}

/// The word for a cause that nobody found.
pub const UNKNOWN_CAUSE: &str = "unknown";

/// The key of an incident that was read from a list of past ones.
pub fn history_key(number: u64) -> String {
    format!("H-{number}")
}

/// The key of an incident's number.
pub fn key(number: u64) -> String {
    format!("INC-{number}")
}
