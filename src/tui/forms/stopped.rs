//! Planned work that stopped: a critical check failed, and it is asked what to do.

use super::super::effect::Effect;
use super::super::form::{Act, Field, Form, Question};
use super::super::model::{Model, Overlay};
use super::super::snapshot::Snapshot;
use super::super::submit::stamped;
use super::back_out;
use super::here::number;
use super::notices::still_in_force;
use crate::domain::command::Command;
use crate::domain::id::StepRef;

const WHAT: Field = Field::of("what");

const AGAIN: &str = "again";
/// The word that backing out is chosen by.
pub const BACK: &str = "back";
const ON: &str = "on";

#[derive(Debug)]
struct Stopped {
    /// The critical step that failed.
    at: StepRef,
    /// The step to go on with.
    on: Option<StepRef>,
}

/// The step by whose failure the work stopped with what was just recorded.
pub fn stopped(model: &Model, after: &Snapshot) -> Option<StepRef> {
    let before = model.walk.as_ref()?.snapshot.state.stopped_at();
    let now = after.state.stopped_at();
    now.filter(|at| before != Some(at)).cloned()
}

/// Asks what to do where planned work has stopped, in place of beginning or ending another step
/// as if nothing had happened. `false` where it has not, or where the step is being worked on.
pub fn instead_of_passing_by(model: &mut Model, at: &StepRef) -> bool {
    let walk = model.walk.as_ref();
    let stopped = walk.and_then(|walk| walk.snapshot.state.passed_by(at));
    let Some(stopped) = stopped.cloned() else {
        return false;
    };
    ask(model, stopped, Some(at.clone()));
    true
}

/// Asks what to do after a critical check failed. `on` is the step to go on with, where one was
/// chosen; else it is the next one.
pub fn ask(model: &mut Model, at: StepRef, on: Option<StepRef>) {
    let Some(walk) = &model.walk else {
        return;
    };
    let state = &walk.snapshot.state;
    let number = state.number_of(&at);
    let mut options = vec![
        (AGAIN.to_owned(), format!("try {number} again")),
        (BACK.to_owned(), "back out, which ends the work".to_owned()),
    ];
    let on = on.or_else(|| state.next_step());
    if let Some(on) = &on {
        let words = format!("go on with {} all the same", state.number_of(on));
        options.push((ON.to_owned(), words));
    }
    let observed = state.progress(&at).and_then(|p| p.observed.as_deref());
    let mut notice = vec![format!(
        "{number} is critical, and it is not as expected: {}",
        observed.unwrap_or_default()
    )];
    notice.extend(still_in_force(state));
    let question = Question::choice(WHAT, "what now?", options).noticing(notice);
    let title = format!("{} stops at {number}", state.key());
    model.overlay = Some(Overlay::Form(Form::new(
        Stopped { at, on },
        title,
        vec![question],
    )));
}

impl Act for Stopped {
    fn finish(&self, model: &mut Model, form: &Form) -> Vec<Effect> {
        let chosen = form.text(&WHAT);
        if chosen == BACK {
            back_out::ask(model);
            return Vec::new();
        }
        let on = self.on.as_ref().filter(|_| chosen == ON);
        let step = on.unwrap_or(&self.at).clone();
        let said = format!("{} started", number(model, &step));
        stamped(model, Command::StartStep { step }, said, true)
    }
}
