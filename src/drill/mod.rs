//! Drills: the script of a simulated outage, what an operator sees of it, and what it is
//! worth. [`Drill`] is all that a screen or a command needs to read; [`act`] is all that it
//! needs to send beside the commands of every incident.
//!
//! Absent from here: the screen, files, and any figure of real incidents.

pub mod act;
mod debrief;
mod draft;
mod history;
mod json;
mod mask;
mod matching;
mod play;
mod score;
mod script;
mod seed;

use std::sync::Arc;

pub use debrief::{Debrief, DebriefLine, OPENING_QUESTION};
pub use draft::draft;
pub use history::{History, Past, TrainingDue};
pub use json::as_json;
pub use mask::ScriptMask;
pub use play::{NOTHING, Play, Played, Seen, SeenAs};
pub use score::{FoundRunbook, Item, Named, Score, TimedTarget, Timing, Verdict, WrongAct};
pub use script::Script;
pub use seed::Seed;

use crate::domain::event::{Event, Mode};
use crate::domain::id::{EventId, StepRef};
use crate::domain::incident::Incident;
use crate::domain::scenario::{Planted, Stage};
use crate::domain::state::State;
use crate::domain::time::Timestamp;

/// A drill as its operator knows it now. Built from the incident whenever that changes.
#[derive(Debug, Clone)]
pub struct Drill {
    /// What is played. The operator is shown `opening` and nothing else of it.
    pub script: Script,
    /// What happened so far.
    pub play: Play,
    events: Vec<(EventId, Event)>,
}

impl Drill {
    /// The drill that an incident is; `None` if it is none, or its script is not at hand.
    pub fn of(incident: &Incident) -> Option<Self> {
        let state = incident.state();
        let scenario: &Arc<_> = incident.scenario()?;
        let reference = state
            .scenario_ref()
            .filter(|_| state.mode() == Mode::Drill)?;
        let script = Script::of(scenario, &reference)?;
        let events = play::happened(incident);
        let play = Play::of(&script, &events);
        Some(Self {
            script,
            play,
            events,
        })
    }

    /// How long it has been played, in milliseconds of its own time.
    pub fn elapsed_ms(&self, state: &State, wall: Timestamp) -> i64 {
        let opened = state.opened_at.unwrap_or(wall);
        state.now(wall).since(opened)
    }

    /// What still wants a reply, the most urgent first.
    pub fn outstanding(&self) -> Vec<&Played> {
        let mut waiting: Vec<&Played> = self
            .play
            .played
            .iter()
            .filter(|p| p.is_outstanding())
            .collect();
        waiting.sort_by_key(|p| p.due);
        waiting
    }

    /// What was seen at a step, in order.
    pub fn seen_at<'a>(&'a self, step: &'a StepRef) -> impl Iterator<Item = &'a Seen> {
        let seen = self.play.seen.iter();
        seen.filter(move |seen| seen.step.as_ref() == Some(step))
    }

    /// The logs that were handed over so far, newest first: what `l` offers.
    pub fn logs(&self) -> Vec<(&str, &str)> {
        let mut logs: Vec<(&str, &str)> = Vec::new();
        for seen in self.play.seen.iter().rev() {
            if let SeenAs::Log(name) = &seen.form
                && logs.iter().all(|(known, _)| known != name)
            {
                logs.push((name, &seen.text));
            }
        }
        logs
    }

    /// The hints that were shown, weakest first.
    pub fn hints(&self) -> &[String] {
        let shown = (self.play.hints as usize).min(self.script.hints.len());
        &self.script.hints[..shown]
    }

    /// The strength of the next hint, which is also its price in points.
    pub fn next_hint(&self) -> Option<u32> {
        let next = self.play.hints + 1;
        (next as usize <= self.script.hints.len()).then_some(next)
    }

    /// What a guided drill says at this stage.
    pub fn teaches(&self, state: &State) -> Option<&str> {
        let lines = self.script.scenario.teach.iter().rev();
        let mut reached = lines.filter(|teach| self.has_reached(&teach.after, state));
        reached.next().map(|teach| teach.says.as_str())
    }

    fn has_reached(&self, stage: &Stage, state: &State) -> bool {
        match stage {
            Stage::Opening => true,
            Stage::Found => {
                let mut right = self.script.scenario.right_runbooks();
                right.any(|id| state.attachment(id).is_some())
            }
            Stage::Step(step) => self.play.ended(step).is_some(),
            Stage::Cause => match &self.script.cause {
                Planted::Cause(cause) => matching::acts(&self.events, state)
                    .iter()
                    .any(|act| act.causes.contains(cause)),
                Planted::Unknown => matching::is_resolved(state),
            },
            Stage::Mitigated => state.milestones.mitigated.is_some(),
            Stage::Resolved => matching::is_resolved(state),
        }
    }

    /// What it is worth so far. The verdict is there once it is over.
    pub fn score(&self, state: &State) -> Score {
        score::score(&self.script, &self.play, state, &self.events)
    }

    /// What is talked over when it is over.
    pub fn debrief(&self, state: &State) -> Debrief {
        debrief::debrief(self, state)
    }
}
