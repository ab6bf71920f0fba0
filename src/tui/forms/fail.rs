//! The step is not as expected, or did not work.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::{Here, number};
use super::observed::notice;
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const OBSERVED: Field = Field::of("observed");

#[derive(Debug)]
struct Fail(StepRef);

fn question() -> Question {
    Question::text(OBSERVED, "observed", "what was seen instead")
}

/// Asks what was seen instead.
pub fn ask(model: &mut Model) {
    let now = model.own_now();
    let Some(here) = Here::going_on(model) else {
        return;
    };
    let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
    let notice = state.map(|state| notice((state, now), &here.at, &here.step));
    let question = question().noticing(notice.unwrap_or_default());
    let act = Fail(here.at.clone());
    here.ask(model, act, "not as expected", vec![question]);
}

/// The form of a step that was said to be done and is not as expected, answered.
pub fn answered(at: StepRef, title: &str, observed: String) -> Form {
    let question = question().prefilled(&*observed);
    let mut form = Form::new(Fail(at), title, vec![question]);
    form.answer(observed);
    form
}

/// The step with the focus is not as expected, and what was seen is known.
pub fn observed(model: &mut Model, observed: String) -> Vec<Effect> {
    let Some(here) = Here::going_on(model) else {
        return Vec::new();
    };
    let form = answered(here.at.clone(), "", observed);
    form.act.clone().finish(model, &form)
}

impl Act for Fail {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let said = format!("{} not as expected", number(model, &self.0));
        let state = model.walk.as_ref().map(|walk| &walk.snapshot.state);
        let stops = state.is_some_and(|state| state.stops_at(&self.0));
        let command = Command::FailStep {
            step: self.0.clone(),
            observed: form.text(&OBSERVED),
        };
        stamped(model, command, said, !stops)
    }
}
