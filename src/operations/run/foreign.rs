//! Values that the operator has not typed here: another replica recorded them, an alert brought
//! them, or a box said them. They are marked before anything is sent with them.

use super::super::awaited::DETECTED;
use crate::domain::event::{Payload, Recorded};
use crate::domain::id::{EventId, ReplicaId};
use crate::domain::incident::Incident;
use crate::domain::time::TimeSource;

/// A value from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign {
    /// The variable.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it comes from, as a sentence goes on after "it comes from".
    pub from: String,
}

/// Which of these variables have a value from elsewhere. `own` is this journal.
pub fn foreign(incident: &Incident, own: ReplicaId, names: &[&str]) -> Vec<Foreign> {
    let last = |name: &&str| {
        let mut log = incident.log().rev();
        log.find_map(|(recorded, effective)| match &recorded.event.payload {
            Payload::VariableSet { name: set, value } if effective && set == name => {
                Some((recorded, value))
            }
            _ => None,
        })
    };
    let found = names.iter().filter_map(|name| {
        let (recorded, value) = last(name)?;
        Some(Foreign {
            name: (*name).to_owned(),
            value: value.clone(),
            from: elsewhere(incident, own, recorded)?,
        })
    });
    found.collect()
}

/// Where a value comes from, if not from whoever works here.
fn elsewhere(incident: &Incident, own: ReplicaId, recorded: &Recorded) -> Option<String> {
    if recorded.replica != own || recorded.event.time_source == TimeSource::Imported {
        return Some(format!("{} on another machine", recorded.actor));
    }
    let head = recorded.with?;
    match &incident.event(head)?.event.payload {
        Payload::IncidentOpened { .. } if is_of_alert(incident, head) => {
            Some("the alert, or whoever opened the incident with it".to_owned())
        }
        Payload::RunEnded { .. } | Payload::OutputPasted { .. } => {
            Some("what a box said".to_owned())
        }
        _ => None,
    }
}

/// Whether an incident was opened for an alert.
fn is_of_alert(incident: &Incident, opening: EventId) -> bool {
    let mut group = incident.log().filter(|(of, _)| of.with == Some(opening));
    group.any(|(of, _)| match &of.event.payload {
        Payload::Detected { source, .. } => source == DETECTED,
        _ => false,
    })
}
