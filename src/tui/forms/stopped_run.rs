//! Something that may have altered a box was stopped there: what now.

use super::super::effect::Effect;
use super::super::focus;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::places::changes;
use super::inconclusive;
use crate::domain::id::StepRef;

const WHAT: Field = Field::of("what");

#[derive(Debug)]
struct StoppedRun(Option<StepRef>);

/// Asks what comes next. Nothing is taken back by itself.
pub fn ask(model: &mut Model, step: Option<StepRef>) {
    let options = [
        ("go-on", "go on: look at what it said, and decide"),
        (
            "back",
            "roll back: the changes in force, each with how it is taken back",
        ),
        ("leave", "leave it: the step could not be finished, and why"),
    ];
    let options = options.map(|(id, words)| (id.to_owned(), words.to_owned()));
    let question = Question::choice(WHAT, "what now", options.to_vec());
    let notice = "It was stopped, and may have altered something. The change counts as in force.";
    let question = question.noticing(vec![notice.to_owned()]);
    model.ask(Form::new(StoppedRun(step), "Stopped", vec![question]));
}

impl Act for StoppedRun {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        model.leave_form();
        match (form.text(&WHAT).as_str(), &self.0) {
            ("back", _) => {
                model.close();
                changes::open(model);
            }
            ("leave", Some(step)) => {
                focus::go_to(model, step);
                inconclusive::ask(model);
            }
            _ => {}
        }
        Vec::new()
    }
}
