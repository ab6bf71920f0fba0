//! What is left to do afterwards.

use super::super::effect::Effect;
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::super::times::ahead;
use super::notices::follow_ups;
use super::of_incident::{ask as ask_of_incident, state};
use crate::domain::command::Command;

const TEXT: Field = Field::of("text");
const OWNER: Field = Field::of("owner");
const DUE: Field = Field::of("due");

#[derive(Debug)]
struct FollowUp;

/// Asks for it. Those so far stand above.
pub fn ask(model: &mut Model) {
    let so_far = state(model).map(follow_ups);
    let questions = vec![
        Question::text(TEXT, "follow-up", "what is left to do")
            .noticing(so_far.unwrap_or_default()),
        Question::or(OWNER, "owner", "who does it; Enter alone: not said", ""),
        Question::or(DUE, "due", "2d, a full time; Enter alone: not said", "")
            .checked(AnswerCheck::Ahead),
    ];
    ask_of_incident(model, FollowUp, "follow-up", questions);
}

impl Act for FollowUp {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let command = Command::AddFollowUp {
            text: form.text(&TEXT),
            owner: form.given(&OWNER),
            due: ahead(model, form, &DUE),
        };
        stamped(model, command, "follow-up recorded".to_owned(), false)
    }
}
