//! Another title.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident::{ask as ask_of_incident, state};
use crate::domain::command::Command;

const TITLE: Field = Field::of("title");

#[derive(Debug)]
struct Title;

/// Asks for it.
pub fn ask(model: &mut Model) {
    let title = state(model).map(|state| state.title.clone());
    let question = Question::text(TITLE, "title", "in one line");
    let questions = vec![question.prefilled(title.unwrap_or_default())];
    ask_of_incident(model, Title, "title", questions);
}

impl Act for Title {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let title = form.text(&TITLE);
        stamped(
            model,
            Command::SetTitle { title },
            "title set".to_owned(),
            false,
        )
    }
}
