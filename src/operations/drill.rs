//! A drill is opened: which variant is played, and which seed, where nobody says so.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use crate::domain::id::{PartId, ScenarioId};
use crate::drill::History;
use crate::drill::act::{self, DrillStart};
use crate::library::ScenarioEntry;
use crate::session::{Session, SessionError, Submitted};

/// Which drill to play, and how.
pub struct DrillRequest<'a> {
    /// The scenario.
    pub script: &'a ScenarioEntry,
    /// Its variant, if one is named.
    pub variant: Option<PartId>,
    /// What picks the values, if it is given.
    pub seed: Option<u64>,
    /// How fast its clock runs.
    pub speed: u32,
    /// Only the ten-minute version.
    pub short: bool,
    /// It is opened on a screen.
    pub acknowledge: bool,
    /// What was drilled before, if it is known already.
    pub history: Option<&'a History>,
}

/// Why no drill is opened.
#[derive(Debug, thiserror::Error)]
pub enum DrillFailure {
    /// There is no ten-minute version of it.
    #[error("{0} has no ten-minute version")]
    NoShort(ScenarioId),
    /// The session refused.
    #[error("{0}")]
    Session(#[from] SessionError),
}

/// Opens it. The variant that was played the longest ago is due; the same seed plays the same
/// drill, whatever was played before. A history that cannot be read keeps nobody from training.
pub fn play(session: &mut Session, request: DrillRequest) -> Result<Submitted, DrillFailure> {
    let scenario = &request.script.scenario;
    if request.short && scenario.short.is_empty() {
        return Err(DrillFailure::NoShort(scenario.id.clone()));
    }
    let is_open = request.seed.is_none() && scenario.variants.len() > 1;
    let mut due = || match request.history {
        Some(history) => history.due(scenario).variant,
        None => read_history(session).ok()?.due(scenario).variant,
    };
    let variant = match request.variant {
        None if is_open => due(),
        named => named,
    };
    let start = DrillStart {
        scenario: scenario.clone(),
        text: request.script.text.clone(),
        sha256: request.script.sha256.clone(),
        variant,
        seed: request.seed.unwrap_or_else(any_seed),
        speed: request.speed,
        short: request.short,
        acknowledge: request.acknowledge,
    };
    Ok(act::open(session, start)?)
}

/// What the operator of a session drilled before.
pub fn read_history(session: &mut Session) -> Result<History, SessionError> {
    let actor = session.who().actor.clone();
    History::read(session, &actor)
}

/// A short number that nobody can foresee, so that it can be told to a colleague.
fn any_seed() -> u64 {
    RandomState::new().build_hasher().finish() % 1_000_000
}
