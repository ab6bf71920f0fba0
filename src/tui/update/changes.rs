//! The changes in force, and what was taken back.

use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay};

/// Lists the changes in force.
pub fn open(model: &mut Model) {
    model.overlay = Some(Overlay::Changes { selected: 0 });
}

/// Asks how the selected change was taken back.
pub fn revert(model: &mut Model) {
    let (Some(walk), Some(Overlay::Changes { selected })) = (&model.walk, &model.overlay) else {
        return;
    };
    let Some(change) = walk.snapshot.state.changes_in_force().nth(*selected) else {
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
