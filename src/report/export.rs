//! Documents as bytes, in each format.

use serde_json::Value;

use super::document::{Stamp, document};
use super::markdown::markdown;
use crate::domain::incident::Incident;
use crate::domain::state::State;

/// A format of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One document, indented; several as an array.
    Json,
    /// One document a line.
    Ndjson,
    /// For people.
    Markdown,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Markdown => "md",
        }
    }
}

/// An export cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be written: {source}")]
pub struct ExportError {
    /// The file.
    pub path: String,
    /// Why.
    pub source: std::io::Error,
}

/// The name of an incident's export, such as `INC-12.json`.
pub fn file_name(state: &State, format: Format) -> String {
    format!("{}.{}", state.key(), format.ending())
}

/// The bytes of an export of one or several incidents.
pub fn bytes(
    incidents: &[&Incident],
    format: Format,
    stamp: Stamp,
    text: &dyn Fn(&str) -> Option<String>,
) -> Vec<u8> {
    let json = |incident: &&Incident| Value::Object(document(incident, stamp, text));
    let mut out = match (format, incidents) {
        (Format::Json, [one]) => format!("{:#}", json(one)),
        (Format::Json, many) => format!("{:#}", Value::Array(many.iter().map(json).collect())),
        (Format::Ndjson, many) => {
            let lines: Vec<String> = many.iter().map(|i| json(i).to_string()).collect();
            lines.join("\n")
        }
        (Format::Markdown, many) => {
            let parts: Vec<String> = many.iter().map(|incident| markdown(incident)).collect();
            parts.join("\n\n---\n\n")
        }
    };
    out.push('\n');
    out.into_bytes()
}
