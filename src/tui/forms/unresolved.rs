//! Planned work that cannot be resolved yet: it is asked what to do.

use super::super::effect::Effect;
use super::super::focus;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay, Why};
use super::back_out;
use super::stopped::BACK;
use crate::domain::decide::unresolved;
use crate::domain::event::Mode;
use crate::domain::id::StepRef;

const WHAT: Field = Field::of("what");
const GO: &str = "go";

/// The step that comes first.
#[derive(Debug)]
struct Unresolved(StepRef);

/// Planned work that cannot be resolved may be backed out: says all that is missing, and asks.
/// `false` where that is no way out.
pub fn instead_of_resolving(model: &mut Model, why: &Why) -> bool {
    let walk = model.walk.as_ref().filter(|_| model.overlay.is_none());
    let Some((walk, first)) = walk.zip(why.leads_to.clone()) else {
        return false;
    };
    let state = &walk.snapshot.state;
    if state.mode() != Mode::Change {
        return false;
    }
    let options = vec![
        (GO.to_owned(), format!("go to {}", state.number_of(&first))),
        (BACK.to_owned(), "back out, which ends the work".to_owned()),
    ];
    let mut notice = vec!["It cannot be resolved yet:".to_owned()];
    notice.extend(unresolved(state));
    let question = Question::choice(WHAT, "what now?", options).noticing(notice);
    let title = format!("{} is not finished", state.key());
    model.overlay = Some(Overlay::Form(Form::new(
        Unresolved(first),
        title,
        vec![question],
    )));
    true
}

impl Act for Unresolved {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        match form.text(&WHAT).as_str() {
            BACK => back_out::ask(model),
            _ => focus::go_to(model, &self.0),
        }
        Vec::new()
    }
}
