//! What an action is called where the operator is: by what it means there.

use super::action::Action;
use super::drills::unfinished;
use super::logs::BoxOf;
use super::model::{Model, Overlay};
use super::places::Places;
use crate::domain::shown::Proposed;

type Called = Option<&'static str>;

fn when(holds: bool, called: &'static str) -> Called {
    holds.then_some(called)
}

/// Whether a drill is walked: there some acts mean something else.
fn in_drill(model: &Model, called: &'static str) -> Called {
    when(model.drill().is_some(), called)
}

/// Showing a runbook, or going on with an incident.
pub fn open(model: &Model, _: Places) -> Called {
    when(model.home.selected < model.home.open.len(), "go on")
}

/// Looking through a log.
pub fn look(model: &Model, _: Places) -> Called {
    let is_output =
        matches!(&model.overlay, Some(Overlay::Log(log)) if matches!(log.of, BoxOf::Output(_)));
    Some(if is_output {
        "take it"
    } else {
        "look through it"
    })
}

/// Starting a runbook, or taking it in a drill.
pub fn start(model: &Model, _: Places) -> Called {
    in_drill(model, "take it")
}

/// Attaching a runbook, or showing it in a drill.
pub fn confirm_attach(model: &Model, _: Places) -> Called {
    in_drill(model, "show")
}

/// Starting a step, or looking in a drill.
pub fn start_step(model: &Model, _: Places) -> Called {
    in_drill(model, "look")
}

/// Playing a drill, or going on with the selected one, if it was begun.
pub fn play(model: &Model, _: Places) -> Called {
    let is_begun = match &model.overlay {
        Some(Overlay::Drills(drills)) => drills
            .scenario()
            .is_some_and(|s| unfinished(&model.home.open, &s.id).is_some()),
        _ => false,
    };
    when(is_begun, "go on")
}

/// Recording what an output says.
pub fn decide(model: &Model, _: Places) -> Called {
    let proposed = match &model.overlay {
        Some(Overlay::Output(page)) => page.end().and_then(|end| end.shown.proposed),
        _ => None,
    };
    proposed.map(|proposed| match proposed {
        Proposed::Done => "record done",
        Proposed::Failed => "record failed",
        Proposed::Inconclusive => "record unsure",
    })
}

/// Where back leads.
pub fn back(model: &Model, place: Places) -> Called {
    match place {
        Places::LOG => {
            let is_looking =
                matches!(&model.overlay, Some(Overlay::Log(log)) if log.running.is_some());
            when(is_looking, "stop")
        }
        Places::FORM => Some("cancel"),
        Places::WALK => Some("home"),
        Places::SEARCH => Some("clear"),
        Places::LIST => Some("search"),
        _ => None,
    }
}

/// The name that an action is looked up by: that of the table, except where it says what was
/// seen at the step with the focus.
pub fn name(model: &Model, action: &Action, place: Places) -> &'static str {
    on_check(model, action, place).map_or(action.label, |(name, _)| name)
}

/// What an action does at a place, in one line.
pub fn help(model: &Model, action: &Action, place: Places) -> &'static str {
    on_check(model, action, place).map_or(action.help, |(_, help)| help)
}

/// What an action says where the step with the focus is a check.
fn on_check(model: &Model, action: &Action, place: Places) -> Option<(&'static str, &'static str)> {
    let words = action.on_check.filter(|_| place == Places::WALK)?;
    let walk = model.walk.as_ref()?;
    let (_, step) = walk.snapshot.state.step(walk.step()?)?;
    step.is_check().then_some(words)
}
