//! What an action is called where the operator is: by what it means there.

use super::super::super::action::{Action, Id};
use super::super::super::drills::unfinished;
use super::super::super::model::{Model, Overlay};
use super::super::super::place::Places;

/// The names of two actions on a step that is a check: there they say what was seen.
pub const OF_CHECKS: [(Id, &str); 2] = [(Id::Done, "as expected"), (Id::Fail, "not as expected")];

/// What the footer calls an action at a place.
pub fn label(model: &Model, action: &Action, place: Places) -> &'static str {
    let on_incident = model.home.selected < model.home.open.len();
    match (action.id, place) {
        (Id::Show | Id::Open, Places::SEARCH | Places::LIST) if on_incident => "go on",
        (Id::Confirm, Places::LOG) => "look through it",
        (Id::Back, Places::LOG) if is_looking(model) => "stop",
        (Id::Back, Places::FORM) => "cancel",
        (Id::Start, Places::PREVIEW) if model.drill().is_some() => "take it",
        (Id::Confirm, Places::ATTACH) if model.drill().is_some() => "show",
        (Id::StartStep, _) if model.drill().is_some() => "look",
        (Id::Play, _) if goes_on(model) => "go on",
        (Id::Back, Places::WALK) => "home",
        (Id::Back, Places::SEARCH) => "clear",
        (Id::Back, Places::LIST) => "search",
        _ => name(model, action, place),
    }
}

/// The name that an action is looked up by: that of the table, except where it says what was
/// seen at the step with the focus.
pub fn name(model: &Model, action: &Action, place: Places) -> &'static str {
    let seen = of_step(model, action.id).filter(|_| place == Places::WALK);
    seen.unwrap_or(action.label)
}

/// What an action does at a place, in one line.
pub fn help(model: &Model, action: &Action, place: Places) -> &'static str {
    match (action.id, place == Places::WALK && is_check(model)) {
        (Id::Done, true) => "the check is as expected, which may rule out causes; says which",
        (Id::Fail, true) => "the check is not as expected, which may make causes suspected",
        _ => action.help,
    }
}

fn of_step(model: &Model, id: Id) -> Option<&'static str> {
    let (_, name) = OF_CHECKS.into_iter().find(|(of, _)| *of == id)?;
    is_check(model).then_some(name)
}

/// Whether the step with the focus is a check.
fn is_check(model: &Model) -> bool {
    let walk = model.walk.as_ref();
    let step = walk.and_then(|walk| walk.snapshot.state.step(walk.step()?));
    step.is_some_and(|(_, step)| step.is_check())
}

/// Whether the selected drill was begun.
fn goes_on(model: &Model) -> bool {
    match &model.overlay {
        Some(Overlay::Drills(drills)) => drills
            .scenario()
            .is_some_and(|s| unfinished(&model.home.open, &s.id).is_some()),
        _ => false,
    }
}

fn is_looking(model: &Model) -> bool {
    matches!(&model.overlay, Some(Overlay::Log(log)) if log.running.is_some())
}
