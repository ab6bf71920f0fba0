//! The step has to be done again.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::{Here, number};
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const WHY: Field = Field::of("why");

#[derive(Debug)]
struct Reopen(StepRef);

/// Asks for what it needs.
pub fn ask(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        let question = Question::text(WHY, "why", "why it has to be done again");
        here.ask(model, Reopen(here.at.clone()), "reopen", vec![question]);
    }
}

impl Act for Reopen {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let said = format!("{} reopened", number(model, &self.0));
        let command = Command::ReopenStep {
            step: self.0.clone(),
            reason: form.text(&WHY),
        };
        stamped(model, command, said, false)
    }
}
