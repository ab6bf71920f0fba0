//! The mitigation does not hold: the impact is back.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::of_incident::ask as ask_of_incident;
use crate::domain::command::Command;

const WHY: Field = Field::of("why");

#[derive(Debug)]
struct ReturnImpact;

/// Asks why, where it was called mitigated.
pub fn ask(model: &mut Model) {
    ask_with(model, "Enter alone: no reason");
}

/// Asks why, in place of calling it mitigated again.
pub fn ask_instead(model: &mut Model) {
    ask_with(model, "the impact is back; Enter alone: no reason");
}

fn ask_with(model: &mut Model, hint: &str) {
    let questions = vec![Question::or(WHY, "why", hint, "")];
    ask_of_incident(model, ReturnImpact, "impact returned", questions);
}

impl Act for ReturnImpact {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let reason = form.given(&WHY);
        let said = "impact returned".to_owned();
        stamped(model, Command::ReturnImpact { reason }, said, true)
    }
}
