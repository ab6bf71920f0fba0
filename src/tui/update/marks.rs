//! Acts that ask nothing.

use super::super::effect::{Effect, IncidentEffect};
use super::super::focus::focused;
use super::super::forms::{return_impact, stopped};
use super::super::model::{Model, Screen};
use super::super::submit::stamped;
use crate::domain::command::Command;
use crate::domain::state::Status;

/// Starts the step by hand.
pub fn start(model: &mut Model) -> Vec<Effect> {
    let Some(step) = focused(model) else {
        return Vec::new();
    };
    if stopped::instead_of_passing_by(model, &step) {
        return Vec::new();
    }
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let number = state.map_or_else(|| step.to_string(), |state| state.number_of(&step));
    stamped(
        model,
        Command::StartStep { step },
        format!("{number} started"),
        false,
    )
}

/// Takes back the latest act.
pub fn undo(_: &mut Model) -> Vec<Effect> {
    let undo = Command::Undo {
        event: None,
        reason: None,
    };
    vec![Effect::Incident(IncidentEffect::Submit {
        command: undo,
        at: None,
        said: "undone".to_owned(),
        follow: true,
    })]
}

/// Users are no longer affected, or the impact is back.
pub fn mitigate(model: &mut Model) -> Vec<Effect> {
    let status = model.walk.as_ref().and_then(|w| w.snapshot.state.status);
    if status == Some(Status::Mitigated) {
        return_impact::ask_instead(model);
        return Vec::new();
    }
    stamped(model, Command::Mitigate, "mitigated".to_owned(), false)
}

/// Somebody looks after it.
pub fn acknowledge(model: &mut Model) -> Vec<Effect> {
    let said = "acknowledged".to_owned();
    stamped(model, Command::Acknowledge, said, false)
}

/// The hold is over.
pub fn resume(model: &mut Model) -> Vec<Effect> {
    stamped(model, Command::Resume, "work resumed".to_owned(), true)
}

/// Writes what the incident teaches.
pub fn learn(_: &mut Model) -> Vec<Effect> {
    vec![Effect::Incident(IncidentEffect::Learn)]
}

/// A refusal may name the step that stands in the way: then starting a step goes there.
pub fn to_what_stands_in_the_way(model: &mut Model) -> Option<Vec<Effect>> {
    if model.overlay.is_some() || model.screen != Screen::Walk {
        return None;
    }
    let step = model.status.as_ref()?.leads_to.clone()?;
    model.status = None;
    let walk = model.walk.as_mut()?;
    walk.cursor = walk.snapshot.row_of(&step)?;
    walk.scroll = 0;
    Some(Vec::new())
}
