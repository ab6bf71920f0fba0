//! The incident is handed over, with a brief.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::places::brief::state::Brief;
use super::super::submit::stamped;
use crate::domain::command::Command;
use crate::report;

const TO: Field = Field::of("to");

/// The brief that is handed over.
#[derive(Debug)]
struct Handoff(String);

/// Shows the brief for whoever takes over.
pub fn show(model: &mut Model) {
    if let Some(walk) = &model.walk {
        let text = report::brief(&walk.snapshot.state, model.own_now());
        model.overlay = Some(Overlay::Brief(Brief { text, scroll: 0 }));
    }
}

/// Asks to whom the brief that is shown is handed over.
pub fn ask(model: &mut Model) {
    let Some(Overlay::Brief(brief)) = &mut model.overlay else {
        return;
    };
    let act = Handoff(std::mem::take(&mut brief.text));
    let question = Question::or(TO, "to", "who takes over; Enter alone: not said", "");
    let form = Form::new(act, "Handoff", vec![question]);
    model.overlay = Some(Overlay::Form(form));
}

impl Act for Handoff {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let to = form.given(&TO);
        let said = match &to {
            Some(to) => format!("handoff to {to} recorded"),
            None => "handoff recorded".to_owned(),
        };
        let text = self.0.clone();
        stamped(model, Command::RecordHandoff { to, text }, said, false)
    }
}
