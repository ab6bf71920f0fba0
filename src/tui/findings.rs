//! Evidence as rows: each log, followed by what was found in it.

use crate::domain::event::Finding;
use crate::domain::finding::{lines_of, one_of, titles};
use crate::domain::id::{RunbookId, StepRef};
use crate::domain::state::State;
use crate::library::LISTED;

/// A row of the evidence: a log, or a finding in it.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRow {
    /// The number of the log in the state's evidence.
    pub log: usize,
    /// The finding; `None` in the row of the log itself.
    pub finding: Option<FindingRow>,
}

/// A line that was known, with all that know it.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingRow {
    /// The runbook of the most telling signature.
    pub runbook: String,
    /// That signature.
    pub signature: String,
    /// How many lines hold it.
    pub count: u64,
    /// The number and the text of the first of them.
    pub first: (u64, String),
    /// What it points at, in words.
    pub says: String,
    /// The step that it points at, with its number.
    pub step: Option<(StepRef, String)>,
}

/// Everything that was looked through, in order. What several signatures find in the same lines
/// is one row: attached runbooks say what it means, else those that know it are named.
pub fn evidence_rows(state: &State) -> Vec<EvidenceRow> {
    let mut rows = Vec::new();
    for (log, evidence) in state.evidence.iter().enumerate() {
        rows.push(EvidenceRow { log, finding: None });
        let found = finding_rows(state, &evidence.findings).into_iter();
        rows.extend(found.map(|row| EvidenceRow {
            log,
            finding: Some(row),
        }));
    }
    rows
}

/// The rows of findings alone: what several signatures find in the same lines is one.
pub fn finding_rows(state: &State, findings: &[Finding]) -> Vec<FindingRow> {
    let mut firsts: Vec<u64> = Vec::new();
    let mut rows = Vec::new();
    for found in findings {
        if firsts.contains(&found.first.line) {
            continue;
        }
        firsts.push(found.first.line);
        let same = findings.iter();
        let same = same.filter(|other| other.first.line == found.first.line);
        rows.push(row(state, &same.collect::<Vec<_>>()));
    }
    rows
}

/// The row of findings in the same lines, of which there is at least one.
fn row(state: &State, same: &[&Finding]) -> FindingRow {
    let runbook_of = |finding: &Finding| state.attachment(&finding.runbook)?.runbook.as_deref();
    let attached = |finding: &&&Finding| runbook_of(finding).is_some();
    let lead = same.iter().find(attached).unwrap_or(&same[0]);
    let titles: Vec<&str> = same
        .iter()
        .filter_map(|finding| Some(titles(finding, runbook_of(finding)?)))
        .flatten()
        .collect();
    let says = match same.iter().any(|finding| attached(&finding)) {
        true => one_of(titles),
        false => {
            let books = same.iter().map(|finding| title(&finding.runbook));
            format!("known in {} (not attached)", one_of(books))
        }
    };
    let step = runbook_of(lead).and_then(|runbook| {
        let mut signatures = runbook.signatures.iter();
        let signature = signatures.find(|signature| signature.id == lead.signature)?;
        let at = StepRef {
            runbook: lead.runbook.clone(),
            step: signature.step.clone()?,
        };
        state.step(&at)?;
        let number = state.number_of(&at);
        Some((at, number))
    });
    FindingRow {
        runbook: lead.runbook.to_string(),
        signature: lead.signature.to_string(),
        count: lines_of(
            same.iter()
                .map(|finding| (finding.first.line, finding.count)),
        ),
        first: (lead.first.line, lead.first.text.clone()),
        says,
        step,
    }
}

/// The title of a runbook that is not attached; its id if the program does not have it.
fn title(id: &RunbookId) -> String {
    let listed = LISTED.iter().find(|listed| listed.id == id.as_str());
    listed.map_or_else(|| id.to_string(), |listed| listed.title.to_owned())
}
