//! Questions about the incident as a whole.

use super::super::form::{Act, Form, Question};
use super::super::model::{Model, Overlay};
use crate::domain::state::State;

/// Asks about the incident that is walked; its key stands before the title.
pub fn ask(model: &mut Model, act: impl Act + 'static, title: &str, questions: Vec<Question>) {
    if let Some(walk) = &model.walk {
        let title = format!("{} {title}", walk.snapshot.state.key());
        model.overlay = Some(Overlay::Form(Form::new(act, title, questions)));
    }
}

/// What is known of it.
pub fn state(model: &Model) -> Option<&State> {
    model.walk.as_ref().map(|walk| &walk.snapshot.state)
}
