//! When the next act happened.

use super::super::effect::Effect;
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::Model;
use super::super::text::local_hms;
use super::super::times::past;
use super::of_incident;

const AT: Field = Field::of("at");

/// How a time that has passed is written.
pub const WHEN: &str = "-5m, 14:05 or a full time; Enter alone: now";

#[derive(Debug)]
struct HappenedAt;

/// Asks for it.
pub fn ask(model: &mut Model) {
    let questions = vec![Question::or(AT, "at", WHEN, "").checked(AnswerCheck::Past)];
    of_incident::ask(model, HappenedAt, "the next act happened", questions);
}

impl Act for HappenedAt {
    fn records(&self) -> bool {
        false
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let at = past(model, form, &AT);
        if let Some(walk) = &mut model.walk {
            walk.happened_at = at;
        }
        model.close();
        model.say(match at {
            Some(at) => format!(
                "the next act happened at {}",
                local_hms(at.at.plus_ms(model.ahead_ms()))
            ),
            None => "the next act happens now".to_owned(),
        });
        Vec::new()
    }
}
