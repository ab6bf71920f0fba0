//! A change in force was taken back.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::model::Overlay;
use super::super::submit::stamped;
use super::here::number;
use crate::domain::command::Command;
use crate::domain::id::{EventId, StepRef};

const NOTE: Field = Field::of("note");

#[derive(Debug)]
enum Revert {
    /// What a step changed.
    Step(StepRef),
    /// What was done outside the runbook.
    Action(EventId),
}

/// Asks how the selected change was taken back.
pub fn ask(model: &mut Model) {
    let (Some(walk), Some(Overlay::Changes { selected })) = (&model.walk, &model.overlay) else {
        return;
    };
    let Some(change) = walk.snapshot.state.changes_in_force().nth(*selected) else {
        return;
    };
    let act = match &change.step {
        Some(step) => Revert::Step(step.clone()),
        None => Revert::Action(change.event),
    };
    let hint = "how it was taken back; Enter alone: no note";
    let mut notice = vec![change.text.clone()];
    let rollback = change.rollback.iter();
    notice.extend(rollback.map(|text| format!("rollback: {text}")));
    let question = Question::or(NOTE, "note", hint, "").noticing(notice);
    let title = "The change is no longer in force";
    model.ask(Form::new(act, title, vec![question]));
}

impl Act for Revert {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let note = form.given(&NOTE);
        let (command, said) = match self {
            Self::Step(step) => {
                let said = format!("{} is no longer in force", number(model, step));
                let step = step.clone();
                (Command::RevertStep { step, note }, said)
            }
            Self::Action(event) => {
                let said = "the change is no longer in force".to_owned();
                let event = *event;
                (Command::RevertAction { event, note }, said)
            }
        };
        stamped(model, command, said, false)
    }
}
