//! What is sent to a session in a drill, beside the commands of every incident: opening it,
//! playing in what is due, hints, and the debrief.

use std::sync::Arc;

use super::play::due;
use super::script::Script;
use super::{Drill, Seed};
use crate::domain::command::{Command, DrillOpening};
use crate::domain::event::Recorded;
use crate::domain::id::{IncidentId, PartId};
use crate::domain::refusal::Refusal;
use crate::domain::scenario::Scenario;
use crate::domain::scenario_ref::{MAX_SPEED, ScenarioRef};
use crate::session::{Session, SessionError, SubmitOptions, Submitted};

/// Which drill to open, and how it is played.
#[derive(Debug, Clone)]
pub struct DrillStart {
    /// The scenario.
    pub scenario: Arc<Scenario>,
    /// Its text, and the text's SHA-256 in hex.
    pub text: Arc<str>,
    /// SHA-256 of the text, in hex.
    pub sha256: Arc<str>,
    /// The variant; the seed picks one if none is named.
    pub variant: Option<PartId>,
    /// What picks the values, and the variant.
    pub seed: u64,
    /// How many times as fast as the wall's its clock runs; brought into 1 to 60.
    pub speed: u32,
    /// Only the ten-minute version.
    pub short: bool,
    /// It is opened on a screen, where somebody takes care of it from here on.
    pub acknowledge: bool,
}

/// Opens a drill.
pub fn open(session: &mut Session, start: DrillStart) -> Result<Submitted, SessionError> {
    let scenario = &start.scenario;
    let picked = Seed::new(start.seed).below(scenario.variants.len());
    let variant = start
        .variant
        .unwrap_or_else(|| scenario.variants[picked].id.clone());
    let reference = ScenarioRef {
        id: scenario.id.clone(),
        variant,
        seed: start.seed,
        speed: start.speed.clamp(1, MAX_SPEED),
        short: start.short && !scenario.short.is_empty(),
        sha256: start.sha256,
    };
    if Script::of(scenario, &reference).is_none() {
        return Err(Refusal::NoSuchVariant(reference.variant.to_string()).into());
    }
    let opening = DrillOpening {
        number: 0,
        title: scenario.title.clone(),
        severity: scenario.severity,
        source: scenario.opening.from.clone(),
        detected_ms: scenario.opening.detected_ms,
        detected_by: scenario.opening.kind.word().to_owned(),
        acknowledge: start.acknowledge,
        scenario: reference,
    };
    let options = SubmitOptions::default();
    session.open_drill(opening, start.scenario.clone(), &start.text, options)
}

/// Plays in what is due, each at its own time. To be called before every act on a drill, and
/// once a second where one is shown; it writes only when something is due. Gives what was
/// played in.
pub fn tick(session: &mut Session, id: IncidentId) -> Result<Vec<Recorded>, SessionError> {
    let mut recorded = Vec::new();
    let wall = session.now();
    let incident = session.load(id)?;
    let Some(drill) = Drill::of(incident) else {
        return Ok(recorded);
    };
    let now = incident.state().now(wall);
    for (inject, at) in due(&drill.script, &drill.play, incident, now) {
        let inject = inject.to_string();
        let command = Command::Inject { inject, at };
        let outcome = session.submit(id, command, SubmitOptions::default())?;
        recorded.extend(outcome.events);
    }
    Ok(recorded)
}

/// Shows the next hint. `None` when there is no stronger one.
pub fn hint(session: &mut Session, id: IncidentId) -> Result<Option<String>, SessionError> {
    let Some(drill) = Drill::of(session.load(id)?) else {
        return Ok(None);
    };
    let Some(level) = drill.next_hint() else {
        return Ok(None);
    };
    session.submit(id, Command::ShowHint { level }, SubmitOptions::default())?;
    Ok(Some(drill.script.hints[level as usize - 1].clone()))
}

/// Records what was said in the debrief. A drill that is not over ends with it.
pub fn debrief(
    session: &mut Session,
    id: IncidentId,
    answers: Vec<String>,
) -> Result<Submitted, SessionError> {
    session.submit(id, Command::Debrief { answers }, SubmitOptions::default())
}
