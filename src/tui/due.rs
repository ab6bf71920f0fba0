//! What comes due when in the incident being walked, and what of it has just come. Pure: it
//! reads the snapshot and is given the time. Each moment is told once, however often it is
//! looked at.

use std::collections::BTreeSet;

use super::snapshot::Snapshot;
use super::text::clock;
use crate::domain::checklist::StepState;
use crate::domain::event::Mode;
use crate::domain::id::{IncidentId, StepRef};
use crate::domain::state::Status;
use crate::domain::time::Timestamp;

/// What a moment is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    /// The time-box of an active step.
    TimeBox(StepRef),
    /// The target for the first action.
    FirstAction,
    /// The target for resolving.
    Resolve,
    /// Planned work: the last moment to begin undoing what is in force.
    BeginBackOut,
    /// Planned work: the last moment to turn back.
    BackOut,
    /// Planned work: its end.
    End,
    /// An update that was promised.
    Update,
}

/// Something that comes due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub matter: Matter,
    /// When.
    pub at: Timestamp,
    /// In words that tell nothing of the incident but the number of a step.
    pub says: String,
}

/// Everything that comes due in an incident as it stands now.
pub fn moments(snapshot: &Snapshot) -> Vec<Due> {
    let state = &snapshot.state;
    let status = state.status.unwrap_or(Status::Open);
    let mut found = Vec::new();
    if !status.is_unfinished() {
        return found;
    }
    let mut add = |matter, at, says| found.push(Due { matter, at, says });
    if matches!(status, Status::Open | Status::Mitigated) {
        let active = snapshot.rows.iter();
        for row in active.filter(|row| row.state == StepState::Active && !row.aside) {
            let Some((step, since)) = row.step.clone().zip(row.since) else {
                continue;
            };
            let takes = state.step(&step).and_then(|(_, step)| step.takes_ms);
            if let Some(takes) = takes {
                let says = format!("step {} has had its {}", row.number, clock(takes));
                add(Matter::TimeBox(step), since.plus_ms(takes), says);
            }
        }
    }
    let detected = state.milestones.detected.map(|mark| mark.at);
    let detected = detected.filter(|_| state.mode() != Mode::Change);
    let targets = &snapshot.targets;
    let first = targets
        .first_action
        .filter(|_| snapshot.first_action().is_none());
    if let Some((within, from)) = first.zip(detected) {
        let says = format!("no action within the target of {}", clock(within));
        add(Matter::FirstAction, from.plus_ms(within), says);
    }
    if let Some((within, from)) = targets.resolve.zip(detected) {
        let says = format!("not resolved within the target of {}", clock(within));
        add(Matter::Resolve, from.plus_ms(within), says);
    }
    if let Some(at) = state
        .begin_backout_by()
        .filter(|at| Some(*at) != state.backout_by)
    {
        let undoing = clock(state.undoing_ms());
        let says = format!("now is the last moment to begin backing out, which takes {undoing}");
        add(Matter::BeginBackOut, at, says);
    }
    if let Some(at) = state.backout_by {
        add(
            Matter::BackOut,
            at,
            "now is the last moment to back out".to_owned(),
        );
    }
    if let Some(at) = state.planned_end {
        add(Matter::End, at, "now is the planned end".to_owned());
    }
    if let Some(at) = state.updates.last().and_then(|update| update.next_due) {
        add(Matter::Update, at, "the promised update is due".to_owned());
    }
    found
}

/// What was told already, for as long as the program runs.
#[derive(Debug, Default)]
pub struct DueWatch {
    known: BTreeSet<IncidentId>,
    told: BTreeSet<(IncidentId, Matter, Timestamp)>,
}

impl DueWatch {
    /// An incident is shown. What was past when it is first seen is no news: the header shows it.
    pub fn begin(&mut self, snapshot: &Snapshot, now: Timestamp) {
        if snapshot.state.id.is_some_and(|id| self.known.insert(id)) {
            self.come(snapshot, now);
        }
    }

    /// What has come due and was not told yet.
    pub fn come(&mut self, snapshot: &Snapshot, now: Timestamp) -> Vec<Due> {
        let Some(id) = snapshot.state.id else {
            return Vec::new();
        };
        let mut come = moments(snapshot);
        come.retain(|due| due.at <= now && self.told.insert((id, due.matter.clone(), due.at)));
        come
    }
}
