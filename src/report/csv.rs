//! Incidents as rows for a spreadsheet: one a row, or one of its steps a row.
//!
//! Columns that hold seconds end in `_s`, moments are UTC as in the timeline document. No cell
//! names a person. A cell that a spreadsheet would take for a formula begins with an apostrophe
//! (CWE-1236).

use serde_json::{Map, Value};

use super::audience::Leaving;
use super::document::{Stamp, folded};
use crate::domain::incident::Incident;

/// What a row of incidents holds: the column, and its place in the timeline document.
const INCIDENTS: &[(&str, &str)] = &[
    ("incident", "incident.key"),
    ("id", "incident.id"),
    ("title", "incident.title"),
    ("mode", "incident.mode"),
    ("severity", "incident.severity"),
    ("status", "incident.status"),
    ("runbooks", "runbooks[].id"),
    ("cause", "incident.cause.id"),
    ("cause_title", "incident.cause.title"),
    ("cause_class", "incident.cause.class"),
    ("summary", "incident.summary"),
    ("users", "incident.impact.users"),
    ("scope", "incident.impact.scope"),
    ("services", "incident.impact.services[]"),
    ("detected_by", "incident.detection.source"),
    ("detected_assumed", "incident.detection.assumed"),
    ("impact_started", "milestones.impact_started"),
    ("detected", "milestones.detected"),
    ("acknowledged", "milestones.acknowledged"),
    ("first_action", "milestones.first_action"),
    ("mitigated", "milestones.mitigated"),
    ("resolved", "milestones.resolved"),
    ("backed_out", "milestones.backed_out"),
    ("closed", "milestones.closed"),
    ("ttd_s", "metrics.ttd_s"),
    ("tta_s", "metrics.tta_s"),
    ("ttfa_s", "metrics.ttfa_s"),
    ("ttm_s", "metrics.ttm_s"),
    ("ttr_s", "metrics.ttr_s"),
    ("hold_s", "metrics.hold_s"),
    ("ttr_active_s", "metrics.ttr_active_s"),
    ("blocked_s", "metrics.blocked_s"),
    ("hands_on_s", "metrics.hands_on_s"),
    ("duration_s", "metrics.duration_s"),
    ("flags", "metrics.flags[]"),
    ("first_action_target_s", "targets.first_action_s"),
    ("first_action_met", "targets.first_action_met"),
    ("resolve_target_s", "targets.resolve_s"),
    ("resolve_met", "targets.resolve_met"),
    ("reopened", "incident.reopen_count"),
    ("tickets", "links[].id"),
];

/// What a row of steps holds after the incident's key and mode.
const STEPS: &[&str] = &[
    "runbook",
    "phase",
    "number",
    "id",
    "do",
    "kind",
    "risk",
    "critical",
    "state",
    "started_at",
    "ended_at",
    "started_by",
    "duration_s",
    "blocked_s",
    "attempts",
    "observed",
    "answer",
    "reason",
    "override",
    "reverted",
];

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvRows {
    /// One for each incident.
    Incidents,
    /// One for each step of each incident.
    Steps,
}

/// The table, with its heading.
pub fn csv(incidents: &[&Incident], rows: CsvRows, stamp: Stamp, leaving: &Leaving) -> String {
    let mut table = ::csv::Writer::from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = match rows {
        CsvRows::Incidents => table.write_record(INCIDENTS.iter().map(|(column, _)| column)),
        CsvRows::Steps => table.write_record(["incident", "mode"].iter().chain(STEPS)),
    };
    for incident in incidents {
        let document = folded(incident, stamp, &|_| None);
        match rows {
            CsvRows::Incidents => {
                let cells = INCIDENTS
                    .iter()
                    .map(|(_, place)| at(&document, place, leaving));
                let _ = table.write_record(cells);
            }
            CsvRows::Steps => {
                let (key, mode) = (
                    at(&document, "incident.key", leaving),
                    at(&document, "incident.mode", leaving),
                );
                let steps = document.get("steps").and_then(Value::as_array);
                for step in steps.into_iter().flatten() {
                    let cells = STEPS.iter().map(|column| cell(&step[column], leaving));
                    let _ =
                        table.write_record([key.clone(), mode.clone()].into_iter().chain(cells));
                }
            }
        }
    }
    let bytes = table.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// What a document holds at a place; `[]` marks a list. Its values stand with blanks between.
fn at(document: &Map<String, Value>, place: &str, leaving: &Leaving) -> String {
    let mut keys = place.split('.').map(|key| key.trim_end_matches("[]"));
    let first = keys.next().and_then(|key| document.get(key)).cloned();
    let found = keys.fold(first, |found, key| match found? {
        Value::Array(all) => Some(all.iter().filter_map(|one| one.get(key)).cloned().collect()),
        one => one.get(key).cloned(),
    });
    found.map_or_else(String::new, |found| cell(&found, leaving))
}

fn cell(value: &Value, leaving: &Leaving) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(&leaving.says(text)),
        Value::Array(all) => {
            harmless(&leaving.says(&all.iter().map(word).collect::<Vec<_>>().join(" ")))
        }
        other => other.to_string(),
    }
}

fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let text = super::clean(text);
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.into_owned(),
    }
}
