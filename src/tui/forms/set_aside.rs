//! A runbook that is not the right one is set aside.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::places::attach::state::Offer;
use super::super::submit::stamped;
use super::of_incident::state;
use crate::domain::command::Command;
use crate::domain::id::RunbookId;

const WHY: Field = Field::of("why");

#[derive(Debug)]
struct SetAside(RunbookId);

/// Asks why.
pub fn ask(model: &mut Model, offer: Offer) {
    let question = Question::text(WHY, "why", "why it is not the right one");
    let title = format!("Set aside: {}", offer.title);
    let form = Form::new(SetAside(offer.runbook), title, vec![question]);
    model.overlay = Some(Overlay::Form(form));
}

impl Act for SetAside {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let runbook = self.0.clone();
        let named = state(model).and_then(|state| state.attachment(&runbook));
        let named = named.map_or_else(|| runbook.to_string(), |a| a.short_title().to_owned());
        let said = format!("runbook \"{named}\" set aside");
        let reason = form.text(&WHY);
        stamped(
            model,
            Command::SetRunbookAside { runbook, reason },
            said,
            true,
        )
    }
}
