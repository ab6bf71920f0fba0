//! A step is passed over.

use super::super::effect::Effect;
use super::super::form::{Act, Ask, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::{Here, number};
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const WHY: Field = Field::of("why");
const OVERRIDE: Field = Field::of("override");

#[derive(Debug)]
struct Skip(StepRef);

/// Asks for the reason; a critical step wants its id typed.
pub fn ask(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let mut questions = vec![Question::text(WHY, "why", "the reason")];
    if here.step.critical {
        let id = &here.step.id;
        let hint = format!("this step is critical: type {id} to skip it");
        let ask = Ask::Typed(id.to_string());
        questions.push(Question::new(OVERRIDE, "confirm", hint, ask));
    }
    here.ask(model, Skip(here.at.clone()), "skip", questions);
}

impl Act for Skip {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let said = format!("{} skipped", number(model, &self.0));
        let skip = Command::SkipStep {
            step: self.0.clone(),
            reason: form.text(&WHY),
            r#override: form.given(&OVERRIDE),
        };
        stamped(model, skip, said, true)
    }
}
