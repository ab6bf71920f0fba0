//! The changes in force: moving among them, and what was taken back.

use super::super::action::Id;
use super::super::effect::Effect;
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay};
use super::super::moving::scroll;

/// How many changes are in force.
pub fn count(model: &Model) -> usize {
    let walk = model.walk.as_ref();
    walk.map_or(0, |w| w.snapshot.state.changes_in_force().count())
}

/// Carries out an action of the place.
pub fn act(model: &mut Model, id: Id) -> Vec<Effect> {
    let count = count(model);
    let Some(Overlay::Changes { selected }) = &mut model.overlay else {
        return Vec::new();
    };
    match id {
        Id::Revert => {
            let selected = *selected;
            revert(model, selected);
        }
        _ => scroll(selected, count, id),
    }
    Vec::new()
}

fn revert(model: &mut Model, selected: usize) {
    let Some(walk) = &model.walk else {
        return;
    };
    let Some(change) = walk.snapshot.state.changes_in_force().nth(selected) else {
        return;
    };
    let purpose = match &change.step {
        Some(step) => Purpose::RevertStep(step.clone()),
        None => Purpose::RevertAction(change.event),
    };
    let mut question = Question::or("note", "how it was taken back; Enter alone: no note", "");
    question.notice = vec![change.text.clone()];
    let rollback = change
        .rollback
        .iter()
        .map(|text| format!("rollback: {text}"));
    question.notice.extend(rollback);
    let title = "The change is no longer in force";
    model.ask(Form::new(purpose, title, vec![question]));
}
