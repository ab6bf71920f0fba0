//! An event's time, person or words are corrected.

use super::super::effect::Effect;
use super::super::form::{Act, AnswerCheck, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::submit::submit;
use super::super::times::past;
use crate::domain::command::Command;
use crate::domain::id::EventId;

const AT: Field = Field::of("at");
const BY: Field = Field::of("by");
const WORDS: Field = Field::of("words");
const WHY: Field = Field::of("why");

#[derive(Debug)]
struct Amend(EventId);

/// Asks what is right of the selected event.
pub fn ask(model: &mut Model) {
    let Some(Overlay::Timeline(timeline)) = &model.overlay else {
        return;
    };
    let Some(entry) = timeline.entry() else {
        return;
    };
    let kept = "Enter alone: as it is";
    let at = format!("-5m, 14:05 or a full time; {kept}");
    let mut questions = vec![
        Question::or(AT, "at", at, "")
            .checked(AnswerCheck::Past)
            .noticing(vec![entry.line.in_words()]),
        Question::or(BY, "by", format!("who did it; {kept}"), ""),
    ];
    if entry.has_text {
        let hint = format!("the right words; {kept}");
        questions.push(Question::or(WORDS, "words", hint, ""));
    }
    questions.push(Question::text(WHY, "why", "why it is corrected"));
    let act = Amend(entry.line.id);
    model.ask(Form::new(act, "Correct an event", questions));
}

impl Act for Amend {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let at = past(model, form, &AT);
        let command = Command::Amend {
            event: self.0,
            occurred_at: at.map(|reported| (reported.at, reported.precision)),
            actor: form.given(&BY),
            text: form.given(&WORDS),
            reason: form.text(&WHY),
        };
        vec![submit(command, "corrected")]
    }
}
