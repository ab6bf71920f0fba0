//! A person says what they think of a cause.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::model::Overlay;
use super::super::submit::stamped;
use crate::domain::command::Command;
use crate::domain::event::Standing;
use crate::domain::id::CauseRef;

/// It is answered already: it is the selected one.
const CAUSE: Field = Field::of("cause");
const STANDING: Field = Field::of("standing");
const WHY: Field = Field::of("why");

const STANDINGS: [Standing; 4] = [
    Standing::Suspected,
    Standing::RuledOut,
    Standing::Confirmed,
    Standing::Open,
];

#[derive(Debug)]
struct Judge(CauseRef);

/// Asks for the standing of the selected cause, and the reason.
pub fn ask(model: &mut Model) {
    let Some(Overlay::Causes { selected }) = &model.overlay else {
        return;
    };
    let walk = model.walk.as_ref();
    let Some(line) = walk.and_then(|walk| walk.snapshot.causes.get(*selected)) else {
        return;
    };
    let named = line.cause.to_string();
    let standings = STANDINGS.map(|s| (s.words().to_owned(), s.words().to_owned()));
    let so_far = vec![format!("so far: {}", line.standing.words())];
    let questions = vec![
        Question::choice(CAUSE, "cause", vec![(named.clone(), line.title.clone())]),
        Question::choice(STANDING, "what you think of it", standings.to_vec()).noticing(so_far),
        Question::or(WHY, "why", "Enter alone: not said", ""),
    ];
    let mut form = Form::new(Judge(line.cause.clone()), line.title.clone(), questions);
    form.answer(named);
    form.next();
    model.ask(form);
}

impl Act for Judge {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let word = form.text(&STANDING);
        let Some(standing) = STANDINGS.into_iter().find(|s| s.words() == word) else {
            return Vec::new();
        };
        let command = Command::JudgeCause {
            cause: self.0.clone(),
            standing,
            because: form.given(&WHY),
        };
        stamped(model, command, "judgement recorded".to_owned(), false)
    }
}
