//! Drills beside the live incidents: opening one, and holding all of them when trouble is real.

use std::sync::Arc;

use super::texts::ReadScenario;
use super::{Session, SessionError, SubmitOptions, Submitted};
use crate::domain::command::{Command, DrillOpening, Text};
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::domain::scenario::Scenario;
use crate::domain::state::State;

impl Session {
    /// Says how the kept scripts of drills are read. Without it drills are incidents whose
    /// script is not at hand.
    pub fn read_scenarios_with(&mut self, read: ReadScenario) {
        self.scenarios.read = Some(read);
    }

    /// Opens a drill. Its script's text is kept as a runbook's is.
    pub fn open_drill(
        &mut self,
        opening: DrillOpening,
        scenario: Arc<Scenario>,
        text: &Arc<str>,
        options: SubmitOptions,
    ) -> Result<Submitted, SessionError> {
        let id = IncidentId((self.new_id)());
        let text = Text {
            sha256: opening.scenario.sha256.clone(),
            text: text.clone(),
        };
        self.scenarios.known.insert(text.sha256.clone(), scenario);
        let command = Command::OpenDrill(Box::new(opening));
        self.write(id, command, Some(text), options)
    }

    /// Real trouble ends no drill, but it comes first: whatever is played is held. The
    /// incident stands whether this succeeds or not. Gives the keys of those that are held now.
    pub(super) fn hold_drills(&mut self, live: IncidentId) -> Vec<String> {
        let mut held = Vec::new();
        let state = self.incident(live).map(Incident::state);
        let Some(key) = state.filter(|s| s.mode() == Mode::Live).map(State::key) else {
            return held;
        };
        let unfinished = self.unfinished().unwrap_or_default();
        for head in unfinished {
            let state = self.incident(head.id).map(Incident::state);
            if !state.is_some_and(State::is_running_drill) {
                continue;
            }
            let hold = Command::Hold {
                reason: None,
                waiting_on: Some(format!("live incident {key}")),
            };
            match self.submit(head.id, hold, SubmitOptions::default()) {
                Ok(_) => held.push(head.key()),
                Err(error) => {
                    let drill = head.key();
                    self.warnings
                        .push(format!("the drill {drill} could not be held: {error}"));
                }
            }
        }
        held
    }
}
