//! What is gathered over many incidents: the open ones, and the figures of all.

use super::super::effect::Msg;
use super::super::model::OpenIncident;
use super::super::snapshot::short_title;
use super::App;
use super::perform::{Failure, failure};
use crate::domain::state::{State, key};
use crate::journal::Head;
use crate::report::Sample;
use crate::session::{Session, SessionError};

impl App {
    /// The unfinished incidents, newest first.
    pub(super) fn open_incidents(&mut self) -> Result<Vec<OpenIncident>, Failure> {
        let heads = self.session.unfinished().map_err(failure)?;
        let mut open = Vec::with_capacity(heads.len());
        for head in heads.into_iter().rev() {
            let Some(state) = self.session.incident(head.id).map(|i| i.state()) else {
                continue;
            };
            open.push(open_incident(head, state));
        }
        Ok(open)
    }

    /// Folding every incident takes longer than a frame may: it is done elsewhere if it can.
    pub(super) fn gather(&mut self) -> Option<Msg> {
        if let Some(gather) = &self.tools.gather {
            gather();
            return None;
        }
        let gathered = samples(&mut self.session).map_err(|error| error.to_string());
        Some(Msg::Statistics(gathered))
    }
}

/// Every incident as a sample for statistics.
pub fn samples(session: &mut Session) -> Result<Vec<Sample>, SessionError> {
    let mut samples = Vec::new();
    for head in session.heads()? {
        samples.extend(Sample::of(session.load(head.id)?));
    }
    Ok(samples)
}

/// An unfinished incident as the home screen lists it.
pub(super) fn open_incident(head: Head, state: &State) -> OpenIncident {
    let current = state.current_step();
    let step = current.as_ref().and_then(|at| state.step(at));
    OpenIncident {
        id: head.id,
        key: key(head.number),
        title: short_title(state),
        status: state.status.map_or("open", |status| status.word()),
        mode: state.mode().word(),
        severity: state.severity.map(|severity| severity.word()),
        since: state.milestones.detected.map(|mark| mark.at),
        step: step.map(|(_, step)| step.number.clone()),
    }
}
