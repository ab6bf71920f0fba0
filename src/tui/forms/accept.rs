//! Taking over what was handed over.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use crate::domain::command::Command;
use crate::domain::id::EventId;

const YES: Field = Field::of("yes");

/// The handoff that is taken over.
#[derive(Debug)]
struct Accept(EventId);

/// Asks whether it is taken over. The brief stands above.
pub fn ask(model: &mut Model) {
    let walk = model.walk.as_ref();
    let Some(offered) = walk.and_then(|walk| walk.snapshot.offered.as_ref()) else {
        return model.complain("no handoff waits to be accepted", None);
    };
    let mut brief: Vec<String> = offered.text.lines().map(str::to_owned).collect();
    // The name may be written otherwise, so it is said and not refused.
    match &offered.to {
        _ if offered.by == model.actor => brief.push("You handed it over yourself.".to_owned()),
        Some(to) if *to != *model.actor => {
            brief.push(format!("It was meant for {to}; you are {}.", model.actor));
        }
        _ => {}
    }
    let question = Question::yes(YES, "Take it over?", brief);
    let title = format!("Handed over by {}", offered.by);
    model.ask(Form::new(Accept(offered.event), title, vec![question]));
}

impl Act for Accept {
    fn finish(&self, model: &mut Model, _: &Form) -> Vec<Effect> {
        let event = Some(self.0);
        let said = "handoff accepted: it is yours now".to_owned();
        stamped(model, Command::AcceptHandoff { event }, said, false)
    }
}
