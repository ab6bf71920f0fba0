//! What is known of an incident after its events: assigned by `apply`, read by everybody.
//!
//! Absent from here: rules. They are in `legal` (the table) and in `decide`.
//!
//! Long because it lists everything that is known of an incident.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::checklist::{Applies, Progress, StepState, applies};
use super::event::{Finding, Mode, Severity, Standing};
use super::id::{CauseRef, EventId, IncidentId, ReplicaId, RunbookId, StepId, StepRef};
use super::run::Run;
use super::runbook::{Risk, Runbook, Step};
use super::scenario_ref::ScenarioRef;
use super::time::{Span, Timestamp};
use serde::Serialize;

/// Where an incident stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
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

/// A milestone in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When it happened.
    pub at: Timestamp,
    /// A person gave the time.
    pub reported: bool,
}

/// The milestones in force.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the words of the contract")]
pub struct Milestones {
    pub impact_started: Option<Mark>,
    pub detected: Option<Mark>,
    pub acknowledged: Option<Mark>,
    pub first_action: Option<Mark>,
    pub mitigated: Option<Mark>,
    pub resolved: Option<Mark>,
    pub backed_out: Option<Mark>,
    pub closed: Option<Mark>,
}

impl Milestones {
    /// All that are in force, in the order of the contract.
    pub fn in_force(&self) -> impl Iterator<Item = Mark> {
        [
            self.impact_started,
            self.detected,
            self.acknowledged,
            self.first_action,
            self.mitigated,
            self.resolved,
            self.backed_out,
            self.closed,
        ]
        .into_iter()
        .flatten()
    }

    /// When the work came to its end: closed, else resolved, else backed out.
    pub fn end(&self) -> Option<Mark> {
        self.closed.or(self.resolved).or(self.backed_out)
    }
}

/// Who and what is affected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impact {
    /// How many users.
    pub users: Option<u64>,
    /// Which, in words.
    pub scope: Option<String>,
    /// Which services.
    pub services: Vec<String>,
}

/// How it was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// `alert`, `report`, or `opening` when nobody said.
    pub source: String,
    /// Nobody said when.
    pub assumed: bool,
}

/// A runbook that is walked in an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// Its id.
    pub id: RunbookId,
    /// Its title when it was attached.
    pub title: String,
    /// Its revision.
    pub revision: u32,
    /// SHA-256 of its text, in hex.
    pub sha256: Arc<str>,
    /// When.
    pub attached_at: Timestamp,
    /// When and why it was set aside.
    pub set_aside: Option<(Timestamp, String)>,
    /// The runbook itself; `None` when its text is not at hand.
    pub runbook: Option<Arc<Runbook>>,
    /// What is kept of its steps.
    pub steps: BTreeMap<StepId, Progress>,
}

impl Attachment {
    /// Its title in few columns, if its runbook gives one.
    pub fn short_title(&self) -> &str {
        let runbook = self.runbook.as_deref();
        runbook.map_or(&self.title, |runbook| runbook.short_title())
    }

    /// A step's state, `when` counted in.
    pub fn state_of(&self, step: &Step) -> StepState {
        let state = self
            .steps
            .get(&step.id)
            .map_or(StepState::Pending, |p| p.state);
        if state == StepState::Pending && self.applies(step) == Applies::No {
            StepState::Na
        } else {
            state
        }
    }

    /// Whether a step counts.
    pub fn applies(&self, step: &Step) -> Applies {
        self.runbook
            .as_ref()
            .map_or(Applies::Yes, |runbook| applies(runbook, &self.steps, step))
    }
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The cause, if one was asked for.
    pub cause: Option<NamedCause>,
    /// What contributed.
    pub contributing: Vec<NamedCause>,
    /// In a sentence.
    pub summary: Option<String>,
    /// Who finds out an unknown cause.
    pub owner: Option<String>,
}

/// A cause as an incident names it: a runbook's, `unknown`, or a written one without id.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedCause {
    /// Its id, `unknown`, or `None` for a written one.
    pub id: Option<String>,
    /// Its words.
    pub title: String,
    /// Its class.
    pub class: Option<String>,
}

/// A person's judgement of a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What they think.
    pub standing: Standing,
    /// Why.
    pub because: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The event that says so.
    pub event: EventId,
}

/// Something altered on a device during the incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The event of the act.
    pub event: EventId,
    /// The step, if it was one.
    pub step: Option<StepRef>,
    /// What was done.
    pub text: String,
    /// On what device.
    pub device: Option<String>,
    /// How risky it was.
    pub risk: Risk,
    /// How to take it back.
    pub rollback: Option<String>,
    /// It was meant for a while only.
    pub temporary: bool,
    /// When it was done.
    pub at: Timestamp,
    /// When it was taken back; in force until then.
    pub reverted_at: Option<Timestamp>,
    /// The order of a merged log took the act's effect on the checklist away. The device is
    /// changed all the same.
    pub out_of_order: bool,
}

