//! What was drilled before: the last result of each scenario, when to train it again, and on
//! which variant. Read from the drills in the journal; nothing else is kept.

use std::sync::Arc;

use super::Drill;
use super::score::Verdict;
use crate::domain::event::Mode;
use crate::domain::id::{PartId, ScenarioId};
use crate::domain::incident::Incident;
use crate::domain::scenario::Scenario;
use crate::domain::time::Timestamp;
use crate::session::{Session, SessionError};

const DAY_MS: i64 = 86_400_000;
/// Days until the next time after "not yet".
const AFTER_NOT_YET: i64 = 7;
/// Days after the first pass in a row.
const AFTER_A_PASS: i64 = 30;
/// Days after any further one.
const AFTER_PASSES: i64 = 90;

/// A drill that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its key.
    pub key: String,
    /// Its scenario.
    pub scenario: ScenarioId,
    /// Its variant.
    pub variant: PartId,
    /// It was the ten-minute version.
    pub short: bool,
    /// Who opened it.
    pub actor: Arc<str>,
    /// When it was over, by the wall's clock.
    pub ended_at: Timestamp,
    /// How it went.
    pub verdict: Verdict,
    /// Points, and the most there were.
    pub points: (u32, u32),
    /// Time to first action in milliseconds.
    pub ttfa: Option<i64>,
    /// Time to resolve in milliseconds.
    pub ttr: Option<i64>,
}

impl Past {
    /// What an incident was as a drill; `None` if it is none, or is not over.
    pub fn of(incident: &Incident) -> Option<Self> {
        let state = incident.state();
        let drill = Drill::of(incident)?;
        let score = drill.score(state);
        let (first, _) = incident.log().next()?;
        let (last, _) = incident.log().next_back()?;
        let reference = drill.script.reference;
        Some(Self {
            key: state.key(),
            scenario: reference.id,
            variant: reference.variant,
            short: reference.short,
            actor: first.actor.clone(),
            ended_at: last.recorded_at,
            verdict: score.verdict?,
            points: (score.points, score.worth),
            ttfa: score.ttfa.value,
            ttr: score.ttr.value,
        })
    }
}

/// When to train a scenario again, and on which variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingDue {
    /// When; `None` if it was never played, which is now.
    pub at: Option<Timestamp>,
    /// The days since the last time.
    pub days: Option<i64>,
    /// The variant that was played the longest ago, or never.
    pub variant: Option<PartId>,
}

/// Drills that are over, oldest first: mostly those of one operator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History(pub Vec<Past>);

impl History {
    /// Reads the drills of a journal that this actor opened.
    pub fn read(session: &mut Session, actor: &str) -> Result<Self, SessionError> {
        let mut history = Self::of_all(session)?;
        history.0.retain(|past| *past.actor == *actor);
        Ok(history)
    }

    /// Reads the drills of a journal, whoever opened them.
    pub fn of_all(session: &mut Session) -> Result<Self, SessionError> {
        let mut past = Vec::new();
        for head in session.of_mode(Mode::Drill)? {
            if let Some(incident) = session.load_if_whole(head)? {
                past.extend(Past::of(incident));
            }
        }
        past.sort_by_key(|p| p.ended_at);
        Ok(Self(past))
    }

    /// The drills of a scenario, oldest first.
    pub fn of<'a>(&'a self, scenario: &'a ScenarioId) -> impl DoubleEndedIterator<Item = &'a Past> {
        self.0.iter().filter(move |past| past.scenario == *scenario)
    }

    /// The last time that a scenario was played.
    pub fn last(&self, scenario: &ScenarioId) -> Option<&Past> {
        let mut all = self.0.iter();
        all.rfind(|past| past.scenario == *scenario)
    }

    /// When to train a scenario again: 7 days after "not yet", 30 after a pass, 90 after
    /// another one, and on the variant that was played the longest ago.
    pub fn due(&self, scenario: &Scenario) -> TrainingDue {
        let mut passes = 0;
        for past in self.of(&scenario.id).rev() {
            if past.verdict == Verdict::NotYet {
                break;
            }
            passes += 1;
        }
        let last = self.last(&scenario.id);
        let days = last.map(|_| match passes {
            0 => AFTER_NOT_YET,
            1 => AFTER_A_PASS,
            _ => AFTER_PASSES,
        });
        let played = |id: &PartId| {
            let mut times = self.of(&scenario.id).rev();
            times.find(|p| p.variant == *id).map(|p| p.ended_at)
        };
        let variants = scenario.variants.iter().map(|v| &v.id);
        TrainingDue {
            at: last
                .zip(days)
                .map(|(past, days)| past.ended_at.plus_ms(days * DAY_MS)),
            days,
            variant: variants.min_by_key(|id| played(id)).cloned(),
        }
    }
}
