//! Nobody can work on it now.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident::ask as ask_of_incident;
use crate::domain::command::Command;

const ON: Field = Field::of("on");
const WHY: Field = Field::of("why");

#[derive(Debug)]
struct Hold;

/// Asks for what it needs.
pub fn ask(model: &mut Model) {
    let questions = vec![
        Question::or(ON, "waiting on", "whom or what; Enter alone: not said", ""),
        Question::or(WHY, "reason", "why; Enter alone: not said", ""),
    ];
    ask_of_incident(model, Hold, "hold", questions);
}

impl Act for Hold {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let waiting_on = form.given(&ON);
        let said = match &waiting_on {
            Some(on) => format!("held, waiting on {on}"),
            None => "held".to_owned(),
        };
        let reason = form.given(&WHY);
        stamped(model, Command::Hold { reason, waiting_on }, said, false)
    }
}
