//! Planned work that was turned back.

use super::super::action::{ActionId, Places};
use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::Model;
use super::super::submit::stamped;
use super::notices::still_in_force;
use super::of_incident::{ask as ask_of_incident, state};
use crate::domain::command::Command;

const WHY: Field = Field::of("why");
const YES: Field = Field::of("yes");

#[derive(Debug)]
struct BackOut;

/// Asks why. What is still in force stands above.
pub fn ask(model: &mut Model) {
    let Some(state) = state(model) else { return };
    let mut notice = still_in_force(state);
    if notice.is_empty() {
        notice.push("No change is in force.".to_owned());
    }
    let sure = format!("Back out {}?", state.key());
    let questions = vec![
        Question::text(WHY, "why", "why it was turned back").noticing(notice.clone()),
        Question::yes(YES, sure, notice),
    ];
    ask_of_incident(model, BackOut, "back out", questions);
}

impl Act for BackOut {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let state = state(model);
        let left = state.map_or(0, |state| state.changes_in_force().count());
        let key = |id| model.keys.press(id, Places::WALK);
        let (changes, close) = (key(ActionId::Changes), key(ActionId::Close));
        let said = match left {
            0 => format!("backed out; {close} closes it"),
            1 => format!("backed out; {changes}: how to undo the change still in force"),
            _ => format!("backed out; {changes}: how to undo the {left} changes still in force"),
        };
        let reason = form.text(&WHY);
        stamped(model, Command::BackOut { reason }, said, false)
    }
}
