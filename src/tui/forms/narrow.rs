//! Which incidents of the list are wanted: words, and what they are about.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use crate::operations::history::filter;

const WANTED: Field = Field::of("filter");

#[derive(Debug)]
struct Narrow;

/// Asks which.
pub fn ask(model: &mut Model) {
    let Some(Overlay::History(list)) = &model.overlay else {
        return;
    };
    let hint = "words, status:closed mode:drill runbook:ID ticket:ID since:DATE until:DATE; \
                nothing shows all";
    let question = Question::or(WANTED, "only", hint, "").prefilled(list.typed.clone());
    model.ask(Form::new(Narrow, "Narrow the list", vec![question]));
}

impl Act for Narrow {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let typed = form.text(&WANTED).trim().to_owned();
        let query = filter(&typed, model.now);
        model.leave_form();
        match (query, &mut model.overlay) {
            (Ok(query), Some(Overlay::History(list))) => list.narrow(typed, query),
            (Err(error), _) => model.complain(error.to_string(), None),
            _ => {}
        }
        Vec::new()
    }
}
