//! Something done that is in no runbook.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::submit::stamped;
use super::here::Here;
use crate::domain::command::Command;
use crate::domain::id::StepRef;
use crate::domain::runbook::Risk;

const DONE: Field = Field::of("done");
const RISK: Field = Field::of("risk");
const DEVICE: Field = Field::of("device");
const ROLLBACK: Field = Field::of("rollback");

const RISKS: [(&str, &str, Risk); 3] = [
    ("change", "change: it alters something", Risk::Change),
    ("read", "read: it only looks", Risk::Read),
    (
        "disrupt",
        "disrupt: it breaks something while it lasts",
        Risk::Disrupt,
    ),
];

#[derive(Debug)]
struct ActOutside(StepRef);

/// Asks what was done.
pub fn ask(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let such_as = here.step.run.first();
    let such_as = such_as.map(|run| format!("such as {}; ", run.device));
    let hint = format!(
        "on what; {}Enter alone: not said",
        such_as.unwrap_or_default()
    );
    let options = RISKS.map(|(id, words, _)| (id.to_owned(), words.to_owned()));
    let back = "how to take it back; Enter alone: not said";
    let questions = vec![
        Question::text(DONE, "done", "what was done, outside the runbook"),
        Question::choice(RISK, "risk", options.to_vec()),
        Question::or(DEVICE, "device", hint, ""),
        Question::or(ROLLBACK, "rollback", back, ""),
    ];
    let title = "An action outside the runbook";
    let form = Form::new(ActOutside(here.at), title, questions);
    model.overlay = Some(Overlay::Form(form));
}

impl Act for ActOutside {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let word = form.text(&RISK);
        let risk = RISKS.into_iter().find(|(id, ..)| *id == word);
        let command = Command::TakeAction {
            text: form.text(&DONE),
            device: form.given(&DEVICE),
            risk: risk.map_or(Risk::Change, |(.., risk)| risk),
            rollback: form.given(&ROLLBACK),
            step: Some(self.0.clone()),
        };
        stamped(model, command, "action recorded".to_owned(), false)
    }
}
