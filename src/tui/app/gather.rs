//! What is gathered over many incidents for their figures.

use super::super::effect::Msg;
use super::super::figures::Gathered;
use super::App;
use crate::report::Sample;
use crate::session::{Session, SessionError};

impl App {
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

/// Every incident as a sample for statistics; what is damaged is named.
pub fn samples(session: &mut Session) -> Result<Gathered, SessionError> {
    let now = session.now();
    let mut samples = Vec::new();
    for head in session.heads()? {
        if let Some(incident) = session.load_if_whole(head)? {
            samples.extend(Sample::of(incident, now));
        }
    }
    let damaged = session.damaged.keys().cloned().collect();
    Ok(Gathered { samples, damaged })
}
