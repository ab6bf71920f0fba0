//! What the footer leaves out although it works: the answers stand for `done`, a change of mind
//! has its key in the help, and the export can wait until the incident is over. Where an action
//! is elsewhere than on the walk, it is not left out.

use super::super::drills::is_unfinished;
use super::super::model::{Model, Overlay, Walk};
use super::super::places::Places;
use super::super::runs::Sending;
use super::availability::step::{self, is_turning};
use crate::domain::checklist::StepState;
use crate::domain::state::{State, Status};

fn walked(model: &Model) -> Option<&Walk> {
    let walk = model.walk.as_ref();
    walk.filter(|_| model.place() == Places::WALK)
}

fn on_walk(model: &Model, left_out: impl FnOnce(&State) -> bool) -> bool {
    walked(model).is_some_and(|walk| left_out(&walk.snapshot.state))
}

fn seen(walk: &Walk) -> Option<StepState> {
    walk.step()
        .and_then(|at| walk.snapshot.state.step_state(at))
}

/// How many answers the step with the focus can be given by number.
pub fn answers(model: &Model) -> Option<usize> {
    let walk = walked(model)?;
    let (attachment, step) = walk.snapshot.state.step(walk.step()?)?;
    let open = matches!(
        attachment.state_of(step),
        StepState::Pending | StepState::Active
    );
    let can = !model.read_only && step::answer(model, None).is_ok();
    (open && can).then_some(step.answers.len())
}

/// There is nothing to clear.
pub fn back(model: &Model) -> bool {
    model.place() == Places::SEARCH && model.home.input.text().is_empty()
}

/// The numbers of the answers stand for it, or it is done.
pub fn done(model: &Model) -> bool {
    let is_done = |walk| seen(walk) == Some(StepState::Done);
    answers(model).is_some() || walked(model).is_some_and(is_done)
}

/// It was started.
pub fn start_step(model: &Model) -> bool {
    let goes_on = |walk| seen(walk) == Some(StepState::Pending) || is_to_look_at(walk);
    walked(model).is_some_and(|walk| !goes_on(walk))
}

/// Whether a drill's step that was started by itself was not looked at yet.
fn is_to_look_at(walk: &Walk) -> bool {
    let at = walk
        .step()
        .filter(|_| seen(walk) == Some(StepState::Active));
    let drill = walk.snapshot.drill.as_ref();
    at.zip(drill)
        .is_some_and(|(at, drill)| drill.seen_at(at).next().is_none())
}

/// Nothing speaks for it.
pub fn back_out(model: &Model) -> bool {
    on_walk(model, |state| !is_turning(state))
}

/// It is not over.
pub fn debrief(model: &Model) -> bool {
    on_walk(model, is_unfinished)
}

/// It is not over.
pub fn export(model: &Model) -> bool {
    on_walk(model, is_unfinished)
}

/// It is over.
pub fn resolve(model: &Model) -> bool {
    let can = |status| matches!(status, Some(Status::Open | Status::Mitigated));
    on_walk(model, |state| !can(state.status))
}

fn sending(model: &Model) -> Option<&Sending> {
    match &model.overlay {
        Some(Overlay::Sending(sending)) => Some(sending),
        _ => None,
    }
}

/// It wants the other key.
pub fn send(model: &Model) -> bool {
    sending(model).is_some_and(|sending| !sending.is_plain())
}

/// Enter alone sends it.
pub fn send_change(model: &Model) -> bool {
    sending(model).is_some_and(Sending::is_plain)
}

/// Nothing runs.
pub fn stop_run(model: &Model) -> bool {
    matches!(&model.overlay, Some(Overlay::Output(page)) if !page.comes())
}
