//! An incident is opened: for what an operator says, and for an alert where there is one.

use std::sync::Arc;

use super::awaited::{Awaited, DETECTED};
use crate::domain::command::Opening;
use crate::domain::id::IncidentId;
use crate::domain::time::Reported;
use crate::session::{Session, SessionError, SubmitOptions};

/// By what an incident is noticed whose time of detection is typed.
const REPORT: &str = "report";

/// What to open.
pub struct OpenRequest<'a> {
    /// What the operator says of it. It wins over what the alert says.
    pub opening: Opening,
    /// When it was noticed, if the operator says so.
    pub detected: Option<Reported>,
    /// The runbook's text.
    pub text: Arc<str>,
    /// The alert that it is opened for.
    pub awaited: Option<&'a Awaited>,
    /// Its first step starts by itself.
    pub auto_start: bool,
}

/// What was opened. It stands, whatever else is told here.
#[derive(Debug)]
pub struct Opened {
    /// The incident.
    pub incident: IncidentId,
    /// The keys of the drills that it stopped: real trouble comes first.
    pub held: Vec<String>,
    /// Why some variables have no value from the alert.
    pub refused: Vec<String>,
    /// Why what the alert says is not recorded, if it is not.
    pub untold: Option<SessionError>,
}

/// Opens it.
pub fn open(session: &mut Session, request: OpenRequest) -> Result<Opened, SessionError> {
    let mut opening = request.opening;
    let awaited = request.awaited;
    if let Some(at) = request.detected {
        let source = awaited.map_or(REPORT, |_| DETECTED);
        opening.detected = Some((at, source.to_owned()));
    }
    let refused = awaited.map(|awaited| awaited.put(&mut opening));
    opening.source.get_or_insert_with(|| "operator".to_owned());
    let options = SubmitOptions {
        at: None,
        auto_start: request.auto_start,
    };
    let opened = session.open(opening, &request.text, options)?;
    let incident = opened.incident;
    let commands = awaited.into_iter().flat_map(|awaited| &awaited.commands);
    let kept = commands
        .map(|command| session.submit(incident, command.clone(), SubmitOptions::default()))
        .find_map(Result::err);
    Ok(Opened {
        incident,
        held: opened.held,
        refused: refused.unwrap_or_default(),
        untold: kept,
    })
}
