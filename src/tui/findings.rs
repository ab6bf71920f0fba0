//! Evidence as rows: each log, followed by what was found in it.

use crate::domain::id::StepRef;
use crate::domain::state::State;

/// A row of the evidence: a log, or a finding in it.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// The number of the log in the state's evidence.
    pub log: usize,
    /// The finding; `None` in the row of the log itself.
    pub finding: Option<FindingRow>,
}

/// A known signature that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingRow {
    /// The runbook that knows it.
    pub runbook: String,
    /// The signature.
    pub signature: String,
    /// How many lines hold it.
    pub count: u64,
    /// The number and the text of the first of them.
    pub first: (u64, String),
    /// The titles of the causes that it points at.
    pub causes: Vec<String>,
    /// The step that it points at, with its number.
    pub step: Option<(StepRef, String)>,
}

/// Everything that was looked through, in order.
pub fn evidence_rows(state: &State) -> Vec<EvidenceRow> {
    let mut rows = Vec::new();
    for (log, evidence) in state.evidence.iter().enumerate() {
        rows.push(EvidenceRow { log, finding: None });
        for found in &evidence.findings {
            let runbook = state.attachment(&found.runbook);
            let runbook = runbook.and_then(|attachment| attachment.runbook.as_deref());
            let causes = found.causes.iter().map(|id| {
                let known = runbook.and_then(|runbook| runbook.cause(id));
                known.map_or_else(|| id.to_string(), |cause| cause.title.clone())
            });
            let signature = runbook.and_then(|runbook| {
                let mut signatures = runbook.signatures.iter();
                signatures.find(|signature| signature.id == found.signature)
            });
            let step = signature.and_then(|signature| {
                let at = StepRef {
                    runbook: found.runbook.clone(),
                    step: signature.step.clone()?,
                };
                state.step(&at)?;
                let number = state.number_of(&at);
                Some((at, number))
            });
            rows.push(EvidenceRow {
                log,
                finding: Some(FindingRow {
                    runbook: found.runbook.to_string(),
                    signature: found.signature.to_string(),
                    count: found.count,
                    first: (found.first.line, found.first.text.clone()),
                    causes: causes.collect(),
                    step,
                }),
            });
        }
    }
    rows
}
