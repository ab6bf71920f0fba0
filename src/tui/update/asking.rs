//! Questions about the incident as a whole.

use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay};

/// Asks about the incident that is walked; its key stands before the title.
pub fn ask(model: &mut Model, purpose: Purpose, title: &str, questions: Vec<Question>) {
    if let Some(walk) = &model.walk {
        let title = format!("{} {title}", walk.snapshot.state.key());
        model.overlay = Some(Overlay::Form(Form::new(purpose, title, questions)));
    }
}
