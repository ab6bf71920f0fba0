//! What was changed in the files of the runbooks in use, since the incident attached them.

use super::super::effect::{Effect, IncidentEffect};
use super::super::model::{Model, Overlay};
use super::super::places::revision::state::Revision;
use crate::operations::revised::Revised;

/// Asks what has changed.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    match model.walk {
        Some(_) => vec![Effect::Incident(IncidentEffect::Differences)],
        None => Vec::new(),
    }
}

/// Shows it, if anything has.
pub fn show(model: &mut Model, changed: Vec<Revised>) {
    match changed.is_empty() {
        true => model.say("nothing has changed in the runbooks that are in use"),
        false => model.cover(Overlay::Revision(Revision { changed, scroll: 0 })),
    }
}
