//! Where the parts of a runbook stand in its file: a runbook that is valid knows no places.

use std::collections::HashMap;

use super::super::raw::RawRunbook;
use super::super::source::Place;

/// Places by id.
#[derive(Debug, Default)]
pub struct Places {
    phases: HashMap<String, Place>,
    steps: HashMap<String, Place>,
    causes: HashMap<String, Place>,
    signatures: HashMap<String, Place>,
    /// The runs of a step, in their order.
    runs: HashMap<String, Vec<Place>>,
    rollbacks: HashMap<String, Place>,
}

impl Places {
    /// Reads them off a file.
    pub fn of(raw: &RawRunbook) -> Self {
        let mut places = Self::default();
        for cause in &raw.causes {
            places
                .causes
                .insert(cause.value.id.to_string(), cause.place);
        }
        for signature in &raw.signatures {
            let id = &signature.value.id;
            places.signatures.insert(id.value.clone(), id.place);
        }
        for phase in &raw.phases.value {
            let id = &phase.value.id;
            places.phases.insert(id.value.clone(), id.place);
            for step in &phase.value.steps {
                let id = step.value.id.value.clone();
                let runs = step.value.run.iter().map(|run| run.value.text.place);
                places.runs.insert(id.clone(), runs.collect());
                if let Some(rollback) = &step.value.rollback {
                    places.rollbacks.insert(id.clone(), rollback.place);
                }
                places.steps.insert(id, step.value.id.place);
            }
        }
        places
    }

    /// Where a phase is.
    pub fn phase(&self, id: &str) -> Place {
        self.phases.get(id).copied().unwrap_or_default()
    }

    /// Where a step is.
    pub fn step(&self, id: &str) -> Place {
        self.steps.get(id).copied().unwrap_or_default()
    }

    /// Where a cause is.
    pub fn cause(&self, id: &str) -> Place {
        self.causes.get(id).copied().unwrap_or_default()
    }

    /// Where a signature is.
    pub fn signature(&self, id: &str) -> Place {
        self.signatures.get(id).copied().unwrap_or_default()
    }

    /// Where a run of a step is, from 0.
    pub fn run(&self, step: &str, at: usize) -> Place {
        let runs = self.runs.get(step);
        let run = runs.and_then(|runs| runs.get(at)).copied();
        run.unwrap_or_else(|| self.step(step))
    }

    /// Where the rollback of a step is.
    pub fn rollback(&self, step: &str) -> Place {
        let place = self.rollbacks.get(step).copied();
        place.unwrap_or_else(|| self.step(step))
    }
}
