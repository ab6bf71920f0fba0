//! It was not over.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident::ask as ask_of_incident;
use crate::domain::command::Command;

const WHY: Field = Field::of("why");

#[derive(Debug)]
struct ReopenIncident;

/// Asks for what it needs.
pub fn ask(model: &mut Model) {
    let questions = vec![Question::text(WHY, "why", "why it was not over")];
    ask_of_incident(model, ReopenIncident, "reopen", questions);
}

impl Act for ReopenIncident {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let reason = form.text(&WHY);
        stamped(
            model,
            Command::Reopen { reason },
            "open again".to_owned(),
            true,
        )
    }
}
