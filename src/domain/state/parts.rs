//! The parts of what is known of an incident, one type for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::checklist::{Applies, Progress, StepState, applies};
use crate::domain::event::{Finding, Standing};
use crate::domain::id::{CauseRef, EventId, ReplicaId, RunbookId, StepId, StepRef};
use crate::domain::runbook::{Risk, Runbook, Step};
use crate::domain::time::Timestamp;

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
