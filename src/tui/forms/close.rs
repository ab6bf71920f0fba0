//! Nothing is left to do.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::submit::stamped;
use super::notices::{follow_ups, still_in_force};
use crate::domain::command::{CLOSING_REASON, Command};
use crate::domain::state::Status;

const REASON: Field = Field::of("reason");
const YES: Field = Field::of("yes");

#[derive(Debug)]
struct Close;

/// Asks for the reason for what was not reached, if it is over.
pub fn ask(model: &mut Model) {
    let Some(walk) = &model.walk else { return };
    let (snapshot, state) = (&walk.snapshot, &walk.snapshot.state);
    let reason = match state.status {
        Some(Status::Resolved) => CLOSING_REASON,
        Some(Status::BackedOut) => "not needed after backing out",
        // The action is not available, and then nobody comes here.
        _ => return,
    };
    let left = snapshot.rows.iter();
    let left = left.filter(|row| row.step.is_some() && !row.aside && !row.state.is_ended());
    let mut notice = match left.count() {
        0 => Vec::new(),
        1 => vec!["1 step was not reached.".to_owned()],
        count => vec![format!("{count} steps were not reached.")],
    };
    notice.extend(still_in_force(state));
    notice.extend(follow_ups(state));
    let hint = "for all steps that were not reached";
    let title = format!("Close {}", state.key());
    let questions = vec![
        Question::or(REASON, "reason", hint, "").prefilled(reason),
        Question::yes(YES, format!("{title}?"), notice),
    ];
    model.overlay = Some(Overlay::Form(Form::new(Close, title, questions)));
}

impl Act for Close {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let reason = form.given(&REASON);
        stamped(model, Command::Close { reason }, "closed".to_owned(), false)
    }
}
