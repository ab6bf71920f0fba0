//! Somebody does a step later.

use super::super::effect::Effect;
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::super::times::ahead;
use super::here::{Here, number};
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const OWNER: Field = Field::of("owner");
const DUE: Field = Field::of("due");

#[derive(Debug)]
struct Defer(StepRef);

/// Asks who does it, and until when.
pub fn ask(model: &mut Model) {
    let Some(here) = Here::of(model) else { return };
    let hint = "until when: 2h, 14:05; Enter alone: not said";
    let questions = vec![
        Question::text(OWNER, "owner", "who does it later"),
        Question::or(DUE, "due", hint, "").checked(AnswerCheck::Ahead),
    ];
    here.ask(model, Defer(here.at.clone()), "defer", questions);
}

impl Act for Defer {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let owner = form.text(&OWNER);
        let said = format!("{} deferred to {owner}", number(model, &self.0));
        let defer = Command::DeferStep {
            step: self.0.clone(),
            owner,
            due: ahead(model, form, &DUE),
            reason: None,
        };
        stamped(model, defer, said, true)
    }
}
