//! Planned work that does not go as planned: a critical check that failed stops it, and there
//! is a way to end it backed out.

use super::super::action::{ActionId, Places};
use super::super::effect::Effect;
use super::super::form::{Form, Purpose, Question};
use super::super::model::{Model, Overlay, Why};
use super::super::snapshot::Snapshot;
use super::submit::stamped;
use super::{focus, resolution};
use crate::domain::command::Command;
use crate::domain::decide::unresolved;
use crate::domain::event::Mode;
use crate::domain::id::StepRef;
use crate::domain::state::State;

const AGAIN: &str = "again";
const BACK: &str = "back";
const ON: &str = "on";
const GO: &str = "go";

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
    notice.extend(resolution::still_in_force(state));
    let question = Question::choice("what now?", options).noticing(notice);
    let title = format!("{} stops at {number}", state.key());
    model.overlay = Some(Overlay::Form(Form::new(
        Purpose::Stopped(at, on),
        title,
        vec![question],
    )));
}

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
    let question = Question::choice("what now?", options).noticing(notice);
    let title = format!("{} is not finished", state.key());
    model.overlay = Some(Overlay::Form(Form::new(
        Purpose::Unresolved(first),
        title,
        vec![question],
    )));
    true
}

/// Asks why work is backed out.
pub fn back_out(model: &mut Model) {
    if let Some(walk) = &model.walk {
        model.overlay = Some(Overlay::Form(form(&walk.snapshot.state)));
    }
}

fn form(state: &State) -> Form {
    let mut notice = resolution::still_in_force(state);
    if notice.is_empty() {
        notice.push("No change is in force.".to_owned());
    }
    let key = state.key();
    let questions = vec![
        Question::text("why", "why it was turned back").noticing(notice.clone()),
        Question::yes(format!("Back out {key}?"), notice),
    ];
    Form::new(Purpose::BackOut, format!("{key} back out"), questions)
}

/// Does what was chosen.
pub fn commands(model: &mut Model, form: &Form) -> Vec<Effect> {
    let chosen = form.answers.first().map(String::as_str);
    let Some(walk) = &model.walk else {
        return Vec::new();
    };
    let state = &walk.snapshot.state;
    match (&form.purpose, chosen) {
        (_, Some(BACK)) => {
            model.overlay = Some(Overlay::Form(self::form(state)));
            Vec::new()
        }
        (Purpose::Unresolved(at), _) => {
            focus::go_to(model, at);
            Vec::new()
        }
        (Purpose::Stopped(at, on), Some(chosen)) => {
            let on = on.as_ref().filter(|_| chosen == ON);
            let step = on.unwrap_or(at).clone();
            let said = format!("{} started", state.number_of(&step));
            stamped(model, Command::StartStep { step }, said, true)
        }
        (_, reason) => {
            let left = state.changes_in_force().count();
            let key = |id| model.keys.press(id, Places::WALK);
            let (changes, close) = (key(ActionId::Changes), key(ActionId::Close));
            let said = match left {
                0 => format!("backed out; {close} closes it"),
                1 => format!("backed out; {changes}: how to undo the change still in force"),
                _ => {
                    format!("backed out; {changes}: how to undo the {left} changes still in force")
                }
            };
            let reason = reason.unwrap_or_default().to_owned();
            stamped(model, Command::BackOut { reason }, said, false)
        }
    }
}
