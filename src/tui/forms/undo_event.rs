//! One event is taken back.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::submit::submit;
use crate::domain::command::Command;
use crate::domain::id::EventId;

const YES: Field = Field::of("yes");

#[derive(Debug)]
struct UndoEvent(EventId);

/// Asks whether the selected event is undone.
pub fn ask(model: &mut Model) {
    let Some(Overlay::Timeline(timeline)) = &model.overlay else {
        return;
    };
    let Some(entry) = timeline.entry() else {
        return;
    };
    let together = "What was recorded together with it is undone too.".to_owned();
    let notice = vec![entry.line.in_words(), together];
    let question = Question::yes(YES, "Undo this event?", notice);
    let act = UndoEvent(entry.line.id);
    model.ask(Form::new(act, "Undo an event", vec![question]));
}

impl Act for UndoEvent {
    fn finish(&self, _: &mut Model, _: &Form) -> Vec<Effect> {
        let command = Command::Undo {
            event: Some(self.0),
            reason: None,
        };
        vec![submit(command, "undone")]
    }
}
