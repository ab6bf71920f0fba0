//! Documents as bytes, in each format.

use serde_json::Value;

use super::audience::{Leaving, for_audience};
use super::csv::{CsvRows, csv};
use super::document::{Stamp, document};
use super::html::html;
use super::ics::ics;
use super::markdown::markdown;
use super::model::ReportModel;
use super::otlp::otlp;
use crate::domain::incident::Incident;
use crate::domain::state::State;
use crate::drill::History;

/// A format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One document, indented; several as an array.
    Json,
    /// One document a line.
    Ndjson,
    /// A report for people.
    Markdown,
    /// The same as a page of its own, for one or several incidents.
    Html,
    /// Rows for a spreadsheet.
    Csv(CsvRows),
    /// Traces, one a line: OTLP/JSON.
    Otlp,
    /// The follow-ups, for a calendar.
    Ics,
}

impl ExportFormat {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            ExportFormat::Json => "json",
            ExportFormat::Ndjson => "ndjson",
            ExportFormat::Markdown => "md",
            ExportFormat::Html => "html",
            ExportFormat::Csv(_) => "csv",
            ExportFormat::Otlp => "otlp.jsonl",
            ExportFormat::Ics => "ics",
        }
    }

    /// Whether it is a report, which may look back on earlier drills, rather than data.
    pub fn is_report(self) -> bool {
        match self {
            ExportFormat::Json
            | ExportFormat::Ndjson
            | ExportFormat::Csv(_)
            | ExportFormat::Otlp
            | ExportFormat::Ics => false,
            ExportFormat::Markdown | ExportFormat::Html => true,
        }
    }
}

/// The name of an incident's export, such as `INC-12.json`.
pub fn file_name(state: &State, format: ExportFormat) -> String {
    file_named(&state.key(), format)
}

/// The same, of the incident with this key.
pub fn file_named(key: &str, format: ExportFormat) -> String {
    format!("{key}.{}", format.ending())
}

/// The bytes of an export of one or several incidents. `text` gives the text of a runbook by
/// its hash; `history` holds the drills that a report for people looks back on; `leaving` says what
/// of a report its reader gets (a timeline is a record, and leaves whole).
pub fn bytes(
    incidents: &[&Incident],
    format: ExportFormat,
    stamp: Stamp,
    text: &dyn Fn(&str) -> Option<String>,
    history: &History,
    leaving: &Leaving,
) -> Vec<u8> {
    let report = |incident: &&Incident| for_audience(ReportModel::of(incident, history), leaving);
    let json = |incident: &&Incident| Value::Object(document(incident, stamp, text));
    let mut out = match (format, incidents) {
        (ExportFormat::Json, [one]) => format!("{:#}", json(one)),
        (ExportFormat::Json, many) => {
            format!("{:#}", Value::Array(many.iter().map(json).collect()))
        }
        (ExportFormat::Ndjson, many) => {
            let lines: Vec<String> = many.iter().map(|i| json(i).to_string()).collect();
            lines.join("\n")
        }
        (ExportFormat::Markdown, many) => {
            let parts: Vec<String> = many.iter().map(|i| markdown(&report(i))).collect();
            parts.join("\n\n---\n\n")
        }
        (ExportFormat::Html, many) => {
            let reports: Vec<ReportModel> = many.iter().map(report).collect();
            html(&reports, stamp)
        }
        (ExportFormat::Csv(rows), many) => csv(many, rows, stamp, leaving),
        (ExportFormat::Otlp, many) => otlp(many, stamp, leaving),
        (ExportFormat::Ics, many) => ics(many, stamp, leaving),
    };
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.into_bytes()
}
