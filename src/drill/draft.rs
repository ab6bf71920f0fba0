//! A scenario from a real incident, ready to edit.

use crate::domain::incident::Incident;

/// The text of a scenario file; `None` without a runbook whose text is at hand.
pub fn draft(_incident: &Incident) -> Option<String> {
    None
}
