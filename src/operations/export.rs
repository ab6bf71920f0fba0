//! Incidents become a document. A text that was recorded under other masks leaves only while
//! all of them can be read.

use std::io;
use std::path::{Path, PathBuf};

use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::incident::Incident;
use crate::drill::History;
use crate::paths::write_whole;
use crate::report::{ExportFormat, Stamp, bytes};
use crate::session::{Session, SessionError};

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportFailure {
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
    format: ExportFormat,
    history: History,
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
        Ok(bytes(&incidents, format, stamp, &text, history))
    }
}

/// Writes one incident to a file.
pub fn to_file(
    session: &mut Session,
    incident: IncidentId,
    path: &Path,
    format: ExportFormat,
) -> Result<(), ExportFailure> {
    let document = prepare(session, &[incident], format)?.document(&[incident])?;
    put(path, &document)
}

/// The one place where an export is written.
pub fn put(path: &Path, document: &[u8]) -> Result<(), ExportFailure> {
    write_whole(path, document).map_err(|error| ExportFailure::Unwritten {
        path: path.to_owned(),
        error,
    })
}
