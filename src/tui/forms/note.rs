//! A remark about a step.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::Here;
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const TEXT: Field = Field::of("text");

#[derive(Debug)]
struct Note(StepRef);

/// Asks for it.
pub fn ask(model: &mut Model) {
    if let Some(here) = Here::of(model) {
        let question = Question::text(TEXT, "note", "a remark");
        here.ask(model, Note(here.at.clone()), "note", vec![question]);
    }
}

impl Act for Note {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let text = form.text(&TEXT);
        let step = Some(self.0.clone());
        let command = Command::AddNote { text, step };
        stamped(model, command, "noted".to_owned(), false)
    }
}
