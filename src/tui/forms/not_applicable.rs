//! The step does not apply here.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::{Here, number};
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const WHY: Field = Field::of("why");

#[derive(Debug)]
struct NotApplicable(StepRef);

/// Asks for what it needs.
pub fn ask(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        let question = Question::text(WHY, "why", "why it does not apply");
        here.ask(
            model,
            NotApplicable(here.at.clone()),
            "does not apply",
            vec![question],
        );
    }
}

impl Act for NotApplicable {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let said = format!("{} does not apply", number(model, &self.0));
        let command = Command::MarkStepNa {
            step: self.0.clone(),
            reason: form.text(&WHY),
        };
        stamped(model, command, said, true)
    }
}
