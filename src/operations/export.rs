//! Incidents become a document. A text that was recorded under other masks leaves only while
//! all of them can be read.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::domain::digest::sha256_hex;
use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::drill::History;
use crate::evidence::{Naming, Pseudonyms};
use crate::paths::write_whole;
use crate::report::{Audience, ExportFormat, Leaving, Stamp, TextSource, bytes};
use crate::run::kept::{KeptOutput, Outputs};
use crate::session::{Session, SessionError};

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportFailure {
    /// The session refused, or the journal did.
    #[error("{0}")]
    Session(#[from] SessionError),
    /// The names that must not leave are too many to be found.
    #[error("the names in it cannot all be replaced: {0}")]
    Names(#[from] regex::Error),
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
    format: ExportFormat,
    history: History,
    audience: Audience,
    key: String,
    outputs: Option<Outputs>,
}

/// A document, and what is wrong with outputs that it was to take along: they are left out.
#[derive(Debug)]
pub struct Exported {
    /// The document.
    pub bytes: Vec<u8>,
    /// What is wrong, in words.
    pub altered: Vec<String>,
}

/// Loads incidents, and what their documents look back on.
pub fn prepare<'a>(
    session: &'a mut Session,
    incidents: &[IncidentId],
    format: ExportFormat,
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
        audience: Audience::Team,
        key: String::new(),
        outputs: None,
    })
}

impl Export<'_> {
    /// For somebody else than the team. Pseudonyms are the same wherever the key is.
    pub fn for_audience(self, audience: Audience, key: String) -> Self {
        Self {
            audience,
            key,
            ..self
        }
    }

    /// An incident that was prepared.
    pub fn incident(&self, id: IncidentId) -> Result<&Incident, SessionError> {
        let incident = self.session.incident(id);
        incident.ok_or_else(|| SessionError::NoSuchIncident(id.to_string()))
    }

    /// One document of these.
    pub fn document(&self, incidents: &[IncidentId]) -> Result<Exported, ExportFailure> {
        let incidents: Vec<&Incident> = incidents
            .iter()
            .map(|id| self.incident(*id))
            .collect::<Result<_, SessionError>>()?;
        let stamp = Stamp {
            exported_at: self.session.now(),
            version: env!("CARGO_PKG_VERSION"),
        };
        let text = |sha256: &str| self.session.text(sha256).ok()?.map(|text| text.to_string());
        let (format, history) = (self.format, &self.history);
        let make = |leaving: &Leaving| bytes(&incidents, format, stamp, &text, history, leaving);
        let naming = match self.audience {
            Audience::Team => None,
            Audience::Management => Some(Naming::Unnamed),
            Audience::Vendor => Some(Naming::Keyed(self.key.clone())),
        };
        let document = match naming {
            None => make(&Leaving::WHOLE),
            Some(naming) => {
                let (people, hosts) = named_in(&incidents);
                let names = RefCell::new(Pseudonyms::under(naming, people, hosts)?);
                make(&Leaving {
                    audience: self.audience,
                    disguise: &|text, what| match what {
                        TextSource::Words => names.borrow_mut().mask_words(text),
                        TextSource::Line => names.borrow_mut().mask(text),
                    },
                })
            }
        };
        Ok(match &self.outputs {
            Some(outputs) => with_outputs(document, &incidents, outputs),
            None => Exported {
                bytes: document,
                altered: Vec::new(),
            },
        })
    }

    /// Takes along what runs printed, as far as it is kept and is what was recorded.
    pub fn take_outputs(&mut self, outputs: Outputs) {
        self.outputs = Some(outputs);
    }
}

/// A JSON document with what its runs printed; null where that is not kept, or is another text.
fn with_outputs(bytes: Vec<u8>, incidents: &[&Incident], kept: &Outputs) -> Exported {
    let mut altered = Vec::new();
    let Ok(mut json) = serde_json::from_slice::<Value>(&bytes) else {
        return Exported { bytes, altered };
    };
    let documents: &mut [Value] = match &mut json {
        Value::Array(several) => several.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for (document, incident) in documents.iter_mut().zip(incidents) {
        let rows = document.get_mut("runs").and_then(Value::as_array_mut);
        for (row, run) in rows.into_iter().flatten().zip(&incident.state().runs) {
            row["output"] = match kept.read(&run.output) {
                KeptOutput::Whole(text) => Value::String(text),
                KeptOutput::Gone => Value::Null,
                KeptOutput::Altered(what) => {
                    altered.push(format!("an output of {} {what}", incident.state().key()));
                    Value::Null
                }
            };
        }
    }
    let bytes = format!("{json:#}\n").into_bytes();
    Exported { bytes, altered }
}

/// What the names of variables hold whose values are hosts.
const HOSTS: [&str; 9] = [
    "host",
    "server",
    "address",
    "headend",
    "peer",
    "gateway",
    "domain",
    "client_ip",
    "device",
];

/// A key for pseudonyms that nobody can guess.
pub fn new_pseudonym_key() -> String {
    let random = [uuid::Uuid::now_v7(), uuid::Uuid::now_v7()];
    sha256_hex(random.map(|id| id.to_string()).concat().as_bytes())
}

/// The people and the hosts that incidents name in fields of their own.
fn named_in(incidents: &[&Incident]) -> (Vec<String>, Vec<String>) {
    let (mut people, mut hosts) = (BTreeSet::new(), BTreeSet::new());
    for incident in incidents {
        let state = incident.state();
        people.extend(
            incident
                .log()
                .map(|(recorded, _)| recorded.actor.to_string()),
        );
        people.extend(
            state
                .handoffs
                .iter()
                .filter_map(|handoff| handoff.to.clone()),
        );
        people.extend(
            state
                .follow_ups
                .iter()
                .filter_map(|left| left.owner.clone()),
        );
        let progress = state.runbooks.iter().flat_map(|r| r.steps.values());
        people.extend(progress.filter_map(|progress| progress.approved_by.clone()));
        for (name, value) in &state.variables {
            // What a variable is for stands in its name.
            if name.contains("user") {
                people.insert(value.clone());
            } else if HOSTS.iter().any(|word| name.contains(word)) {
                hosts.insert(value.clone());
            }
        }
        for run in state.runs.iter() {
            hosts.extend(run.target.iter().chain(&run.address).cloned());
        }
    }
    (people.into_iter().collect(), hosts.into_iter().collect())
}

/// Writes one incident to a file.
pub fn to_file(
    session: &mut Session,
    incident: IncidentId,
    path: &Path,
    format: ExportFormat,
) -> Result<(), ExportFailure> {
    let exported = prepare(session, &[incident], format)?.document(&[incident])?;
    put(path, &exported.bytes)
}

/// The one place where an export is written.
pub fn put(path: &Path, document: &[u8]) -> Result<(), ExportFailure> {
    write_whole(path, document).map_err(|error| ExportFailure::Unwritten {
        path: path.to_owned(),
        error,
    })
}
