//! The rows of the list of outputs.

use crate::domain::run::RunRecord;
use crate::tui::model::Walk;
use crate::tui::text::{counted, local_hms};

/// The runs of an incident, newest first, as they stand in the rows.
pub fn runs(walk: &Walk) -> impl Iterator<Item = &RunRecord> {
    walk.snapshot.state.runs.iter().rev()
}

/// When, which step, and where.
pub fn place(walk: &Walk, run: &RunRecord) -> String {
    let step = run.step.as_ref();
    let step = step.map(|at| format!(" {}", walk.snapshot.state.number_of(at)));
    let target = run.target.as_ref().map(|target| format!(" on {target}"));
    format!(
        "{}{}{}",
        local_hms(run.started_at),
        step.unwrap_or_default(),
        target.unwrap_or_default()
    )
}

/// How it ended, and how much it said.
pub fn ended(run: &RunRecord) -> String {
    let Some(outcome) = run.outcome else {
        return "running".to_owned();
    };
    let exit = run.exit.filter(|exit| *exit != 0);
    let exit = exit.map(|exit| format!(", status {exit}"));
    let lines = run.output.lines.unwrap_or_default();
    let found = run.output.findings.len() as u64;
    let found = (found > 0).then(|| format!(", {}", counted(found, "known error")));
    format!(
        "{}{}, {}{}",
        outcome.word().replace('_', " "),
        exit.unwrap_or_default(),
        counted(lines, "line"),
        found.unwrap_or_default()
    )
}
