//! A step waits on somebody, or no longer.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::here::{Here, number};
use crate::domain::checklist::StepState;
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const ON: Field = Field::of("on");

#[derive(Debug)]
struct Block(StepRef);

/// Asks on whom it waits, or ends the wait.
pub fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(here) = Here::of(model) else {
        return Vec::new();
    };
    let walk = model.walk.as_ref();
    let seen = walk.and_then(|walk| walk.snapshot.state.step_state(&here.at));
    if seen == Some(StepState::Blocked) {
        let said = format!("{} is no longer waiting", here.number);
        return stamped(model, Command::UnblockStep { step: here.at }, said, false);
    }
    let question = Question::text(ON, "waiting on", "whom or what");
    here.ask(model, Block(here.at.clone()), "blocked", vec![question]);
    Vec::new()
}

impl Act for Block {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let waiting_on = form.text(&ON);
        let said = format!("{} is waiting on {waiting_on}", number(model, &self.0));
        let block = Command::BlockStep {
            step: self.0.clone(),
            waiting_on,
            reason: None,
        };
        stamped(model, block, said, false)
    }
}
