//! Incidents become a document. A text that was recorded under other masks leaves only while
//! all of them can be read.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::drill::History;
use crate::paths::write_whole;
use crate::report::{Format, Stamp, bytes};
use crate::run::kept::{Found, Outputs};
use crate::session::{Session, SessionError};

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The session refused, or the journal did.
    #[error("{0}")]
    Session(#[from] SessionError),
    /// The file cannot be written.
    #[error("{} cannot be written: {error}", .path.display())]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Incidents that are loaded, and all that their documents need.
pub struct Export<'a> {
    session: &'a Session,
    format: Format,
    history: History,
    incidents: Vec<IncidentId>,
    outputs: Option<Outputs>,
}

/// Loads incidents, and what their documents look back on.
pub fn prepare<'a>(
    session: &'a mut Session,
    incidents: &[IncidentId],
    format: Format,
) -> Result<Export<'a>, SessionError> {
    session.masks()?;
    let mut is_drill = false;
    for id in incidents {
        is_drill |= session.load(*id)?.state().mode() == Mode::Drill;
    }
    let history = match format.is_report() && is_drill {
        true => History::of_all(session)?,
        false => History::default(),
    };
    Ok(Export {
        session,
        format,
        history,
        incidents: incidents.to_vec(),
        outputs: None,
    })
}

impl Export<'_> {
    /// An incident that was prepared.
    pub fn incident(&self, id: IncidentId) -> Result<&Incident, SessionError> {
        let incident = self.session.incident(id);
        incident.ok_or_else(|| SessionError::NoSuchIncident(id.to_string()))
    }

    /// One document of these.
    pub fn document(&self, incidents: &[IncidentId]) -> Result<Vec<u8>, SessionError> {
        let incidents: Vec<&Incident> = incidents
            .iter()
            .map(|id| self.incident(*id))
            .collect::<Result<_, _>>()?;
        let stamp = Stamp {
            exported_at: self.session.now(),
            version: env!("CARGO_PKG_VERSION"),
        };
        let text = |sha256: &str| self.session.text(sha256).ok()?.map(|text| text.to_string());
        let (format, history) = (self.format, &self.history);
        let document = bytes(&incidents, format, stamp, &text, history);
        Ok(match &self.outputs {
            Some(outputs) => with_outputs(document, &incidents, outputs),
            None => document,
        })
    }

    /// Takes along what runs printed, as far as it is kept and is what was recorded.
    pub fn take_outputs(&mut self, outputs: Outputs) {
        self.outputs = Some(outputs);
    }

    /// What is wrong with outputs that were to be taken along; they are left out.
    pub fn altered(&self) -> Vec<String> {
        let mut altered = Vec::new();
        let incidents = self
            .incidents
            .iter()
            .filter_map(|id| self.incident(*id).ok());
        for (incident, outputs) in incidents.zip(std::iter::repeat(&self.outputs)) {
            let Some(outputs) = outputs else { continue };
            for run in &incident.state().runs {
                if let Found::Altered(what) = outputs.read(&run.output) {
                    altered.push(format!("an output of {} {what}", incident.state().key()));
                }
            }
        }
        altered
    }
}

/// A JSON document with what its runs printed; null where that is not kept, or is another text.
fn with_outputs(document: Vec<u8>, incidents: &[&Incident], kept: &Outputs) -> Vec<u8> {
    let Ok(mut json) = serde_json::from_slice::<Value>(&document) else {
        return document;
    };
    let documents: &mut [Value] = match &mut json {
        Value::Array(several) => several.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for (document, incident) in documents.iter_mut().zip(incidents) {
        let rows = document.get_mut("runs").and_then(Value::as_array_mut);
        for (row, run) in rows.into_iter().flatten().zip(&incident.state().runs) {
            row["output"] = match kept.read(&run.output) {
                Found::Whole(text) => Value::String(text),
                Found::Gone | Found::Altered(_) => Value::Null,
            };
        }
    }
    format!("{json:#}\n").into_bytes()
}

/// Writes one incident to a file.
pub fn to_file(
    session: &mut Session,
    incident: IncidentId,
    path: &Path,
    format: Format,
) -> Result<(), Failure> {
    let document = prepare(session, &[incident], format)?.document(&[incident])?;
    put(path, &document)
}

/// The one place where an export is written.
pub fn put(path: &Path, document: &[u8]) -> Result<(), Failure> {
    write_whole(path, document).map_err(|error| Failure::Unwritten {
        path: path.to_owned(),
        error,
    })
}
