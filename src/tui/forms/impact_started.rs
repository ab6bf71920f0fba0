//! When the trouble began to hurt users.

use super::super::effect::{Effect, IncidentEffect};
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::Model;
use super::super::times::past;
use super::happened_at::WHEN;
use super::of_incident::ask as ask_of_incident;
use crate::domain::command::Command;

const AT: Field = Field::of("at");

#[derive(Debug)]
struct ImpactStarted;

/// Asks for what it needs.
pub fn ask(model: &mut Model) {
    let questions = vec![Question::or(AT, "impact began", WHEN, "").checked(AnswerCheck::Past)];
    ask_of_incident(model, ImpactStarted, "impact started", questions);
}

impl Act for ImpactStarted {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let given = model.walk.as_ref().and_then(|walk| walk.happened_at);
        let at = past(model, form, &AT);
        vec![Effect::Incident(IncidentEffect::Submit {
            command: Command::MarkImpactStarted,
            at: at.or(given),
            said: "recorded when the impact began".to_owned(),
            follow: false,
        })]
    }
}
