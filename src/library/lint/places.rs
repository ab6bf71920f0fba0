//! Where the parts of a runbook stand in its file: a runbook that is valid knows no places.

use std::collections::HashMap;

use super::super::raw::RawRunbook;
use super::super::source::SourcePosition;

/// Places by id.
#[derive(Debug, Default)]
pub struct IdPositions {
    phases: HashMap<String, SourcePosition>,
    steps: HashMap<String, SourcePosition>,
    causes: HashMap<String, SourcePosition>,
    signatures: HashMap<String, SourcePosition>,
    /// The runs of a step, in their order.
    runs: HashMap<String, Vec<SourcePosition>>,
    rollbacks: HashMap<String, SourcePosition>,
}

impl IdPositions {
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
    pub fn phase(&self, id: &str) -> SourcePosition {
        self.phases.get(id).copied().unwrap_or_default()
    }

    /// Where a step is.
    pub fn step(&self, id: &str) -> SourcePosition {
        self.steps.get(id).copied().unwrap_or_default()
    }

    /// Where a cause is.
    pub fn cause(&self, id: &str) -> SourcePosition {
        self.causes.get(id).copied().unwrap_or_default()
    }

    /// Where a signature is.
    pub fn signature(&self, id: &str) -> SourcePosition {
        self.signatures.get(id).copied().unwrap_or_default()
    }

    /// Where a run of a step is, from 0.
    pub fn run(&self, step: &str, at: usize) -> SourcePosition {
        let runs = self.runs.get(step);
        let run = runs.and_then(|runs| runs.get(at)).copied();
        run.unwrap_or_else(|| self.step(step))
    }

    /// Where the rollback of a step is.
    pub fn rollback(&self, step: &str) -> SourcePosition {
        let place = self.rollbacks.get(step).copied();
        place.unwrap_or_else(|| self.step(step))
    }
}
