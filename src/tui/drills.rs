//! Drills as the screen shows them: the list of those that can be played, which of the messages
//! of the one being played were put away, and the page on which it is talked over.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::open_incident::OpenIncident;
use super::snapshot::Snapshot;
use super::walk::Walk;
use crate::domain::id::{PartId, ScenarioId};
use crate::domain::scenario::Scenario;
use crate::domain::scenario_ref::ScenarioRef;
use crate::domain::state::{State, Status};
use crate::drill::{Debrief, Drill, History, Played};

/// The drill that teaches the keys.
pub const FIRST: &str = "first-shift";

/// The drills that can be played.
#[derive(Debug, Default)]
pub struct Drills {
    /// The scenarios, the easiest first; `None` while they are being read.
    pub scenarios: Option<Vec<Arc<Scenario>>>,
    /// What was drilled before; `None` while it is being read.
    pub history: Option<History>,
    /// The selected scenario.
    pub selected: usize,
}

impl Drills {
    /// The selected scenario.
    pub fn scenario(&self) -> Option<&Arc<Scenario>> {
        self.scenarios.as_ref()?.get(self.selected)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.scenarios.as_ref().map_or(0, Vec::len)
    }
}

/// The unfinished drill of a scenario, the newest one.
pub fn unfinished<'a>(open: &'a [OpenIncident], id: &ScenarioId) -> Option<&'a OpenIncident> {
    let mut open = open.iter();
    open.find(|open| !open.is_over && open.scenario.as_ref() == Some(id))
}

/// Which scenario an incident plays, if it is a drill.
pub fn scenario_of(state: &State) -> Option<ScenarioId> {
    state
        .scenario_ref()
        .map(|reference: ScenarioRef| reference.id)
}

/// Which scenario to play, and how. What is not said is picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playing {
    /// The scenario.
    pub scenario: String,
    /// Its variant, from 1: its name would tell what is planted.
    pub variant: Option<usize>,
    /// What picks the values.
    pub seed: Option<u64>,
    /// How fast its clock runs.
    pub speed: u32,
    /// Only the ten-minute version.
    pub short: bool,
}

impl Playing {
    /// As it is suggested.
    pub fn of(scenario: &str) -> Self {
        Self {
            scenario: scenario.to_owned(),
            variant: None,
            seed: None,
            speed: 1,
            short: false,
        }
    }
}

/// Something that was told in a drill and is in sight until it is put away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Message<'a> {
    /// It was played in.
    Played(&'a Played),
    /// A hint that was asked for: its strength, and its words.
    Hint(usize, &'a str),
}

/// Which of them were put away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PutAway {
    played: BTreeSet<PartId>,
    hints: usize,
}

impl PutAway {
    /// For somebody who comes to a drill: only what still wants a reply is told again.
    pub fn before(drill: Option<&Drill>) -> Self {
        let mut away = Self::default();
        if let Some(drill) = drill {
            away.hints = drill.hints().len();
            let done = drill.play.played.iter().filter(|p| !p.is_outstanding());
            away.played = done.map(|played| played.id.clone()).collect();
        }
        away
    }

    /// Puts one away.
    pub fn add(&mut self, message: Message) {
        match message {
            Message::Hint(level, _) => self.hints = level,
            Message::Played(played) => drop(self.played.insert(played.id.clone())),
        }
    }
}

/// The messages in sight: a hint that was just asked for, then what came, oldest first. What was
/// answered was read.
pub fn messages(walk: &Walk) -> Vec<Message<'_>> {
    let Some(drill) = &walk.snapshot.drill else {
        return Vec::new();
    };
    let hints = drill.hints().iter().enumerate().skip(walk.put_away.hints);
    let hints = hints.map(|(place, says)| Message::Hint(place + 1, says));
    let played = drill.play.played.iter();
    let played = played.filter(|p| p.answered.is_none() && !walk.put_away.played.contains(&p.id));
    hints.chain(played.map(Message::Played)).collect()
}

/// Whether it can still be played.
pub fn is_unfinished(state: &State) -> bool {
    state.status.is_some_and(Status::is_unfinished)
}

/// What is talked over after a drill.
#[derive(Debug)]
pub struct Talk {
    /// What went how.
    pub debrief: Box<Debrief>,
    /// What was drilled before; `None` while it is being read.
    pub history: Option<History>,
    /// The first line shown.
    pub scroll: usize,
}

impl Talk {
    /// The page for a drill as it stands.
    pub fn of(snapshot: &Snapshot) -> Option<Self> {
        let drill = snapshot.drill.as_ref()?;
        Some(Self {
            debrief: Box::new(drill.debrief(&snapshot.state)),
            history: None,
            scroll: 0,
        })
    }
}
