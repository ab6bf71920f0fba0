//! Values that variables had in an earlier incident with the same target: offered, never taken by
//! themselves.

use std::collections::BTreeMap;

use crate::domain::event::Mode;
use crate::domain::id::IncidentId;
use crate::domain::runbook::Variable;
use crate::domain::state::State;
use crate::domain::value::ValueType;
use crate::session::{Session, SessionError};

/// So many earlier incidents are looked at.
const MOST: usize = 20;

/// A value that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedValue {
    /// The value.
    pub value: String,
    /// The key of the incident that had it.
    pub from: String,
}

/// What is offered for the variables of an incident that have no value, by their names. Two
/// incidents have the same target if a variable that names a machine has the same value in both.
pub fn offered(
    session: &mut Session,
    id: IncidentId,
) -> Result<BTreeMap<String, OfferedValue>, SessionError> {
    let state = session.load(id)?.state();
    let targets = machines(state);
    let wanted: Vec<String> = variables(state)
        .filter(|variable| !variable.secret && !state.variables.contains_key(&variable.name))
        .map(|variable| variable.name.clone())
        .collect();
    let mut found = BTreeMap::new();
    if targets.is_empty() || wanted.is_empty() || state.mode() == Mode::Drill {
        return Ok(found);
    }
    let heads = session.heads()?;
    let earlier = heads.into_iter().rev().filter(|head| head.id != id);
    for head in earlier.take(MOST) {
        let Some(incident) = session.load_if_whole(head)? else {
            continue;
        };
        let earlier = incident.state();
        let same = machines(earlier).iter().any(|it| targets.contains(it));
        if !same || earlier.mode() == Mode::Drill {
            continue;
        }
        for name in &wanted {
            if let Some(value) = earlier.variables.get(name) {
                found.entry(name.clone()).or_insert_with(|| OfferedValue {
                    value: value.clone(),
                    from: head.key(),
                });
            }
        }
    }
    Ok(found)
}

fn variables(state: &State) -> impl Iterator<Item = &Variable> {
    let books = state.in_use().filter_map(|a| a.runbook.as_deref());
    books.flat_map(|book| &book.variables)
}

/// The machines that an incident is about, by the names of their variables.
fn machines(state: &State) -> Vec<(String, String)> {
    let named = variables(state).filter(|it| matches!(it.kind, ValueType::Host | ValueType::Ip));
    let set = named.filter_map(|it| state.variables.get(&it.name).map(|value| (it, value)));
    set.map(|(it, value)| (it.name.clone(), value.clone()))
        .collect()
}
