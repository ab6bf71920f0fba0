//! The end of a form: what comes of its answers.

use super::super::effect::Effect;
use super::super::form::Form;
use super::super::model::{Model, Overlay};

/// Does what a form is for whose questions are all answered.
pub fn finish(model: &mut Model, form: Form) -> Vec<Effect> {
    let effects = form.act.clone().finish(model, &form);
    if let Some(Overlay::Form(form)) = &mut model.overlay {
        form.records = effects.len();
    }
    effects
}
