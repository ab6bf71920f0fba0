//! The step could not be checked.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::{Here, number};
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const WHY: Field = Field::of("why");

#[derive(Debug)]
struct Inconclusive(StepRef);

/// Asks for what it needs.
pub fn ask(model: &mut Model) {
    if let Some(here) = Here::going_on(model) {
        let question = Question::text(WHY, "why", "why it could not be checked");
        here.ask(
            model,
            Inconclusive(here.at.clone()),
            "could not be checked",
            vec![question],
        );
    }
}

impl Act for Inconclusive {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let said = format!("{} inconclusive", number(model, &self.0));
        let command = Command::FindInconclusive {
            step: self.0.clone(),
            reason: form.text(&WHY),
        };
        stamped(model, command, said, true)
    }
}
