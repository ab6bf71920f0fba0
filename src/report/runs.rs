//! `runs[]` of the timeline document: what was sent to boxes, and what was pasted.

use serde_json::{Value, json};

use super::document::seconds;
use crate::domain::run::RunRecord;
use crate::domain::state::State;

/// One row for each run, in the order in which they began.
pub fn runs(state: &State) -> Value {
    state.runs.iter().map(row).collect()
}

fn row(run: &RunRecord) -> Value {
    let output = &run.output;
    let duration_ms = run.duration_ms.and_then(|ms| i64::try_from(ms).ok());
    json!({
        "event": run.event,
        "runbook": run.step.as_ref().map(|at| &at.runbook),
        "step": run.step.as_ref().map(|at| &at.step),
        "what": run.what,
        "index": run.index,
        "target": run.target,
        "address": run.address,
        "kind": run.kind,
        "via": run.via,
        "text": run.text,
        "risk": run.risk,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "outcome": run.outcome,
        "exit": run.exit,
        "duration_s": seconds(duration_ms),
        "bytes": output.bytes,
        "lines": output.lines,
        "sha256": output.sha256,
        "head": output.head,
        "tail": output.tail,
        "truncated": output.truncated,
        "findings": output.findings,
        "captured": output.captured,
    })
}
