//! Stakeholders are told where it stands, from a draft. When the next one is due is asked first,
//! because the draft of the text says so.

use super::super::effect::Effect;
use super::super::form::{Act, AnswerCheck, Field, Form, Next, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::super::text::clock;
use super::super::times::ahead;
use super::of_incident::{self, state};
use crate::clock::when;
use crate::domain::command::Command;
use crate::report::draft;

const NEXT: Field = Field::of("next");
const AUDIENCE: Field = Field::of("audience");
const TEXT: Field = Field::of("text");

#[derive(Debug)]
struct Update;

/// Asks when the next one is due, who is told, and what.
pub fn ask(model: &mut Model) {
    let Some(state) = state(model) else { return };
    let last = state.updates.last();
    let before = last.map(|last| format!("last told: {}", last.text));
    let next = "15m, 14:05; Enter alone: none is promised";
    let audience = "who is told; Enter alone: not said";
    let known = last.and_then(|last| last.audience.clone());
    let questions = vec![
        Question::or(NEXT, "next update", next, "")
            .checked(AnswerCheck::Ahead)
            .noticing(before.into_iter().collect()),
        Question::or(AUDIENCE, "audience", audience, "").prefilled(known.unwrap_or_default()),
        Question::text(TEXT, "update", "the draft may be changed").prefilled(draft(
            state,
            model.own_now(),
            None,
        )),
    ];
    of_incident::ask(model, Update, "update to stakeholders", questions);
}

impl Act for Update {
    /// The draft, once it is known when the next one is due.
    fn take(&self, model: &Model, form: &Form, field: &Field, _: &str) -> Next {
        let Some(state) = state(model).filter(|_| *field == AUDIENCE) else {
            return Next::default();
        };
        let due = form.given(&NEXT);
        let due = due.and_then(|due| when::future(&due, model.own_now()).ok());
        Next::prefill(draft(state, model.own_now(), due))
    }

    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let next_due = ahead(model, form, &NEXT);
        let due = next_due.map(|due| format!(", next in {}", clock(due.since(model.now))));
        let said = format!(
            "update recorded; pass it on yourself{}",
            due.unwrap_or_default()
        );
        let update = Command::SendUpdate {
            text: form.text(&TEXT),
            audience: form.given(&AUDIENCE),
            next_due,
        };
        stamped(model, update, said, false)
    }
}