/// A moment after which what was ruled out before has to be looked at again.
#[derive(Debug, Clone, PartialEq)]
pub struct Upheaval {
    /// When.
    pub at: Timestamp,
    /// The event.
    pub event: EventId,
    /// What it was, in a few words.
    pub what: String,
    /// The kind of device that it is about; `None` for the whole.
    pub kind: Option<String>,
}

/// A box that stands for a kind of device, or for a role of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The name of the target.
    pub target: String,
    /// Its address.
    pub address: Option<String>,
    /// The journal that bound it: one from elsewhere is a suggestion.
    pub replica: ReplicaId,
}

/// What the incident is called elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the keys of the contract")]
pub struct Link {
    pub event: EventId,
    pub system: String,
    pub id: String,
    pub url: Option<String>,
    pub text: Option<String>,
}

/// A line that a person pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the keys of the contract")]
pub struct Pinned {
    pub line: u64,
    pub text: String,
    pub cause: Option<CauseRef>,
    pub around_sha256: Option<String>,
}

/// How long undoing a change takes that nobody has said anything of.
const UNDO_MS: i64 = 5 * 60_000;

/// A log or another file that was looked through.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the keys of the contract")]
pub struct Evidence {
    pub id: EventId,
    pub at: Timestamp,
    pub name: String,
    /// `None` for a line that was pinned: the rest of its file was not looked through.
    pub sha256: Option<String>,
    pub bytes: u64,
    pub lines: u64,
    pub findings: Vec<Finding>,
    pub pinned: Option<Pinned>,
}

/// An update to stakeholders.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the keys of the contract")]
pub struct Update {
    pub at: Timestamp,
    pub audience: Option<String>,
    pub text: String,
    pub next_due: Option<Timestamp>,
}

/// A handoff to the next person.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the keys of the contract")]
pub struct Handoff {
    pub event: EventId,
    pub at: Timestamp,
    pub to: Option<String>,
    pub text: String,
    pub accepted_at: Option<Timestamp>,
}

/// Something left to do after the incident.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the keys of the contract")]
pub struct FollowUp {
    pub text: String,
    pub owner: Option<String>,
    pub due: Option<Timestamp>,
}

/// The clock of a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrillClock {
    /// When it was last started or stopped, by the wall's clock.
    pub wall: Timestamp,
    /// What it showed then.
    pub shown: Timestamp,
    /// How many times as fast as the wall's it runs; 0 while it stands.
    pub speed: u32,
}

impl DrillClock {
    /// What it shows at a moment of the wall's clock.
    pub fn at(&self, wall: Timestamp) -> Timestamp {
        let elapsed = wall.since(self.wall).max(0);
        self.shown
            .plus_ms(elapsed.saturating_mul(self.speed.into()))
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
    pub changes: Vec<Change>,
    /// What was sent to boxes, and what was pasted.
    pub runs: Vec<Run>,
    /// The box that stands for a kind of device, or for a role (`kind`, `at`).
    pub targets: BTreeMap<(String, Option<String>), Bound>,
    /// What made older rule-outs stale.
    pub upheavals: Vec<Upheaval>,
    /// What the incident is called elsewhere.
    pub links: Vec<Link>,
    /// The incident that goes on with what is here.
    pub joined_into: Option<IncidentId>,
    /// Runbooks that were attached by an event without effect: what was done by them counts
    /// as a change all the same.
    pub shelved: BTreeMap<RunbookId, Arc<Runbook>>,
    /// What was looked through.
    pub evidence: Vec<Evidence>,
    /// What others were told.
    pub updates: Vec<Update>,
    /// To whom it was handed.
    pub handoffs: Vec<Handoff>,
    /// What is left to do.
    pub follow_ups: Vec<FollowUp>,
    /// Query and rank of each choice from a search.
    pub chosen: Vec<(String, u32)>,
    /// The clocks parted at some time.
    pub clock_jumped: bool,
    /// The step that the last act was about.
    pub last_touched: Option<StepRef>,
    /// Where the last answer leads.
    pub goto: Option<StepRef>,
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
            None => key(self.number),
        }
    }

    /// Its key as exported, which is the same on every machine.
    pub fn exported_key(&self) -> String {
        key(self.number)
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
        self.joined_into.is_none() && self.status.is_some_and(Status::is_unfinished)
    }

    /// The runs that go on.
    pub fn running(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter().filter(|run| run.is_running())
    }

    /// A step of a runbook that is attached, or that an event without effect attached.
    pub fn any_step(&self, at: &StepRef) -> Option<&Step> {
        let attached = self.step(at).map(|(_, step)| step);
        attached.or_else(|| self.shelved.get(&at.runbook)?.step(&at.step))
    }

    /// The change of a step, while it is in force.
    pub fn step_change(&self, at: &StepRef) -> Option<&Change> {
        self.changes_in_force()
            .find(|c| c.step.as_ref() == Some(at))
    }

    /// The step to work on: the one last started and still active, else where the last
    /// answer leads, else the next one that counts.
    pub fn current_step(&self) -> Option<StepRef> {
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

/// The key of an incident's number.
pub fn key(number: u64) -> String {
    format!("INC-{number}")
}
