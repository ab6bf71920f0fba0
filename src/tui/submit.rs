//! From a command to the effect that submits it.

use super::effect::{Effect, IncidentEffect};
use super::model::Model;
use crate::domain::command::Command;

/// A command at the present time that leaves the focus where it is.
pub fn submit(command: Command, said: impl Into<String>) -> Effect {
    Effect::Incident(IncidentEffect::Submit {
        command,
        at: None,
        said: said.into(),
        follow: false,
    })
}

/// A command at the time given for the next act.
pub fn stamped(model: &Model, command: Command, said: String, follow: bool) -> Vec<Effect> {
    let at = model.walk.as_ref().and_then(|walk| walk.happened_at);
    vec![Effect::Incident(IncidentEffect::Submit {
        command,
        at,
        said,
        follow,
    })]
}
